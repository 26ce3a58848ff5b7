"""Several bonus accounts as one widget, without I/O."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rxapp.gateways.bss import Level, Loyalty
from rxapp.gateways.bss.rewards import Movement, Reward, RewardOffer
from rxapp.i18n.catalogue import LOCALES

LEVEL_TEXTS: dict[Level, str] = {
    "standard": "bonus.level_standard",
    "privilege": "bonus.level_privilege",
    "vip": "bonus.level_vip",
}
MOVEMENT_TEXTS = {
    "payment": "bonus.by_payment",
    "birthday": "bonus.by_birthday",
    "years": "bonus.by_years",
    "operator": "bonus.by_operator",
    "reward": "bonus.by_reward",
    "expiry": "bonus.by_expiry",
    "refund": "bonus.by_refund",
}
EFFECT_TEXTS = {
    "days": "bonus.gives_days",
    "discount": "bonus.gives_discount",
    "gb": "bonus.gives_gb",
    "min": "bonus.gives_min",
    "sms": "bonus.gives_sms",
    "rentals": "bonus.gives_rentals",
}
_RANK: tuple[Level, ...] = ("standard", "privilege", "vip")


@dataclass(frozen=True, slots=True)
class Standing:
    """Points of all programmes together and the best level; ``percent`` of the way to the next one, 0..100.

    ``next_text`` is empty and ``to_next`` 0 on the top level and outside of the programme. ``level_until`` is an ISO
    day, empty on the first level; ``expiring_points`` go on ``expiring_on`` if they are not spent.
    """

    member: bool
    points: int
    level: str
    level_text: str
    next_text: str
    to_next: int
    percent: int
    level_until: str = ""
    expiring_points: int = 0
    expiring_on: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A movement of points: when (ISO 8601, UTC), how many, why (a message key)."""

    id: str
    at: str
    points: int
    text: str


@dataclass(frozen=True, slots=True)
class Suit:
    """A service the reward may be used for."""

    id: str
    kind: str
    number: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A reward: ``text`` is a message with {count} or {amount}: what it gives; ``why`` names what forbids it."""

    id: str
    name: dict[str, str]
    points: int
    text: str
    amount: int
    suits: list[Suit]
    why: str
    why_count: int
    why_on: str


def standing(programmes: Sequence[Loyalty]) -> Standing:
    """Points add up; levels do not, the best one (and among equals the nearest to the next) counts."""
    joined = [row for row in programmes if row.member]
    if not joined:
        return Standing(False, 0, "standard", LEVEL_TEXTS["standard"], "", 0, 0)
    dated = [row for row in joined if row.expiring_on]
    soonest = min(dated, key=lambda row: row.expiring_on or date.max) if dated else None
    best = max(joined, key=lambda row: (_RANK.index(row.level), row.level_share))
    return Standing(
        member=True,
        points=sum(row.points for row in joined),
        level=best.level,
        level_text=LEVEL_TEXTS[best.level],
        next_text=LEVEL_TEXTS[best.next_level] if best.next_level else "",
        to_next=best.to_next or 0,
        percent=int(100 * best.level_share),
        level_until=best.level_until.isoformat() if best.level_until else "",
        expiring_points=soonest.expiring_points if soonest else 0,
        expiring_on=soonest.expiring_on.isoformat() if soonest and soonest.expiring_on else "",
    )


def movement(one: Movement) -> Line:
    """A movement of points as the list shows it; a kind newer than this program reads as a plain change."""
    return Line(one.id, one.at.isoformat(), one.points, MOVEMENT_TEXTS.get(one.kind, "bonus.by_operator"))


def offer(one: RewardOffer) -> Offer:
    """A reward as its card shows it."""
    reward, why = one.reward, one.why_not
    numbers = {key: value for key, value in why.params.items() if isinstance(value, int)} if why else {}
    unit = unit_of(reward)
    return Offer(
        id=reward.id,
        name={locale: reward.names.get(locale, reward.name) for locale in LOCALES},
        points=reward.points,
        text=EFFECT_TEXTS[unit],
        amount=reward.amount // 1024 if unit == "gb" else reward.amount,
        suits=[Suit(row.service_id, row.kind, row.number) for row in one.suits],
        why=why.code if why else "",
        why_count=numbers.get("count", 0),
        why_on=why.possible_on.isoformat() if why and why.possible_on else "",
    )


def unit_of(reward: Reward) -> str:
    """What a reward gives: days, discount, or the package it adds to."""
    return reward.allowance if reward.effect == "allowance" else reward.effect
