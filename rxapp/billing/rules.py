"""How the operator's answers become a screen: sums, bars and message keys, without I/O."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rxapp.core import numbers
from rxapp.gateways.bss import Allowance, Balance, FeedEvent, Service
from rxapp.i18n.catalogue import LOCALES

STATUS_TEXTS = {
    "active": "billing.status_active",
    "charge_soon": "billing.status_charge_soon",
    "suspended": "billing.status_suspended",
}
KIND_TEXTS = {
    "internet": "billing.kind_internet",
    "tv": "billing.kind_tv",
    "phone": "billing.kind_phone",
    "mobile": "billing.kind_mobile",
}
ALLOWANCE_TEXTS = {
    "gb": "billing.allowance_gb",
    "min": "billing.allowance_min",
    "sms": "billing.allowance_sms",
    "rentals": "billing.allowance_rentals",
}
EVENT_TEXTS = {
    "payment_posted": "event.payment_posted",
    "charged": "event.charged",
    "service_suspended": "event.service_suspended",
    "service_resumed": "event.service_resumed",
    "points_added": "event.points_added",
    "points_spent": "event.points_spent",
    "allowance_ending": "event.allowance_ending",
    "allowance_spent": "event.allowance_spent",
    "loyalty_joined": "event.loyalty_joined",
    "reward_taken": "event.reward_taken",
    "usage_charged": "event.usage_charged",
    "points_birthday": "event.points_birthday",
    "points_years": "event.points_years",
    "points_expired": "event.points_expired",
    "payment_refunded": "event.payment_refunded",
    "tariff_changed": "event.tariff_changed",
    "change_scheduled": "event.change_scheduled",
    "option_on": "event.option_on",
    "option_off": "event.option_off",
    "order_cancelled": "event.order_cancelled",
    "order_undone": "event.order_undone",
}
UNKNOWN_EVENT = "event.other"


@dataclass(frozen=True, slots=True)
class Summary:
    """All accounts together, kopecks. ``due_on`` is an ISO date, empty when nothing is due."""

    accounts: int
    balance_minor: int
    due_minor: int
    due_on: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A package: ``text`` is a message with {used} and {total}; ``percent`` of it is used, 0..100."""

    kind: str
    text: str
    used: float
    total: float
    percent: int


@dataclass(frozen=True, slots=True)
class Card:
    """A service for the screen; ``*_text`` are message keys, ``next_charge_on`` an ISO date or empty.

    ``shown_number`` is the account number grouped by four, or the phone number in E.164; ``tariff`` has a name for each
    language of the screen, the operator's own where it has no other. ``name`` is what its owner calls the account.
    """

    id: str
    kind: str
    kind_text: str
    account_number: str
    shown_number: str
    status: str
    status_text: str
    tariff: dict[str, str]
    balance_minor: int
    next_charge_minor: int
    next_charge_on: str
    channels: int
    bars: list[Bar]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """A line of the feed: ``text`` with {amount} and {points} to be filled on the screen, ``at`` ISO 8601 in UTC.

    ``tariff`` is what it speaks of by language, or empty words.
    """

    id: str
    code: str
    text: str
    kind: str
    kind_text: str
    tariff: dict[str, str]
    amount_minor: int
    points: int
    at: str
    unread: bool = False


def summary(balances: Sequence[Balance]) -> Summary:
    """Total balance and total due, by the earliest day on which any of it is due."""
    days = [row.due_on for row in balances if row.due_minor and row.due_on]
    return Summary(
        accounts=len(balances),
        balance_minor=sum(row.balance_minor for row in balances),
        due_minor=sum(row.due_minor for row in balances),
        due_on=min(days).isoformat() if days else "",
    )


def card(service: Service, name: str = "") -> Card:
    """A service as its card shows it; ``name`` is what its owner calls the account."""
    return Card(
        id=service.id,
        kind=service.kind,
        kind_text=KIND_TEXTS[service.kind],
        account_number=service.account_number,
        shown_number=numbers.shown(service.number),
        status=service.status,
        status_text=STATUS_TEXTS[service.status],
        tariff=tariff_names(service),
        balance_minor=service.balance_minor,
        next_charge_minor=service.next_charge_minor,
        next_charge_on=service.next_charge_on.isoformat() if service.next_charge_on else "",
        channels=round(sum(row.total for row in service.allowances if row.kind == "channels")),
        bars=[_bar(row) for row in service.allowances if row.kind in ALLOWANCE_TEXTS],
        name=name,
    )


def tariff_names(told: Service | FeedEvent) -> dict[str, str]:
    """The tariff's name by language code."""
    return {locale: told.tariff_names.get(locale, told.tariff) for locale in LOCALES}


def happening(event: FeedEvent, seen_at: datetime | None = None) -> Happening:
    """A line of the feed; a code newer than this program reads as a plain notice.

    What came after ``seen_at`` is unread.
    """
    return Happening(
        id=event.id,
        code=event.code,
        text=EVENT_TEXTS.get(event.code, UNKNOWN_EVENT),
        kind=event.kind,
        kind_text=KIND_TEXTS.get(event.kind, ""),
        tariff=tariff_names(event),
        amount_minor=event.amount_minor,
        points=event.points,
        at=event.at.isoformat(),
        unread=seen_at is not None and event.at > seen_at,
    )


def _bar(allowance: Allowance) -> Bar:
    percent = round(100 * allowance.used / allowance.total) if allowance.total else 0
    text = ALLOWANCE_TEXTS[allowance.kind]
    return Bar(allowance.kind, text, round(allowance.used, 1), allowance.total, min(100, percent))
