"""The operator's billing system as the cabinet sees it. The cabinet never owns balances, tariffs or points: it asks.

Money is integer kopecks, times are aware UTC. No verb takes a database: an adapter may be across a network, so call
it outside of your own writing transaction. A verb about one service takes the numbers of the caller's own accounts
beside the service's id and answers ServiceUnknown for a service that is not theirs: somebody else's does not exist.
"""

from collections.abc import Sequence
from typing import Protocol

from rxapp.gateways.bss.errors import (
    BssRefused,
    BssUnavailable,
    KeyReused,
    OfferingUnknown,
    OwnershipNotProven,
    ServiceUnknown,
)
from rxapp.gateways.bss.ordering import OrderingVerbs
from rxapp.gateways.bss.ownership import OwnershipVerbs
from rxapp.gateways.bss.rewards import LoyaltyVerbs
from rxapp.gateways.bss.usage import UsageVerbs
from rxapp.gateways.bss.values import (
    Allowance,
    Balance,
    BillingAccount,
    FeedEvent,
    KnownAccount,
    Level,
    Loyalty,
    Offering,
    Service,
    ServiceKind,
    ServiceStatus,
)

__all__ = [
    "Allowance",
    "Balance",
    "BillingAccount",
    "BssGateway",
    "BssRefused",
    "BssUnavailable",
    "FeedEvent",
    "KeyReused",
    "KnownAccount",
    "Level",
    "Loyalty",
    "Offering",
    "OfferingUnknown",
    "OwnershipNotProven",
    "Service",
    "ServiceKind",
    "ServiceStatus",
    "ServiceUnknown",
]


class BssGateway(OwnershipVerbs, OrderingVerbs, UsageVerbs, LoyaltyVerbs, Protocol):
    """Every adapter passes the contract suite in ``tests/gateways/bss``."""

    async def services(self, numbers: Sequence[str]) -> list[Service]:
        """All services of these accounts in a stable order (TMF637 product, TMF677 usage consumption)."""

    async def balances(self, numbers: Sequence[str]) -> list[Balance]:
        """One balance an account (TMF666 accountBalance, TMF678 customerBill)."""

    async def events(self, numbers: Sequence[str], limit: int = 12) -> list[FeedEvent]:
        """The newest events of these accounts, newest first (TMF688 event)."""

    async def offerings(self, kind: ServiceKind, region: str, *, offset: int = 0, limit: int = 20) -> list[Offering]:
        """Tariffs sold for this service in this region (TMF620 productOffering)."""
