"""An identity that waits for the account of its owner."""

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine

from rxapp import routes, wiring
from rxapp.accounts.browser import Browser
from rxapp.accounts.sessions import service as sessions
from rxapp.core import clock
from rxapp.core.db import Database
from rxapp.social import rules, waiting
from rxapp.social.tables import PendingIdentity
from tests.accounts.kit import HERE, THERE, enter, someone
from tests.social.kit import ILYA, VERA, Providers, linked, me, rows


async def sign_in(database: Database, account_id: UUID, browser: Browser = HERE) -> str:
    """As any door does."""
    sessions.at_start(wiring.link_what_waits)
    return await enter(database, account_id, browser)


async def test_who_proves_the_account_gets_the_identity(database: Database, providers: Providers) -> None:
    anna = await someone(database)
    await providers.through()
    async with database.writing() as db:
        await waiting.prove(db, HERE)
    await sign_in(database, anna)
    assert await linked(database, anna) == ["yandex"]
    assert await rows(database, PendingIdentity) == []
    assert (await providers.through()).admission


async def test_without_the_persons_word_a_sign_in_links_nothing(database: Database, providers: Providers) -> None:
    """Somebody leaves a browser with their identity waiting: the next one must not get it."""
    anna = await someone(database)
    await providers.through()
    await sign_in(database, anna)
    assert await linked(database, anna) == []


async def test_the_proof_must_come_within_ten_minutes_and_in_this_browser(
    database: Database, providers: Providers
) -> None:
    anna = await someone(database)
    await providers.through()
    async with database.writing() as db:
        await waiting.prove(db, HERE)
    await sign_in(database, anna, THERE)
    assert await linked(database, anna) == []
    with time_machine.travel(clock.now() + timedelta(seconds=601)):
        await sign_in(database, anna)
    assert await linked(database, anna) == []


async def test_a_session_without_a_fresh_proof_links_nothing(database: Database, providers: Providers) -> None:
    """A device that was spared the second factor (SESS-4, facts section 7 rule 4)."""
    anna = await someone(database)
    await providers.through()
    async with database.writing() as db:
        await waiting.prove(db, HERE)
    sessions.at_start(wiring.link_what_waits)
    await enter(database, anna, proved=False)
    assert (await linked(database, anna), await rows(database, PendingIdentity)) == ([], [])


async def test_another_identity_of_the_owner_is_no_such_proof(database: Database, providers: Providers) -> None:
    """Who sits before an open browser gets waved through by a provider: they must not leave their own key behind."""
    anna = await me(database)
    await providers.through(ILYA, "vk", linker=anna)
    await providers.through(VERA)
    async with database.writing() as db:
        await waiting.prove(db, HERE)
    outcome = await providers.through(ILYA, "vk")
    assert (outcome.to, outcome.note) == (routes.PROFILE, "social.link_here")
    assert outcome.admission
    sessions.at_start(wiring.link_what_waits)
    async with database.writing() as db:
        await sessions.start_session(db, outcome.admission.ticket, HERE)
    assert await linked(database, anna.account_id) == ["vk"]


async def test_not_me_forgets_it(database: Database, providers: Providers) -> None:
    anna = await someone(database)
    await providers.through()
    async with database.writing() as db:
        await waiting.prove(db, HERE)
        await waiting.forget(db, HERE)
    await sign_in(database, anna)
    assert await linked(database, anna) == []
    with pytest.raises(rules.StartAgain):
        async with database.writing() as db:
            await waiting.prove(db, HERE)


async def test_somebody_else_got_it_meanwhile(database: Database, providers: Providers) -> None:
    anna, boris = await me(database), await someone(database, "boris", phone="+79031234568", email="b@example.ru")
    await providers.through()
    async with database.writing() as db:
        await waiting.prove(db, HERE)
    await providers.through(browser=THERE, linker=anna)
    await sign_in(database, boris)
    assert (await linked(database, anna.account_id), await linked(database, boris)) == (["yandex"], [])


async def test_what_nobody_came_back_for_goes(database: Database, providers: Providers) -> None:
    await providers.start()
    await providers.through(browser=THERE)
    async with database.writing() as db:
        assert await waiting.purge(db) == 0
    with time_machine.travel(clock.now() + timedelta(hours=1, seconds=1)):
        async with database.writing() as db:
            assert await waiting.purge(db) == 2
