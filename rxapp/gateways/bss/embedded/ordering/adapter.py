"""The verbs of the port."""

from rxapp.gateways.bss.embedded.part import Part


class Ordering(Part):
    """What a subscriber changes by themselves: tariff, options, a voluntary stop."""
