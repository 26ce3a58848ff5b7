"""To a provider and back: sessions, links, identities that wait (facts, sections 7 and 8)."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pyotp
import pytest
import time_machine
from sqlmodel import select

from rxapp import routes, wiring
from rxapp.accounts.browser import Browser
from rxapp.accounts.principal import Principal
from rxapp.accounts.second_factor import setting_up
from rxapp.accounts.sessions import freshness
from rxapp.accounts.sessions import service as sessions
from rxapp.accounts.sessions.freshness import StepUpNeeded
from rxapp.accounts.tables import Account
from rxapp.core import clock
from rxapp.core.db import Database
from rxapp.core.errors import DomainError, TooManyRequests
from rxapp.gateways.identity import PROVIDERS, ClientRefused, ProviderDown, ProviderFault, ProviderName
from rxapp.social import health, linking, queries, rules, waiting
from rxapp.social.tables import PendingIdentity, SocialAttempt, SocialIdentity
from tests.accounts.kit import HERE, THERE, at_once, enter, kinds, outbox, principal, someone
from tests.social.kit import ILYA, Providers

VERA = replace(ILYA, subject="2", email="vera@yandex.ru")


async def me(database: Database, name: str = "anna", **contacts: str) -> Principal:
    return await principal(database, await enter(database, await someone(database, name, **contacts)))


async def linked(database: Database, account_id: UUID) -> list[str]:
    async with database.reading() as db:
        return [row.provider for row in await queries.of_account(db, account_id)]


async def rows(database: Database, table: type) -> list[object]:
    async with database.reading() as db:
        return list((await db.exec(select(table))).all())


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


# Links


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


# Waiting for an account that exists


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


# Providers that fail


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
