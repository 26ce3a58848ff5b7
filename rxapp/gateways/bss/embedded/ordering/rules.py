"""Decisions about changes, without I/O. Money is kopecks."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta

from rxapp.gateways.bss.embedded.rules import month_after, months_before
from rxapp.gateways.bss.ordering import Direction, Quote

HORIZON = timedelta(days=365)


def direction(before_minor: int, after_minor: int) -> Direction:
    """Which way a tariff change goes, by price."""
    if after_minor == before_minor:
        return "same"
    return "up" if after_minor > before_minor else "down"


def prorated(month_minor: int, today: date, next_charge_on: date) -> int:
    """What ``month_minor`` a month is for the days from ``today`` until the next charge, rounded half up.

    Negative amounts are given back by the same arithmetic.
    """
    whole = (next_charge_on - months_before(next_charge_on, 1)).days
    left = min(max(0, (next_charge_on - today).days), whole)
    sign = -1 if month_minor < 0 else 1
    return sign * ((2 * abs(month_minor) * left + whole) // (2 * whole))


def stop_price(days: int, free_left: int, price_minor_a_day: int) -> int:
    """What a voluntary stop of so many days costs beyond the free days."""
    return max(0, days - free_left) * price_minor_a_day


def lasts_until(
    balance_minor: int, limit_minor: int, charges: Sequence[tuple[date, int, int]], today: date
) -> date | None:
    """The first coming charge the balance (with its credit limit) cannot pay; None when it lasts for a year (X-10).

    ``charges`` are the next day, the monthly price and the day of the month of each working service of the account.
    """
    left = balance_minor + limit_minor
    if left < 0:
        return today
    coming = sorted(charge for charge in charges if charge[1] > 0)
    while coming and coming[0][0] - today <= HORIZON:
        day, price, charge_day = coming.pop(0)
        left -= price
        if left < 0:
            return max(day, today)
        coming = sorted([*coming, (month_after(day, charge_day), price, charge_day)])
    return None


def fingerprint(quote: Quote) -> str:
    """A short name for exactly these terms."""
    terms = {**asdict(quote), "fingerprint": "", "undo_until": quote.undo_until is not None, "names": {}}
    return hashlib.sha256(json.dumps(terms, sort_keys=True, default=str).encode()).hexdigest()
