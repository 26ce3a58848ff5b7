"""A bonus programme on top of the small operator: levels with rates, gifts, rewards of every effect."""

from datetime import date

from sqlmodel import select

from rxapp.core.db import Database
from rxapp.gateways.bss.embedded import loyalty
from rxapp.gateways.bss.embedded.rewards import catalogue
from rxapp.gateways.bss.embedded.tables import BssCustomer

REWARDS = [
    {
        "id": "min",
        "name": "60 минут",
        "points": 80,
        "effect": "allowance",
        "allowance": "min",
        "amount": 60,
        "kinds": ["mobile"],
        "a_month": 3,
    },
    {
        "id": "off",
        "name": "Скидка",
        "points": 200,
        "effect": "discount",
        "amount": 100_000,
        "kinds": ["internet", "mobile"],
        "a_month": 1,
    },
    {"id": "days", "name": "3 дня", "points": 300, "effect": "days", "amount": 3, "kinds": ["internet"], "a_month": 1},
    {
        "id": "film",
        "name": "Фильм",
        "points": 10,
        "effect": "allowance",
        "allowance": "rentals",
        "amount": 1,
        "kinds": ["tv"],
    },
]
PERCENTS = {"standard": 100, "privilege": 150, "vip": 200}
THRESHOLDS = {"standard": 0, "privilege": 1000, "vip": 3000}
TERMS = {"birthday_points": 100, "year_points": 50, "lot_months": 12, "level_months": 12}


async def load(database: Database, *, since: date | None = None, birth_date: date | None = None) -> None:
    """Bring the operator to this programme; Anna's contract may be older, and her birthday known."""
    async with database.writing() as db:
        await loyalty.set_rules(db, minor_per_point=10_000, thresholds=THRESHOLDS, percents=PERCENTS, terms=TERMS)  # type: ignore[arg-type]
        await catalogue.load(db, REWARDS)
        anna = (await db.exec(select(BssCustomer).where(BssCustomer.number == "C-1"))).one()
        anna.since, anna.birth_date = since or anna.since, birth_date
        db.add(anna)
