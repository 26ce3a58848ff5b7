"""Whose account it is: how a person proves a billing account theirs."""

from typing import Protocol

from rxapp.gateways.bss.values import BillingAccount, KnownAccount, ServiceKind


class OwnershipVerbs(Protocol):
    """Proof has no standard call: each adapter brings its own (bss-tmf.md 3.1)."""

    async def prove_ownership(
        self, *, kind: ServiceKind, region: str, number: str, login: str, secret: str
    ) -> BillingAccount:
        """The account whose service of this kind these credentials open (TMF666 billingAccount, TMF638 service).

        Raises OwnershipNotProven.
        """

    async def account_of_number(self, phone: str) -> BillingAccount | None:
        """The account with this mobile number (E.164; TMF638 serviceCharacteristic); None when there is none.

        For a proof by a code sent to the number: what it answers is never told to who asks.
        """

    async def accounts_of_phone(self, phone: str) -> list[KnownAccount]:
        """Accounts the operator knows for this phone: its own, and those of customers it is a contact of.

        TMF629 customer with contactMedium, TMF632 individual. Only for a phone the person has confirmed.
        """
