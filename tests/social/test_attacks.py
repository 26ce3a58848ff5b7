"""T-OAUTH: whoever tries to get into, or to leave something in, an account of somebody else, gets nowhere."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from sqlmodel import select

from rxapp.accounts import queries as accounts
from rxapp.accounts.browser import Browser
from rxapp.accounts.messages.tables import OutboxMessage
from rxapp.accounts.service import NewAccount, open_account
from rxapp.accounts.tables import Account
from rxapp.core.db import Database
from rxapp.gateways.identity import EmailTrust, Identity, ProviderName
from rxapp.registration import rules as registration_rules
from rxapp.registration import service as registration
from rxapp.registration.queries import draft_of
from rxapp.social import queries, rules, waiting
from rxapp.social.tables import PendingIdentity, SocialIdentity
from tests.accounts.kit import HERE, THERE, outbox, principal, someone
from tests.accounts.kit import enter as enter_session
from tests.social.kit import ILYA, Providers

ATTACKER = Browser("attacker", "curl", "192.0.2.66")
MALLORY = replace(ILYA, subject="666", email="mallory@yandex.ru", given_name="Мэллори")
VICTIM = "Anna@example.ru"
ABOUT = registration_rules.About("Соснин", "Илья", "", date(1987, 3, 12), "RU-NVS")


async def register(database: Database, browser: Browser, *, email: str, phone: str, way: str = "sms") -> None:
    """The wizard without a password, up to its confirmation."""
    async with database.writing() as db:
        await registration.take_credentials(db, browser, f"user{abs(hash(browser.cookie_hash)) % 10**8}", "")
        await registration.take_about(db, browser, ABOUT)
        await registration.take_contacts(db, browser, registration_rules.Contacts(email, phone, way), "ru")


async def last_code(database: Database, to: str) -> str:
    async with database.reading() as db:
        rows = (await db.exec(select(OutboxMessage).where(OutboxMessage.to == to))).all()
    return max(rows, key=lambda row: row.created_at).text.rsplit("#", 1)[1][:6]


async def confirm(database: Database, browser: Browser, phone: str) -> UUID:
    code = await last_code(database, phone)
    async with database.writing() as db:
        return await registration.confirm_by_code(db, browser, code)


async def all_of(database: Database, table: type) -> list[object]:
    async with database.reading() as db:
        return list((await db.exec(select(table))).all())


async def linked(database: Database, account_id: UUID) -> list[str]:
    async with database.reading() as db:
        return [row.subject for row in await queries.of_account(db, account_id)]


async def test_a_callback_of_the_attackers_own_attempt_means_nothing_in_another_browser(
    database: Database, providers: Providers
) -> None:
    """Login CSRF: the victim would work in the attacker's account, or wait with the attacker's identity."""
    query = providers.fakes["yandex"].agree(await providers.start(browser=ATTACKER), MALLORY)
    for browser in (HERE, replace(HERE, cookie_hash="")):
        with pytest.raises(rules.StartAgain):
            await providers.back(query, browser=browser)
    assert await all_of(database, PendingIdentity) == []
    # And the attacker's own way is not spoilt by the victim: nobody can be used to cut another's attempt.
    assert (await providers.back(query, browser=ATTACKER)).admission is None


async def test_an_attackers_link_in_the_victims_session_is_refused(database: Database, providers: Providers) -> None:
    """The link to the callback is sent to somebody who is signed in: their account must not get the identity."""
    anna = await principal(database, await enter_session(database, await someone(database)))
    query = providers.fakes["yandex"].agree(await providers.start(browser=ATTACKER), MALLORY)
    with pytest.raises(rules.StartAgain):
        await providers.back(query, principal=anna)
    assert await linked(database, anna.account_id) == []


async def test_a_sign_in_never_becomes_a_link(database: Database, providers: Providers) -> None:
    """The purpose is kept with the state: being signed in when it comes back changes nothing."""
    anna = await principal(database, await enter_session(database, await someone(database)))
    query = providers.fakes["yandex"].agree(await providers.start(), ILYA)
    assert (await providers.back(query, principal=anna)).linked is False
    assert await linked(database, anna.account_id) == []


async def test_a_swapped_code_is_refused(database: Database, providers: Providers) -> None:
    """The victim's state with the attacker's code."""
    mine = providers.fakes["yandex"].agree(await providers.start(), ILYA)
    theirs = providers.fakes["yandex"].agree(await providers.start(browser=ATTACKER), MALLORY)
    with pytest.raises(rules.ProviderRefused):
        await providers.back({**mine, "code": theirs["code"]})
    assert await all_of(database, PendingIdentity) == []


@pytest.mark.parametrize("other", ["mail", "vk", "ok", "google"])
async def test_a_callback_at_another_providers_address_is_refused(
    database: Database, providers: Providers, other: ProviderName
) -> None:
    """Mix-up: the code of an honest provider would be sent to a dishonest one."""
    query = providers.fakes["yandex"].agree(await providers.start(), ILYA)
    with pytest.raises(rules.StartAgain):
        await providers.back(query, other)
    assert (await providers.back(query)).admission is None


@pytest.mark.parametrize("trust", list(EmailTrust))
async def test_an_email_of_a_provider_opens_no_account(
    database: Database, providers: Providers, trust: EmailTrust
) -> None:
    """Verified or not: the mailbox may have changed hands, the provider may lie (OA-4)."""
    anna = await someone(database)
    thief = Identity("vk", "13", VICTIM, trust, phone="+79031234567")
    outcome = await providers.through(thief, "vk", ATTACKER)
    assert (outcome.admission, outcome.linked) == (None, False)
    assert await linked(database, anna) == []


async def test_a_stranger_with_the_victims_email_learns_nothing_and_links_nothing(
    database: Database, providers: Providers
) -> None:
    anna = await someone(database)
    shown = []
    for browser, email, phone in (
        (ATTACKER, VICTIM, "+79035550001"),
        (THERE, "nobody@example.ru", "+79035550002"),
    ):
        await providers.through(replace(MALLORY, subject=phone, email=email), browser=browser)
        await register(database, browser, email=email, phone=phone, way="email")
        async with database.reading() as db:
            draft = await draft_of(db, browser.cookie_hash)
            assert draft
            shown.append((draft.step, draft.way))
    assert shown[0] == shown[1]
    told = [message for message in await outbox(database) if message.to.casefold() == VICTIM.casefold()]
    assert [message.purpose for message in told] == ["registration.owner"]
    assert await linked(database, anna) == []
    assert len(await all_of(database, Account)) == 1


async def test_an_account_that_squats_on_an_email_loses_it_to_its_owner(
    database: Database, providers: Providers
) -> None:
    """Pre-hijacking (OA-5): the attacker registered the victim's address first and could not confirm it."""
    new = NewAccount(
        "mallory", "hash", "М", "М", "", None, "RU-NVS", "ilya@yandex.ru", "+79035550003", frozenset({"phone"}), "ru"
    )
    async with database.writing() as db:
        squatter = (await open_account(db, new)).id
    await providers.through()
    await register(database, HERE, email="ilya@yandex.ru", phone="+79035550004")
    ilya = await confirm(database, HERE, "+79035550004")
    assert (await linked(database, ilya), await linked(database, squatter)) == (["1000034426"], [])
    async with database.reading() as db:
        owner = await accounts.account_by_alias(db, "email", "ilya@yandex.ru")
        assert owner
        assert owner.id == ilya != squatter
    outcome = await providers.through()
    assert outcome.admission


@pytest.mark.parametrize(
    ("trust", "confirmed"),
    [
        (EmailTrust.PROVIDER_VERIFIED, True),
        (EmailTrust.PROVIDER_DOMAIN, True),
        (EmailTrust.UNVERIFIED, False),
        (EmailTrust.NONE, False),
    ],
)
async def test_only_a_vouched_for_email_counts_as_confirmed(
    database: Database, providers: Providers, trust: EmailTrust, *, confirmed: bool
) -> None:
    await providers.through(replace(ILYA, email_trust=trust))
    await register(database, HERE, email="ilya@yandex.ru", phone="+79035550005")
    account_id = await confirm(database, HERE, "+79035550005")
    async with database.reading() as db:
        account = await accounts.account_by_id(db, account_id)
    assert account
    assert bool(account.email_confirmed_at) is confirmed
    assert account.phone_confirmed_at
    assert account.password_hash == ""


async def test_another_email_than_the_vouched_for_one_is_not_confirmed(
    database: Database, providers: Providers
) -> None:
    await providers.through()
    await register(database, HERE, email="other@example.ru", phone="+79035550006")
    account_id = await confirm(database, HERE, "+79035550006")
    async with database.reading() as db:
        account = await accounts.account_by_id(db, account_id)
    assert account
    assert account.email_confirmed_at is None


async def test_not_me_in_the_middle_of_the_wizard_links_nothing(database: Database, providers: Providers) -> None:
    await providers.through()
    await register(database, HERE, email="ilya@yandex.ru", phone="+79035550007")
    async with database.writing() as db:
        await waiting.forget(db, HERE)
    account_id = await confirm(database, HERE, "+79035550007")
    assert await linked(database, account_id) == []
    async with database.reading() as db:
        account = await accounts.account_by_id(db, account_id)
    assert account
    assert account.email_confirmed_at is None
    assert await all_of(database, SocialIdentity) == []


async def test_an_identity_that_got_an_account_meanwhile_is_not_given_twice(
    database: Database, providers: Providers
) -> None:
    anna = await principal(database, await enter_session(database, await someone(database), THERE))
    await providers.through()
    await register(database, HERE, email="ilya@yandex.ru", phone="+79035550008")
    await providers.through(browser=THERE, linker=anna)
    account_id = await confirm(database, HERE, "+79035550008")
    assert (await linked(database, account_id), await linked(database, anna.account_id)) == ([], ["1000034426"])
