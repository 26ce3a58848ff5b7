"""What the operator's system tells: value types. Money is integer kopecks, times are aware UTC."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, Literal, TypeVar

ServiceKind = Literal["internet", "tv", "phone", "mobile"]
ServiceStatus = Literal["active", "charge_soon", "suspended"]
Level = Literal["standard", "privilege", "vip"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A piece of a list; ``more`` says that there is another after it."""

    rows: Sequence[T]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Allowance:
    """A package and what is used of it. ``kind`` is gb, min, sms or channels; amounts are in that unit."""

    kind: str
    used: float
    total: float


@dataclass(frozen=True, slots=True)
class Service:
    """One service of a billing account, as a card shows it.

    ``tariff`` is the operator's own name of it; ``tariff_names`` are those in other languages, by code. ``stopped_for``
    is empty, debt, operator or own (a voluntary stop, which ends by itself on ``resumes_on``).
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
    stopped_for: str = ""
    resumes_on: date | None = None


@dataclass(frozen=True, slots=True)
class BillingAccount:
    """A proved billing account: 12-digit number and ISO 3166-2:RU region."""

    number: str
    region: str


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """A billing account the operator knows for a phone, and the kinds of its services."""

    account: BillingAccount
    kinds: tuple[ServiceKind, ...]


@dataclass(frozen=True, slots=True)
class Balance:
    """A billing account's money: balance (negative is debt), what is due and until when."""

    account_number: str
    balance_minor: int
    due_minor: int
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Loyalty:
    """The bonus programme for one billing account. Points are whole; ``to_next`` is None on the top level.

    ``level_until`` is how long the level holds; ``expiring_points`` go on ``expiring_on`` if they are not spent.
    """

    account_number: str
    member: bool
    points: int
    level: Level
    to_next: int | None
    next_level: Level | None
    level_share: float
    level_until: date | None = None
    expiring_points: int = 0
    expiring_on: date | None = None


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """Something that happened: a code for the catalogue (``event.<code>``), never ready words.

    ``tariff`` is the operator's own name of the offering it speaks of; ``tariff_names`` are those in other languages.
    """

    id: str
    account_number: str
    code: str
    at: datetime
    amount_minor: int = 0
    points: int = 0
    kind: str = ""
    tariff: str = ""
    tariff_names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Offering:
    """A product offering (tariff or option) sold in a region; the price is kopecks a month.

    ``name`` is the operator's own, ``names`` are those in other languages, by code.
    """

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
    names: Mapping[str, str] = field(default_factory=dict)
