"""The bonus programme: membership, points, what they buy."""

from collections.abc import Sequence
from typing import Protocol

from rxapp.gateways.bss.values import Loyalty


class LoyaltyVerbs(Protocol):
    """TMF658 knows members and balances; levels and rewards are the adapter's own (bss-tmf.md 3.8)."""

    async def loyalty(self, numbers: Sequence[str]) -> list[Loyalty]:
        """Bonus programme of these accounts (TMF658 loyaltyAccount)."""

    async def enrol(self, number: str) -> None:
        """Join the bonus programme; joining twice changes nothing (TMF658 loyaltyProgramMember)."""
