"""The verbs of the port."""

from rxapp.gateways.bss.embedded.part import Part


class Usage(Part):
    """What was used, by record."""
