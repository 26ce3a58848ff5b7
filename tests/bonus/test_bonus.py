"""Points over several programmes, and joining with the first link."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import uuid4

from rxapp.bonus import rules, service
from rxapp.events import ServiceLinked
from rxapp.gateways.bss import BillingAccount, BssGateway, Loyalty

OUTSIDE = Loyalty("1", False, 0, "standard", 1000, "privilege", 0.0)
NEW = Loyalty("1", True, 100, "standard", 900, "privilege", 0.1)
OLD = Loyalty("2", True, 50, "privilege", 500, "vip", 0.75)
TOP = Loyalty("3", True, 1, "vip", None, None, 1.0)


class Operator:
    """Only the loyalty of the port."""

    def __init__(self) -> None:
        self.members: list[str] = []

    async def loyalty(self, numbers: Sequence[str]) -> list[Loyalty]:
        return [NEW if "1" in self.members else OUTSIDE] if numbers else []

    async def enrol(self, number: str) -> None:
        self.members.append(number)


def port(operator: Any) -> BssGateway:
    return cast(BssGateway, operator)


def test_points_add_up_and_the_best_level_counts() -> None:
    standing = rules.standing([NEW, OLD, OUTSIDE])
    assert (standing.points, standing.level, standing.to_next, standing.percent) == (150, "privilege", 500, 75)
    assert standing.next_text == "bonus.level_vip"


def test_on_the_top_level_there_is_nothing_to_go() -> None:
    standing = rules.standing([OLD, TOP])
    assert (standing.level, standing.next_text, standing.to_next, standing.percent) == ("vip", "", 0, 100)


async def test_nobody_joins_without_a_linked_account() -> None:
    operator = Operator()
    assert (await service.standing(port(operator), [])).member is False
    assert operator.members == []


async def test_the_first_link_joins_and_the_later_ones_do_not() -> None:
    operator = Operator()
    await service.join_on_first_link(port(operator), ServiceLinked(uuid4(), "1", True))
    await service.join_on_first_link(port(operator), ServiceLinked(uuid4(), "2", False))
    assert operator.members == ["1"]


async def test_a_lost_first_link_is_repaired_when_points_are_next_read() -> None:
    operator = Operator()
    accounts = [BillingAccount("1", "RU-NVS")]
    assert (await service.standing(port(operator), accounts)).member is True
    assert (await service.standing(port(operator), accounts)).points == 100
    assert operator.members == ["1"]
