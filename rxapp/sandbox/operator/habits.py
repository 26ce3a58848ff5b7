"""What the demo people used in the last months: made up, the same on every machine, entered once a day and record."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from rxapp.core import clock

DAYS = 90
FILMS = ("Девять жизней", "Северный ветер", "Последний трамвай", "Дом у реки", "Тихая смена", "Океан рядом")
FRIENDS = ("+79137770145", "+79031112233", "+79261234567", "+78432223344", "+74951112233")


@dataclass(frozen=True, slots=True)
class Life:
    """A service of a demo person; ``spent`` is what its packages say was used in this month, in their units."""

    number: str
    service_id: UUID
    kind: str
    month_began: date
    spent: Mapping[str, int]


def records(life: Life, today: date) -> list[dict[str, Any]]:
    """Rows of the last months: older days by habit, this month's packages in pieces that add up to what was used."""
    rows = []
    for back in range(DAYS, 0, -1):
        day = today - timedelta(days=back)
        chance = random.Random(f"{life.number}:{day}")  # noqa: S311 - a story, not a secret
        rows += [row for row in _day(life, day, chance) if not _counted(life, row["kind"], day)]
    for kind, amount in life.spent.items():
        rows += _this_month(life, kind, amount, today)
    return rows


def _counted(life: Life, kind: str, day: date) -> bool:
    """Whether this use is in the package of the running month, which has its own sum."""
    return kind in life.spent and day >= life.month_began


def _day(life: Life, day: date, chance: random.Random) -> Iterator[dict[str, Any]]:
    if life.kind == "internet":
        yield _row(life, day, "gb", chance.randint(900, 9_000), chance)
    if life.kind == "mobile":
        yield _row(life, day, "gb", chance.randint(120, 1_100), chance)
    if life.kind in ("mobile", "phone"):
        for _ in range(chance.randint(0, 3)):
            friend, flow = chance.choice(FRIENDS), chance.choice(("out", "in"))
            yield _row(life, day, "min", chance.randint(1, 17), chance, friend, flow)
    if life.kind == "mobile" and chance.random() < 0.4:
        yield _row(life, day, "sms", 1, chance, chance.choice(FRIENDS))
    if life.kind == "tv" and chance.random() < 0.08:
        yield _row(life, day, "rentals", 1, chance, chance.choice(FILMS), cost=14_900)


def _this_month(life: Life, kind: str, amount: int, today: date) -> Iterator[dict[str, Any]]:
    chance = random.Random(f"{life.number}:{kind}:{life.month_began}")  # noqa: S311 - a story, not a secret
    days = max(1, (today - life.month_began).days)
    left, most = amount, max(1, 4 * amount // (3 * days)) if kind != "sms" else 1
    place = 0
    while left > 0:
        piece = min(left, chance.randint(max(1, most // 2), most))
        day = life.month_began + timedelta(days=place % days)
        friend = "" if kind == "gb" else chance.choice(FRIENDS)
        yield {**_row(life, day, kind, piece, chance, friend), "key": f"habit:{life.number}:{kind}:{day}:n{place}"}
        left, place = left - piece, place + 1


def _row(
    life: Life,
    day: date,
    kind: str,
    amount: int,
    chance: random.Random,
    peer: str = "",
    flow: str = "out",
    cost: int = 0,
) -> dict[str, Any]:
    at = clock.moment(day, time(chance.randint(8, 23), chance.randint(0, 59), chance.randint(0, 59)))
    return {
        "key": f"habit:{life.number}:{kind}:{at:%Y-%m-%dT%H:%M:%S}",
        "service_id": life.service_id,
        "at": at,
        "kind": kind,
        "flow": flow,
        "peer": peer,
        "amount": amount,
        "cost_minor": cost,
    }
