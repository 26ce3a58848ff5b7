"""Tariffs, options and rules on top of the small operator, as a real one has them."""

from collections.abc import Sequence

from rxapp.core.db import Database
from rxapp.gateways.bss.embedded import catalogue
from rxapp.gateways.bss.embedded.catalogue import OfferingEntry
from rxapp.gateways.bss.embedded.ordering import terms

OFFERINGS = [
    OfferingEntry("net-50", "internet", "Пятьдесят", {"RU-NVS": 35_000}, content={"speed_mbit": 50}),
    OfferingEntry("net-900", "internet", "Девятьсот", {"RU-NVS": 95_000}, content={"speed_mbit": 900}),
    OfferingEntry("net-far", "internet", "Не здесь", {"RU-MOW": 10_000}),
    OfferingEntry("net-wifi", "internet", "Роутер", {"RU": 12_000}, role="option"),
    OfferingEntry("net-mesh", "internet", "Усилитель", {"RU": 9_000}, role="option", requires=("net-wifi",)),
    OfferingEntry("net-eco", "internet", "Экономия", {"RU": 3_000}, role="option", excludes=("net-ip",)),
    OfferingEntry("mob-gb", "mobile", "Ещё 10", {"RU": 18_000}, role="option", content={"gigabytes": 10}),
    OfferingEntry("mob-5", "mobile", "Пять", {"RU": 29_000}, content={"gigabytes": 5, "minutes": 300}),
]
CHANGES = [
    {"kind": "internet", "change": "up", "now": True, "next_period": True, "pause_days": 30, "undo_hours": 24},
    {"kind": "internet", "change": "down", "now": False, "next_period": True, "fee_minor": 5_000, "pause_days": 30},
    {"kind": "internet", "change": "option_on", "now": True, "next_period": False, "undo_hours": 24},
    {"kind": "mobile", "change": "down", "now": True, "next_period": True},
    {"kind": "mobile", "change": "option_on", "now": True, "next_period": False},
]
SUSPENSIONS = [
    {"kind": "internet", "min_days": 5, "max_days": 60, "free_days_a_year": 10, "price_minor_a_day": 1_000},
]


async def load(database: Database, skip: Sequence[str] = ()) -> None:
    """Bring the operator to these terms, without the offerings to skip."""
    async with database.writing() as db:
        await catalogue.load(db, [row for row in OFFERINGS if row.id not in skip])
        await terms.set_rules(db, CHANGES, SUSPENSIONS)
