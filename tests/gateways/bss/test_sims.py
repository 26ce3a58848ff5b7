"""What every adapter tells of a number's SIM (OTP-11); the embedded one is asked here."""

from datetime import timedelta

import pytest
import time_machine

from rxapp.core.clock import now
from rxapp.core.db import Database
from rxapp.gateways.bss import BssGateway, BssUnavailable
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from tests.services.operator import change_sim, silent

MINE, OTHER, FOREIGN = "+79120000001", "+79120000002", "+79995550000"


async def test_a_number_nothing_happened_to_has_no_moment_and_a_foreign_one_neither(bss: EmbeddedBss) -> None:
    port: BssGateway = bss
    assert [await port.sim_changed_at(phone) for phone in (MINE, FOREIGN, "", "no number")] == [None] * 4


async def test_the_moment_is_of_this_number_aware_and_exact(bss: EmbeddedBss, database: Database) -> None:
    at = now() - timedelta(hours=5, microseconds=7)
    assert await change_sim(database, MINE, at) == at
    told = await bss.sim_changed_at(MINE)
    assert told == at
    assert told.tzinfo is not None
    assert await bss.sim_changed_at(OTHER) is None


async def test_the_newest_change_counts_in_whatever_order_they_come(bss: EmbeddedBss, database: Database) -> None:
    first = await change_sim(database, MINE)
    assert await change_sim(database, MINE, first - timedelta(days=9)) == first
    assert await bss.sim_changed_at(MINE) == first
    with time_machine.travel(now() + timedelta(days=1)):
        second = await change_sim(database, MINE)
    assert second > first
    assert await bss.sim_changed_at(MINE) == second


async def test_a_silent_operator_says_nothing_and_not_that_all_is_well(database: Database) -> None:
    await change_sim(database, MINE)
    async with silent(database) as port:
        with pytest.raises(BssUnavailable):
            await port.sim_changed_at(MINE)
    assert await port.sim_changed_at(MINE) is not None
