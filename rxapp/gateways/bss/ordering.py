"""What a subscriber may change by themselves: tariff, options, a voluntary stop.

A change goes in two steps. ``quote`` says what exactly would happen and what it costs; ``order`` does it, and only if
it would still be that very thing: the quote's fingerprint travels with the person's consent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, Protocol

from rxapp.gateways.bss.errors import BssRefused
from rxapp.gateways.bss.values import Offering, Page, Service

ChangeKind = Literal["tariff", "option_on", "option_off", "suspend", "resume", "cancel", "undo"]
When = Literal["now", "next_period"]
Direction = Literal["up", "down", "same"]
OrderStatus = Literal["done", "scheduled", "cancelled", "undone"]


@dataclass(frozen=True, slots=True)
class Why:
    """The rule that forbids something now: ``code`` is a key of the catalogues, ``params`` fill it (B-3).

    ``possible_on`` is the day from which the rule will allow it; None when a day alone will not help.
    """

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    possible_on: date | None = None


class ChangeRefused(BssRefused):
    """A rule forbids the change now; ``why`` names it."""

    code = "bss.change_refused"

    def __init__(self, why: Why) -> None:
        super().__init__(why.code)
        self.why, self.params = why, why.params


class OfferChanged(BssRefused):
    """The terms are no longer those the person agreed to; nothing was changed, ask for a quote anew."""

    code = "bss.offer_changed"


@dataclass(frozen=True, slots=True)
class PricePart:
    """One line of the next charge, kopecks (negative: a discount). ``kind`` is tariff, option, fee (for a change
    that waits for that day) or discount."""

    kind: str
    name: str
    names: Mapping[str, str]
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Equipment:
    """A device at the subscriber's, rented or owned (``terms``); ``names`` are its name in other languages, by code."""

    name: str
    serial: str
    terms: str
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A change that was ordered and waits for its day; ``order_id`` cancels it."""

    order_id: str
    kind: ChangeKind
    offering_id: str
    name: str
    names: Mapping[str, str]
    on: date
    price_after_minor: int


@dataclass(frozen=True, slots=True)
class OptionOffer:
    """An option of the service: switched on or not, kopecks a month, and why it cannot be switched now.

    ``ends_on`` is set when it is on and is going to be switched off on that day.
    """

    offering: Offering
    on: bool
    price_minor: int
    ends_on: date | None = None
    why_not: Why | None = None


@dataclass(frozen=True, slots=True)
class SuspensionTerms:
    """How a voluntary stop works for the service: days, and kopecks for each day beyond the free ones of the year."""

    min_days: int
    max_days: int
    free_days_left: int
    price_minor_a_day: int
    until: date | None = None
    why_not: Why | None = None


@dataclass(frozen=True, slots=True)
class ServiceDetail:
    """Everything about one service. ``days_left`` is how long the balance lasts at today's prices; None: over a year.

    ``suspension`` is None when the operator offers no voluntary stop for this kind.
    """

    service: Service
    offering: Offering
    region: str
    parts: tuple[PricePart, ...]
    options: tuple[OptionOffer, ...]
    equipment: tuple[Equipment, ...]
    scheduled: tuple[Scheduled, ...]
    suspension: SuspensionTerms | None
    address: str
    contract: str
    contract_since: date
    days_left: int | None


@dataclass(frozen=True, slots=True)
class TariffOffer:
    """A tariff the service could have. ``difference_minor`` is against today's tariff, kopecks a month.

    ``now`` and ``later`` say why it is not possible at once, and from the next period; None: possible.
    """

    offering: Offering
    direction: Direction
    difference_minor: int
    fee_minor: int
    current: bool
    now: Why | None = None
    later: Why | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What the person asks for. ``order_id`` belongs to cancel and undo, ``days`` to suspend."""

    kind: ChangeKind
    offering_id: str = ""
    when: When = "now"
    days: int = 0
    order_id: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """What exactly would happen: kopecks a month before and after, kopecks at once (negative: given back), the day.

    ``ends_on`` is set for a voluntary stop. ``undo_until`` is how long it may be taken back. ``fingerprint`` is of all
    of it, so that an order says what it agrees to.
    """

    change: Change
    service_id: str
    name: str
    names: Mapping[str, str]
    price_before_minor: int
    price_after_minor: int
    charge_now_minor: int
    fee_minor: int
    effective_on: date
    ends_on: date | None
    undo_until: datetime | None
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Order:
    """An order that was taken: what the quote said, and what became of it."""

    id: str
    kind: ChangeKind
    service_id: str
    status: OrderStatus
    at: datetime
    effective_on: date
    charged_minor: int
    price_before_minor: int
    price_after_minor: int
    undo_until: datetime | None


class OrderingVerbs(Protocol):
    """Each raises BssUnavailable, and ServiceUnknown for a service not of these accounts."""

    async def service(self, numbers: Sequence[str], service_id: str) -> ServiceDetail:
        """One service in full (TMF637 product with productPrice, TMF638 service, TMF651 agreement)."""

    async def tariff_offers(
        self, numbers: Sequence[str], service_id: str, *, offset: int = 0, limit: int = 20
    ) -> Page[TariffOffer]:
        """Tariffs this service could have in its region, cheapest first (TMF620 productOffering with its policy)."""

    async def quote(self, numbers: Sequence[str], service_id: str, change: Change) -> Quote:
        """What the change would do (TMF679 qualification, TMF620 productOfferingPrice).

        Raises ChangeRefused, OfferingUnknown.
        """

    async def order(
        self, numbers: Sequence[str], service_id: str, change: Change, *, fingerprint: str, key: str
    ) -> Order:
        """Do it once a ``key`` (TMF622 productOrder; cancel: cancelProductOrder; the key is its externalId).

        Raises OfferChanged when the quote is no longer the one agreed to, ChangeRefused, OfferingUnknown, KeyReused.
        """

    async def orders(self, numbers: Sequence[str], service_id: str, *, offset: int = 0, limit: int = 20) -> Page[Order]:
        """Orders of this service, newest first (TMF622 productOrder)."""
