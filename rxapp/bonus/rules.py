"""Several bonus accounts as one widget, without I/O."""

from collections.abc import Sequence
from dataclasses import dataclass

from rxapp.gateways.bss import Level, Loyalty

LEVEL_TEXTS: dict[Level, str] = {
    "standard": "bonus.level_standard",
    "privilege": "bonus.level_privilege",
    "vip": "bonus.level_vip",
}
_RANK: tuple[Level, ...] = ("standard", "privilege", "vip")


@dataclass(frozen=True, slots=True)
class Standing:
    """Points of all programmes together and the best level; ``percent`` of the way to the next one, 0..100.

    ``next_text`` is empty and ``to_next`` 0 on the top level and outside of the programme.
    """

    member: bool
    points: int
    level: str
    level_text: str
    next_text: str
    to_next: int
    percent: int


def standing(programmes: Sequence[Loyalty]) -> Standing:
    """Points add up; levels do not, the best one (and among equals the nearest to the next) counts."""
    joined = [row for row in programmes if row.member]
    if not joined:
        return Standing(False, 0, "standard", LEVEL_TEXTS["standard"], "", 0, 0)
    best = max(joined, key=lambda row: (_RANK.index(row.level), row.level_share))
    return Standing(
        member=True,
        points=sum(row.points for row in joined),
        level=best.level,
        level_text=LEVEL_TEXTS[best.level],
        next_text=LEVEL_TEXTS[best.next_level] if best.next_level else "",
        to_next=best.to_next or 0,
        percent=int(100 * best.level_share),
    )
