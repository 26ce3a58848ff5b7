"""A tariff beside today's one, without I/O."""

from dataclasses import dataclass

from rxapp.gateways.bss import Offering
from rxapp.gateways.bss.ordering import TariffOffer
from rxapp.tariffs.rules import Content, Reason, content, names, reason

MOST_COMPARED = 3
PARTS = ("speed_mbit", "minutes", "gigabytes", "sms", "channels")
PART_TEXTS = {
    "speed_mbit": "tariffs.part_speed_mbit",
    "minutes": "tariffs.part_minutes",
    "gigabytes": "tariffs.part_gigabytes",
    "sms": "tariffs.part_sms",
    "channels": "tariffs.part_channels",
}
ROW_TEXTS = {
    "speed_mbit": "tariffs.row_speed_mbit",
    "minutes": "tariffs.row_minutes",
    "gigabytes": "tariffs.row_gigabytes",
    "sms": "tariffs.row_sms",
    "channels": "tariffs.row_channels",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """What one has more (or less, when negative) of: ``text`` is a message with {count}."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A tariff for the screen. ``now`` and ``later`` are reasons against; an empty text: possible.

    ``difference_minor`` is kopecks a month against today's tariff.
    """

    id: str
    name: dict[str, str]
    price_minor: int
    content: Content
    direction: str
    difference_minor: int
    fee_minor: int
    current: bool
    gained: list[Difference]
    lost: list[Difference]
    now: Reason
    later: Reason
    blocked: bool


def offer(one: TariffOffer, current: Offering) -> Offer:
    """The operator's offer shaped for the screen. ``blocked``: neither at once nor later, for one same reason."""
    told = differences(content(current), content(one.offering))
    return Offer(
        id=one.offering.id,
        name=names(one.offering.name, one.offering.names),
        price_minor=one.offering.price_minor,
        content=content(one.offering),
        direction=one.direction,
        difference_minor=one.difference_minor,
        fee_minor=one.fee_minor,
        current=one.current,
        gained=[row for row in told if row.count > 0],
        lost=[Difference(row.text, -row.count) for row in told if row.count < 0],
        now=reason(one.now),
        later=reason(one.later),
        blocked=one.now is not None and one.now == one.later,
    )


def differences(before: Content, after: Content) -> list[Difference]:
    """What the change brings and takes, part by part; parts that stay are left out."""
    counts = {part: getattr(after, part) - getattr(before, part) for part in PARTS}
    return [Difference(PART_TEXTS[part], count) for part, count in counts.items() if count]


def compared(chosen: list[str], offering_id: str) -> list[str]:
    """The ids to compare after one more press on this one: put in or taken out, at most three, the oldest goes."""
    if offering_id in chosen:
        return [one for one in chosen if one != offering_id]
    return [*chosen, offering_id][-MOST_COMPARED:]
