"""The operator's billing system as the cabinet sees it. The cabinet never owns balances, tariffs or points: it asks.

Money is integer kopecks, times are aware UTC. No verb takes a database: an adapter may be across a network, so call
it outside of your own writing transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, Protocol

from rxapp.core.errors import DomainError

ServiceKind = Literal["internet", "tv", "phone", "mobile"]
ServiceStatus = Literal["active", "charge_soon", "suspended"]
Level = Literal["standard", "privilege", "vip"]


class BssUnavailable(DomainError):
    """The operator's system does not answer; what was shown last may be shown with its time."""

    code = "bss.unavailable"


class BssRefused(DomainError):
    """The operator's system understood and said no."""

    code = "bss.refused"


class OwnershipNotProven(DomainError):
    """No such account, wrong secret or wrong region: one and the same answer (security.md 2.3)."""

    code = "bss.ownership_not_proven"


@dataclass(frozen=True, slots=True)
class Allowance:
    """A package and what is used of it. ``kind`` is gb, min, sms or channels; amounts are in that unit."""

    kind: str
    used: float
    total: float


@dataclass(frozen=True, slots=True)
class Service:
    """One service of a billing account, as a card shows it.

    ``tariff`` is the operator's own name of it; ``tariff_names`` are those in other languages, by code.
    """

    id: str
    kind: ServiceKind
    account_number: str
    number: str
    status: ServiceStatus
    tariff: str
    balance_minor: int
    next_charge_minor: int
    next_charge_on: date | None
    allowances: tuple[Allowance, ...] = ()
    tariff_names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BillingAccount:
    """A proved billing account: 12-digit number and ISO 3166-2:RU region."""

    number: str
    region: str


@dataclass(frozen=True, slots=True)
class Balance:
    """A billing account's money: balance (negative is debt), what is due and until when."""

    account_number: str
    balance_minor: int
    due_minor: int
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Loyalty:
    """The bonus programme for one billing account. Points are whole; ``to_next`` is None on the top level."""

    account_number: str
    member: bool
    points: int
    level: Level
    to_next: int | None
    next_level: Level | None
    level_share: float


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """Something that happened: a code for the catalogue (``event.<code>``), never ready words."""

    id: str
    account_number: str
    code: str
    at: datetime
    amount_minor: int = 0
    points: int = 0
    kind: str = ""
    tariff: str = ""


@dataclass(frozen=True, slots=True)
class Offering:
    """A product offering (tariff) sold in a region; the price is kopecks a month."""

    id: str
    kind: ServiceKind
    name: str
    price_minor: int
    region: str
    speed_mbit: int = 0
    minutes: int = 0
    gigabytes: int = 0
    sms: int = 0
    channels: int = 0


class BssGateway(Protocol):
    """Every adapter passes the contract suite in ``tests/gateways/bss``."""

    async def prove_ownership(self, *, region: str, number: str, login: str, secret: str) -> BillingAccount:
        """The account these credentials open (TMF666 billingAccount + TMF638 service). Raises OwnershipNotProven."""

    async def services(self, numbers: Sequence[str]) -> list[Service]:
        """All services of these accounts in a stable order (TMF637 product, TMF677 usage consumption)."""

    async def balances(self, numbers: Sequence[str]) -> list[Balance]:
        """One balance an account (TMF666 accountBalance, TMF678 customerBill)."""

    async def loyalty(self, numbers: Sequence[str]) -> list[Loyalty]:
        """Bonus programme of these accounts (TMF658 loyaltyAccount)."""

    async def enrol(self, number: str) -> None:
        """Join the bonus programme; joining twice changes nothing (TMF658 loyaltyProgramMember)."""

    async def events(self, numbers: Sequence[str], limit: int = 12) -> list[FeedEvent]:
        """The newest events of these accounts, newest first (TMF688 event)."""

    async def offerings(self, kind: ServiceKind, region: str, *, offset: int = 0, limit: int = 20) -> list[Offering]:
        """Tariffs sold for this service in this region (TMF620 productOffering)."""
