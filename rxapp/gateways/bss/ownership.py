"""Whose account it is: how a person proves a billing account theirs."""

from typing import Protocol

from rxapp.gateways.bss.values import BillingAccount


class OwnershipVerbs(Protocol):
    """Proof has no standard call: each adapter brings its own (bss-tmf.md 3.1)."""

    async def prove_ownership(self, *, region: str, number: str, login: str, secret: str) -> BillingAccount:
        """The account these credentials open (TMF666 billingAccount + TMF638 service). Raises OwnershipNotProven."""
