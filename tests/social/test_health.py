"""Providers that fail: one rests, the others stay, nothing is half done."""

from datetime import timedelta

import pytest
import time_machine

from rxapp.core import clock
from rxapp.core.db import Database
from rxapp.core.errors import DomainError
from rxapp.gateways.identity import PROVIDERS, ClientRefused, ProviderDown, ProviderFault, ProviderName
from rxapp.social import health, rules
from rxapp.social.tables import PendingIdentity, SocialAttempt, SocialIdentity
from tests.social.kit import ILYA, Providers, me, rows


async def fail(providers: Providers, provider: ProviderName, times: int) -> list[str]:
    said = []
    for _ in range(times):
        query = providers.fakes[provider].agree(await providers.start(provider), ILYA)
        with pytest.raises(DomainError) as caught:
            await providers.back(query, provider)
        said.append(caught.value.code)
    return said


@pytest.mark.parametrize("broken", [ProviderDown("token_timeout"), ClientRefused("token_refused")], ids=["down", "key"])
async def test_a_provider_that_fails_five_times_in_a_row_rests(
    database: Database, providers: Providers, broken: ProviderDown
) -> None:
    providers.fakes["vk"].broken = broken
    assert await fail(providers, "vk", 5) == ["social.silent"] * 5
    with pytest.raises(rules.ProviderSilent):
        await providers.start("vk")
    async with database.reading() as db:
        assert await health.resting(db) == ["vk"]
    for other in [name for name in PROVIDERS if name != "vk"]:
        assert await providers.through(ILYA, other)
    with time_machine.travel(clock.now() + timedelta(seconds=rules.OUT_FOR + 1)):
        # Still ill: one failure is enough now.
        assert await fail(providers, "vk", 1) == ["social.silent"]
        with pytest.raises(rules.ProviderSilent):
            await providers.start("vk")
    with time_machine.travel(clock.now() + timedelta(seconds=3 * rules.OUT_FOR)):
        providers.fakes["vk"].broken = None
        await providers.through(ILYA, "vk")
        providers.fakes["vk"].broken = broken
        await fail(providers, "vk", 4)
        await providers.start("vk")


async def test_what_a_stranger_can_cause_makes_nobody_rest(database: Database, providers: Providers) -> None:
    providers.fakes["vk"].broken = ProviderFault("token_refused")
    assert await fail(providers, "vk", 8) == ["social.refused"] * 8
    async with database.reading() as db:
        assert await health.resting(db) == []


async def test_a_discovery_that_fails_counts_too(database: Database, providers: Providers) -> None:
    providers.fakes["google"].broken = ProviderDown("discovery_timeout")
    for _ in range(5):
        with pytest.raises(rules.ProviderSilent):
            await providers.start("google")
    async with database.reading() as db:
        assert await health.resting(db) == ["google"]
    assert await rows(database, SocialAttempt) == []


async def test_a_failure_leaves_nothing_half_done(database: Database, providers: Providers) -> None:
    anna = await me(database)
    providers.fakes["yandex"].broken = ProviderDown("profile_500")
    query = providers.fakes["yandex"].agree(await providers.start(linker=anna), ILYA)
    with pytest.raises(rules.ProviderSilent):
        await providers.back(query, principal=anna)
    for table in (SocialAttempt, SocialIdentity, PendingIdentity):
        assert await rows(database, table) == []
