"""The verbs of the port."""

from collections.abc import Sequence

from rxapp.gateways.bss.embedded import loyalty, operator
from rxapp.gateways.bss.embedded.part import Part
from rxapp.gateways.bss.values import Loyalty


class Rewards(Part):
    """The bonus programme: points earned, spent, expired; what they buy."""

    async def loyalty(self, numbers: Sequence[str]) -> list[Loyalty]:
        """One entry a customer: points are never counted twice for two accounts of one person."""
        async with self.reading() as db:
            return await loyalty.of_accounts(db, list(numbers))

    async def enrol(self, number: str) -> None:
        """Join the bonus programme. Raises AccountUnknown."""
        async with self.changing() as db:
            await operator.enrol(db, number, f"enrol:{number}")
