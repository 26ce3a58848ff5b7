"""Decisions of the embedded billing, without I/O."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from typing import get_args

from rxapp.gateways.bss import Level, ServiceKind, ServiceStatus

MB_PER_GB = 1024
MAX_AMOUNT_MINOR = 1_000_000_000
CHARGE_SOON = timedelta(days=3)
ALLOWANCE_ENDING = 0.8
KINDS: tuple[ServiceKind, ...] = get_args(ServiceKind)
LEVELS: tuple[Level, ...] = get_args(Level)


def status(stopped_for: str, next_charge_on: date, today: date) -> ServiceStatus:
    """What a card says: stopped, to be charged within three days, or simply working."""
    if stopped_for:
        return "suspended"
    return "charge_soon" if next_charge_on - today <= CHARGE_SOON else "active"


def month_after(day: date, charge_day: int) -> date:
    """The charge day of the next month; a short month charges on its last day."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(charge_day, monthrange(year, month)[1]))


def crossed(before: int, used: int, total: int) -> str:
    """What the feed tells of a package after a use: that it is ending, that it is spent, or nothing new."""
    if total and before < total <= used:
        return "allowance_spent"
    return "allowance_ending" if before < total * ALLOWANCE_ENDING <= used < total else ""


def months_after(day: date, months: int) -> date:
    """The same day so many months later; a short month has its last day."""
    place = day.year * 12 + day.month - 1 + months
    year, month = place // 12, place % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier."""
    return months_after(day, -months)


def best_level(*levels: Level) -> Level:
    """The highest of these."""
    return max(levels, key=LEVELS.index)


def way_up(
    level: Level, earned: int, thresholds: Sequence[tuple[int, Level]]
) -> tuple[Level | None, int | None, float]:
    """From ``level``: the next one, points still to earn, the share of the way (0..1); nothing to go on the top one."""
    places = {name: place for place, name in thresholds}
    ahead = [(place, name) for place, name in thresholds if LEVELS.index(name) > LEVELS.index(level)]
    if not ahead:
        return None, None, 1.0
    floor, (goal, following) = places.get(level, 0), ahead[0]
    return following, max(0, goal - earned), min(1.0, max(0.0, (earned - floor) / (goal - floor)))


def next_charge(after: date, charge_day: int) -> date:
    """The first charge day later than ``after``."""
    this_month = after.replace(day=min(charge_day, monthrange(after.year, after.month)[1]))
    return this_month if this_month > after else month_after(after, charge_day)


def due(balance_minor: int, charges: Sequence[tuple[date, int]], today: date) -> tuple[int, date | None]:
    """What to pay, in kopecks, and by which day: a debt is due today, else what the next charges lack.

    ``charges`` are the coming monthly charges of the account's working services.
    """
    lacking = max(0, sum(amount for _, amount in charges) - balance_minor)
    if balance_minor < 0:
        return lacking, today
    if not lacking:
        return 0, None
    left = balance_minor
    for day, amount in sorted(charges):
        left -= amount
        if left < 0:
            return lacking, day
    return lacking, None


def level_of(earned: int, thresholds: Sequence[tuple[int, Level]]) -> tuple[Level, Level | None, int | None, float]:
    """Level, next level, points still to go, and the share of the way from one to the other (0..1).

    ``thresholds`` are sorted pairs of points and level. On the top level there is nothing to go and the share is 1.
    """
    reached = [pair for pair in thresholds if pair[0] <= earned]
    ahead = [pair for pair in thresholds if pair[0] > earned]
    level: Level = reached[-1][1] if reached else "standard"
    if not ahead:
        return level, None, None, 1.0
    floor, (goal, following) = (reached[-1][0] if reached else 0), ahead[0]
    return level, following, goal - earned, (earned - floor) / (goal - floor)
