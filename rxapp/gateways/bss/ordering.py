"""What a subscriber may change: tariff, options, a voluntary stop."""

from typing import Protocol


class OrderingVerbs(Protocol):
    """Offers and orders (TMF620 productOffering, TMF622 productOrder)."""
