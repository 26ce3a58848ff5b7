"""Whose account it is: how a person proves a billing account theirs."""

from datetime import datetime
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

    async def sim_changed_at(self, phone: str) -> datetime | None:
        """When the SIM of this mobile number (E.164) was last changed or the number ported, aware UTC (OTP-11).

        None when it never was, or the operator does not know: a number of another operator, say. No TM Forum resource
        has the date by itself. It is the newest ``completionDate`` of the TMF622 productOrder items that modified the
        SIM or ported the number (bss-tmf.md 3.6), or the ``startDate`` of the SIM card among the supportingResource of
        the TMF638 service found by its serviceCharacteristic, as ``account_of_number`` finds it (3.1). Each adapter
        brings its own. What it answers is told to nobody who has not proved the number theirs.
        """
