"""To a provider and back (facts, sections 7 and 8)."""

from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
import time_machine

from rxapp import routes
from rxapp.accounts.second_factor import setting_up
from rxapp.accounts.sessions import freshness
from rxapp.accounts.sessions import service as sessions
from rxapp.accounts.sessions.freshness import StepUpNeeded
from rxapp.accounts.tables import Account
from rxapp.core import clock
from rxapp.core.db import Database
from rxapp.core.errors import TooManyRequests
from rxapp.social import rules, waiting
from rxapp.social.tables import SocialAttempt, SocialIdentity
from tests.accounts.kit import HERE, THERE, at_once, outbox, principal
from tests.social.kit import ILYA, Providers, me, rows


async def start_session(database: Database, ticket: str) -> str:
    async with database.writing() as db:
        return (await sessions.start_session(db, ticket, HERE))[0]


async def test_a_known_identity_goes_in_and_is_no_fresh_proof(database: Database, providers: Providers) -> None:
    anna = await me(database)
    await providers.through(linker=anna)
    outcome = await providers.through()
    assert outcome.admission
    cookie = await start_session(database, outcome.admission.ticket)
    again = await principal(database, cookie)
    assert again.account_id == anna.account_id
    async with database.reading() as db:
        assert not await freshness.is_fresh(db, again)
    with pytest.raises(StepUpNeeded):
        await providers.start("vk", linker=again)


async def test_the_second_factor_is_asked_of_everybody(database: Database, providers: Providers) -> None:
    anna = await me(database)
    await providers.through(linker=anna)
    async with database.writing() as db:
        await setting_up.begin(db, anna)
        shown = (await setting_up.key(db, anna)).letters.replace("-", "")
    await setting_up.confirm(database, anna, HERE, pyotp.TOTP(shown).now())
    outcome = await providers.through(browser=THERE)
    assert outcome.admission
    assert (outcome.admission.ticket, outcome.admission.second_step) == ("", True)


async def test_a_new_face_waits_and_nothing_else_happens(database: Database, providers: Providers) -> None:
    outcome = await providers.through()
    assert (outcome.admission, outcome.linked) == (None, False)
    async with database.reading() as db:
        found = await waiting.waiting(db, HERE.cookie_hash)
        assert await waiting.waiting(db, THERE.cookie_hash) is None
    assert found
    assert (found.who, found.email, found.email_trusted, found.birth) == (
        "Илья Соснин",
        "ilya@yandex.ru",
        True,
        (1987, 3, 12),
    )
    assert await rows(database, SocialIdentity) == await rows(database, Account) == []
    assert await outbox(database) == []


async def test_nothing_secret_stays_readable(database: Database, providers: Providers) -> None:
    await providers.start()
    (row,) = await rows(database, SocialAttempt)
    fake = providers.fakes["yandex"]
    ((state, verifier),) = fake.verifiers.items()
    assert state not in repr(row)
    assert verifier not in repr(row)


@pytest.mark.parametrize("query", [{}, {"state": ""}, {"state": "x" * 43}, {"state": "x", "error": "access_denied"}])
async def test_an_unknown_state_goes_nowhere(providers: Providers, query: dict[str, str]) -> None:
    with pytest.raises(rules.StartAgain):
        await providers.back({"code": "code", **query})


async def test_a_state_is_used_once(providers: Providers) -> None:
    query = providers.fakes["yandex"].agree(await providers.start(), ILYA)
    await providers.back(query)
    with pytest.raises(rules.StartAgain):
        await providers.back(query)


async def test_of_twenty_callbacks_at_once_one_is_taken(providers: Providers) -> None:
    query = providers.fakes["yandex"].agree(await providers.start(), ILYA)
    done, refused = await at_once(*[providers.back(query) for _ in range(20)])
    assert (len(done), set(refused)) == (1, {"social.start_again"})


async def test_an_attempt_lives_ten_minutes(providers: Providers) -> None:
    query = providers.fakes["yandex"].agree(await providers.start(), ILYA)
    with time_machine.travel(clock.now() + timedelta(seconds=601)), pytest.raises(rules.StartAgain):
        await providers.back(query)


async def test_two_tabs_at_once_both_arrive(providers: Providers) -> None:
    first, second = await providers.start(), await providers.start()
    for url in (second, first):
        assert (await providers.back(providers.fakes["yandex"].agree(url, ILYA))).admission is None


async def test_a_refused_attempt_is_used_up(providers: Providers) -> None:
    query = providers.fakes["yandex"].agree(await providers.start(), ILYA)
    with pytest.raises(rules.Cancelled):
        await providers.back({"state": query["state"], "error": "access_denied"})
    with pytest.raises(rules.StartAgain):
        await providers.back(query)


async def test_another_word_of_refusal_is_no_cancel(providers: Providers) -> None:
    query = providers.fakes["yandex"].agree(await providers.start(), ILYA)
    with pytest.raises(rules.ProviderRefused):
        await providers.back({"state": query["state"], "error": "server_error"})


async def test_a_browser_without_our_cookie_cannot_begin(providers: Providers) -> None:
    with pytest.raises(rules.StartAgain):
        await providers.start(browser=replace(HERE, cookie_hash=""))


async def test_a_browser_begins_twenty_times(providers: Providers) -> None:
    for _ in range(20):
        await providers.start()
    with pytest.raises(TooManyRequests):
        await providers.start()
    await providers.start(browser=THERE)


@pytest.mark.parametrize(
    "to",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/sign-in",
        "",
        "javascript:alert(1)",
        "/dashboard/../x",
    ],
)
async def test_the_way_ends_at_an_address_of_the_table(providers: Providers, to: str) -> None:
    url = await providers.start(to=to)
    assert (await providers.back(providers.fakes["yandex"].agree(url, ILYA))).to == routes.DASHBOARD
    url = await providers.start(to=routes.PROFILE)
    assert (await providers.back(providers.fakes["yandex"].agree(url, ILYA))).to == routes.PROFILE
