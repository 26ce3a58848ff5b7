"""Identities put to an account and taken away."""

from dataclasses import replace

import pytest

from rxapp.accounts.principal import Principal
from rxapp.accounts.sessions.freshness import StepUpNeeded
from rxapp.core.db import Database
from rxapp.gateways.identity import ProviderName
from rxapp.social import linking, rules
from rxapp.social.tables import SocialAttempt, SocialIdentity
from tests.accounts.kit import HERE, THERE, at_once, enter, kinds, outbox, principal, someone
from tests.social.kit import ILYA, VERA, Providers, linked, me, rows


async def test_a_link_is_told_written_down_and_made_once(database: Database, providers: Providers) -> None:
    anna = await me(database)
    before = len(await outbox(database))
    assert (await providers.through(linker=anna)).linked
    assert (await providers.through(linker=anna)).linked
    assert await linked(database, anna.account_id) == ["yandex"]
    told = (await outbox(database))[before:]
    assert sorted(message.channel for message in told) == ["email", "sms"]
    assert all("Яндекс ID" in message.text for message in told)
    assert (await kinds(database, anna.account_id)).count("identity_linked") == 1
    assert providers.fakes["yandex"].asked[0]["again"] == "True"


async def test_a_link_needs_a_fresh_proof(database: Database, providers: Providers) -> None:
    stale = await principal(database, await enter(database, await someone(database), proved=False))
    with pytest.raises(StepUpNeeded):
        await providers.start(linker=stale)
    assert await rows(database, SocialAttempt) == []


async def test_the_person_who_comes_back_is_the_one_who_left(database: Database, providers: Providers) -> None:
    anna = await me(database)
    boris = await me(database, "boris", phone="+79031234568", email="boris@example.ru")
    for other in (None, boris, replace(anna, session_id=boris.session_id)):
        query = providers.fakes["yandex"].agree(await providers.start(linker=anna), ILYA)
        with pytest.raises(rules.StartAgain):
            await providers.back(query, principal=other)
    assert await rows(database, SocialIdentity) == []


async def test_an_identity_of_somebody_else_is_neither_moved_nor_named(
    database: Database, providers: Providers
) -> None:
    anna = await me(database)
    boris = await me(database, "boris", phone="+79031234568", email="boris@example.ru")
    await providers.through(linker=anna)
    with pytest.raises(rules.OwnedByAnother) as refused:
        await providers.through(linker=boris)
    assert refused.value.message == "social.owned"
    assert await linked(database, anna.account_id) == ["yandex"]
    assert await linked(database, boris.account_id) == []


async def test_one_identity_of_a_provider_is_enough(database: Database, providers: Providers) -> None:
    anna = await me(database)
    await providers.through(linker=anna)
    with pytest.raises(rules.ProviderTaken):
        await providers.through(VERA, linker=anna)
    assert (await providers.through(VERA, "vk", linker=anna)).linked


async def test_of_two_accounts_that_link_one_identity_at_once_one_gets_it(
    database: Database, providers: Providers
) -> None:
    anna = await me(database)
    boris = await me(database, "boris", phone="+79031234568", email="boris@example.ru")
    ways = []
    for who in (anna, boris):
        query = providers.fakes["yandex"].agree(await providers.start(linker=who), ILYA)
        ways.append(providers.back(query, principal=who))
    done, refused = await at_once(*ways)
    assert (len(done), refused) == (1, ["social.owned"])
    assert len(await rows(database, SocialIdentity)) == 1


async def test_an_unlink_is_told_and_ends_the_way_in(database: Database, providers: Providers) -> None:
    anna = await me(database)
    await providers.through(linker=anna)
    async with database.writing() as db:
        await linking.unlink(db, anna, HERE, "yandex")
    assert (await kinds(database, anna.account_id))[-1] == "identity_unlinked"
    assert len(await outbox(database, "notice.identity_changed")) == 4
    assert (await providers.through()).admission is None
    with pytest.raises(rules.ProviderOff):
        async with database.writing() as db:
            await linking.unlink(db, anna, HERE, "yandex")


async def test_an_unlink_needs_a_fresh_proof(database: Database, providers: Providers) -> None:
    anna = await me(database)
    await providers.through(linker=anna)
    stale = await principal(database, await enter(database, anna.account_id, THERE, proved=False))
    with pytest.raises(StepUpNeeded):
        async with database.writing() as db:
            await linking.unlink(db, stale, THERE, "yandex")


async def unlink(database: Database, who: Principal, provider: ProviderName) -> None:
    async with database.writing() as db:
        await linking.unlink(db, who, HERE, provider)


async def test_the_last_way_in_stays_also_in_a_race(database: Database, providers: Providers) -> None:
    """No confirmed contact: a password alone could never be recovered, so it does not count (OA-6)."""
    anna = await me(database, phone="", email="")
    for provider in ("yandex", "vk"):
        await providers.through(ILYA, provider, linker=anna)  # type: ignore[arg-type]
    done, refused = await at_once(*[unlink(database, anna, provider) for provider in ("yandex", "vk")])
    assert (len(done), refused) == (1, ["social.last_way"])
    left = await linked(database, anna.account_id)
    with pytest.raises(rules.LastWayIn):
        await unlink(database, anna, left[0])  # type: ignore[arg-type]
    assert await linked(database, anna.account_id) == left
