"""Periods, sums and what may be shown of a record, without I/O. Days are the operator's, amounts in MB or pieces."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import get_args

from rxapp.core import clock
from rxapp.core.errors import FormRefused
from rxapp.gateways.bss.usage import MOST_DAYS, UsageDay, UsageKind, UsageRecord

KINDS: tuple[UsageKind, ...] = get_args(UsageKind)
PERIODS = ("month", "last", "three", "own")
KIND_TEXTS = {
    "gb": "consumption.kind_gb",
    "min": "consumption.kind_min",
    "sms": "consumption.kind_sms",
    "rentals": "consumption.kind_rentals",
}
# The day's axis of a chart, and the unit in a table: megabytes are told as gigabytes.
MB_PER_GB = 1024
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"\+?[0-9]{5,15}")


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``since`` to ``until``, both included."""

    since: date
    until: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.until - self.since).days + 1


@dataclass(frozen=True, slots=True)
class Point:
    """One day of a chart: an ISO day, its short name, and the amount in gigabytes or pieces."""

    day: str
    short: str
    amount: float


@dataclass(frozen=True, slots=True)
class Total:
    """What was used of a kind in the period; ``amount`` in gigabytes or pieces, kopecks beyond the tariff."""

    kind: str
    text: str
    amount: float
    cost_minor: int


@dataclass(frozen=True, slots=True)
class Record:
    """A record for the screen. Without a fresh proof ``peer`` is masked and ``at`` is the day only (PD-8)."""

    id: str
    at: str
    kind: str
    text: str
    flow: str
    peer: str
    amount: float
    cost_minor: int


def period(name: str, today: date, since: str = "", until: str = "") -> Period:
    """The period a person asks for: this month, the last one, three months, or days of their own.

    Raises FormRefused with the fields ``since`` and ``until``; an unknown name is this month.
    """
    first = today.replace(day=1)
    if name == "last":
        return Period((first - timedelta(days=1)).replace(day=1), first - timedelta(days=1))
    if name == "three":
        return Period(today - timedelta(days=89), today)
    if name == "own":
        return _own(since, until, today)
    return Period(first, today)


def points(days: Sequence[UsageDay], kind: str, asked: Period) -> list[Point]:
    """A point for each day of the period, zero where nothing was used."""
    used = {row.day: row.amount for row in days if row.kind == kind}
    every = (asked.since + timedelta(days=place) for place in range(asked.days))
    return [Point(day.isoformat(), f"{day:%d.%m}", shown(kind, used.get(day, 0))) for day in every]


def totals(days: Sequence[UsageDay]) -> list[Total]:
    """Sums of the kinds there are, in a fixed order."""
    return [
        Total(
            kind,
            KIND_TEXTS[kind],
            shown(kind, sum(row.amount for row in days if row.kind == kind)),
            sum(row.cost_minor for row in days if row.kind == kind),
        )
        for kind in KINDS
        if any(row.kind == kind for row in days)
    ]


def record(row: UsageRecord, *, whole: bool) -> Record:
    """A record for the screen; ``whole`` when the person has just proved who they are."""
    return Record(
        id=row.id,
        at=row.at.isoformat() if whole else clock.day_of(row.at).isoformat(),
        kind=row.kind,
        text=KIND_TEXTS[row.kind],
        flow=row.flow,
        peer=row.peer if whole else masked(row.peer),
        amount=shown(row.kind, row.amount),
        cost_minor=row.cost_minor,
    )


def masked(peer: str) -> str:
    """``+7 9•• •••-••-12``: the end of a number only; a title of a film is hidden whole."""
    if not peer:
        return ""
    return f"•••• {peer[-2:]}" if _NUMBER.fullmatch(peer) else "••••"


def shown(kind: str, amount: int) -> float:
    """Gigabytes with two digits for traffic, pieces for the rest."""
    return round(amount / MB_PER_GB, 2) if kind == "gb" else amount


def known_kind(text: str) -> UsageKind | None:
    """The kind a browser names; None for all of them."""
    return next((kind for kind in KINDS if kind == text), None)


def _own(since: str, until: str, today: date) -> Period:
    errors, days = {}, {}
    for name, typed in (("since", since), ("until", until)):
        try:
            days[name] = date.fromisoformat(typed if _DAY.fullmatch(typed) else "")
        except ValueError:
            errors[name] = "consumption.day_malformed"
    if not errors and days["since"] > days["until"]:
        errors["since"] = "consumption.days_reversed"
    if not errors and (days["until"] - days["since"]).days >= MOST_DAYS:
        errors["since"] = "consumption.days_too_many"
    if not errors and days["until"] > today:
        errors["until"] = "consumption.day_to_come"
    if errors:
        raise FormRefused(errors)
    return Period(days["since"], days["until"])
