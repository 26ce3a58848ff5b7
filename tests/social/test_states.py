"""What the pages show of an identity that waits, and what the profile does with linked ones."""

from dataclasses import replace

from sqlmodel import select

from rxapp import routes
from rxapp.accounts.browser import Browser
from rxapp.accounts.tables import Account
from rxapp.core import secrets
from rxapp.core.db import Database
from rxapp.gateways.identity import EmailTrust, ProviderDown
from rxapp.profile.security.state import SecurityState
from rxapp.profile.social.state import LinkedState
from rxapp.registration.state import RegistrationState as Wizard
from rxapp.registration.tables import RegistrationDraft
from rxapp.social import linking, queries
from rxapp.social.state import SocialState
from rxapp.social.tables import PendingIdentity
from rxapp.step_up.state import StepUpState
from tests.accounts.kit import HERE, enter, principal
from tests.personas import subscriber
from tests.pipeline import OpenTab
from tests.registration.test_state import ABOUT, CONTACTS, sent_code
from tests.social.kit import ILYA, Providers, rows

MINE = Browser(secrets.digest("ilya"))


async def test_the_wizard_is_filled_with_what_the_provider_said(open_tab: OpenTab, providers: Providers) -> None:
    await providers.through(replace(ILYA, phone="+79031234567"), browser=MINE)
    tab = await open_tab(browser_cookie="ilya")
    await tab.fire(Wizard.load)
    await tab.fire(SocialState.load)
    shown = tab.shown(Wizard)
    assert (shown.user_name, shown.first_name, shown.last_name) == ("ilya", "Илья", "Соснин")
    assert (shown.birth_day, shown.birth_month, shown.birth_year) == ("12", "3", "1987")
    assert (shown.email, shown.phone, shown.vouched) == ("ilya@yandex.ru", "+7 903 123-45-67", "ilya@yandex.ru")
    waits = tab.shown(SocialState)
    assert (waits.provider, waits.who, waits.proving) == ("yandex", "Илья Соснин", False)


async def test_an_address_nobody_vouches_for_is_filled_in_and_not_marked(
    open_tab: OpenTab, providers: Providers
) -> None:
    await providers.through(replace(ILYA, email_trust=EmailTrust.UNVERIFIED), browser=MINE)
    tab = await open_tab(browser_cookie="ilya")
    await tab.fire(Wizard.load)
    assert (tab.shown(Wizard).email, tab.shown(Wizard).vouched) == ("ilya@yandex.ru", "")


async def test_what_was_typed_is_not_overwritten(open_tab: OpenTab, providers: Providers) -> None:
    tab = await open_tab(browser_cookie="ilya")
    await tab.fire(Wizard.load)
    await tab.fire(
        Wizard.submit_credentials,
        form={"username": "mine", "password": "Dlinny-Parol-77", "password-confirm": "Dlinny-Parol-77"},
    )
    await tab.fire(Wizard.submit_about, form=ABOUT)
    await providers.through(browser=MINE)
    await tab.fire(Wizard.load)
    shown = tab.shown(Wizard)
    assert (shown.user_name, shown.last_name, shown.birth_year) == ("mine", "Морозова", "1992")
    assert shown.email == "ilya@yandex.ru"


async def test_the_whole_wizard_without_a_password(database: Database, open_tab: OpenTab, providers: Providers) -> None:
    await providers.through(browser=MINE)
    tab = await open_tab(browser_cookie="ilya")
    await tab.fire(Wizard.load)
    await tab.fire(Wizard.submit_credentials, form={"username": "ilya", "password": "", "password-confirm": ""})
    await tab.fire(Wizard.submit_about, form=ABOUT)
    await tab.fire(Wizard.submit_contacts, form={**CONTACTS, "email": "ilya@yandex.ru"})
    await tab.fire(Wizard.submit_code, form={"code": await sent_code(database)})
    assert tab.shown(Wizard).ticket
    async with database.reading() as db:
        (account,) = (await db.exec(select(Account))).all()
        assert [row.subject for row in await queries.of_account(db, account.id)] == [ILYA.subject]
    assert (account.password_hash, bool(account.email_confirmed_at)) == ("", True)
    cookie = await enter(database, account.id, proved=False)
    page = await open_tab(session=cookie)
    await page.fire(StepUpState.ask)
    asked = page.shown(StepUpState)
    assert (asked.by_password, asked.way) == (False, "")
    assert asked.sms
    await page.fire(SecurityState.load)
    assert page.shown(SecurityState).has_password is False


async def test_nobody_else_may_leave_the_password_out(open_tab: OpenTab) -> None:
    tab = await open_tab(browser_cookie="vera")
    await tab.fire(Wizard.load)
    await tab.fire(Wizard.submit_credentials, form={"username": "vera", "password": "", "password-confirm": ""})
    assert tab.shown(Wizard).step == 1
    assert "password" in tab.shown(Wizard).errors


async def test_half_a_password_is_a_password(open_tab: OpenTab, providers: Providers) -> None:
    await providers.through(browser=MINE)
    for form in (
        {"password": "short", "password-confirm": ""},
        {"password": "", "password-confirm": "Dlinny-Parol-77"},
    ):
        tab = await open_tab(browser_cookie="ilya")
        await tab.fire(Wizard.load)
        await tab.fire(Wizard.submit_credentials, form={"username": "ilya", **form})
        assert tab.shown(Wizard).errors


async def test_i_have_an_account_leads_to_the_sign_in(open_tab: OpenTab, providers: Providers) -> None:
    await providers.through(browser=MINE)
    tab = await open_tab(browser_cookie="ilya")
    await tab.fire(SocialState.have_account)
    assert tab.redirected_to == routes.SIGN_IN
    await tab.fire(SocialState.load)
    assert tab.shown(SocialState).proving is True
    await tab.fire(SocialState.not_me)
    assert (tab.shown(SocialState).provider, tab.shown(SocialState).proving) == ("", False)
    stranger = await open_tab(browser_cookie="somebody")
    await stranger.fire(SocialState.have_account)
    assert stranger.redirected_to == ""
    assert stranger.shown(SocialState).note == "social.start_again"


async def test_not_me_in_the_wizard_takes_everything_of_the_one_before(
    database: Database, open_tab: OpenTab, providers: Providers
) -> None:
    await providers.through(replace(ILYA, phone="+79031234567"), browser=MINE)
    tab = await open_tab(browser_cookie="ilya")
    await tab.fire(Wizard.load)
    await tab.fire(Wizard.submit_credentials, form={"username": "ilya", "password": "", "password-confirm": ""})
    await tab.fire(Wizard.start_over)
    shown = tab.shown(Wizard)
    assert (shown.step, shown.person) == (1, 1)
    assert {shown.user_name, shown.first_name, shown.last_name, shown.birth_year, shown.email, shown.phone} == {""}
    assert await rows(database, RegistrationDraft) == await rows(database, PendingIdentity) == []
    await tab.fire(Wizard.submit_credentials, form={"username": "ilya", "password": "", "password-confirm": ""})
    assert "password" in tab.shown(Wizard).errors


async def test_a_provider_that_rests_is_named(open_tab: OpenTab, providers: Providers) -> None:
    providers.fakes["google"].broken = ProviderDown("discovery_timeout")
    for _ in range(5):
        try:
            await providers.start("google", MINE)
        except Exception:  # noqa: S112, BLE001
            continue
    tab = await open_tab(browser_cookie="ilya")
    await tab.fire(SocialState.load)
    assert tab.shown(SocialState).resting == ["google"]


async def test_the_profile_shows_unlinks_and_asks_first(
    database: Database, open_tab: OpenTab, providers: Providers
) -> None:
    anna = await subscriber(database, "anna")
    me = await principal(database, anna.session)
    async with database.writing() as db:
        await linking.link(db, me.account_id, ILYA, HERE)
    stale = await open_tab(session=await enter(database, me.account_id, proved=False))
    await stale.fire(LinkedState.load)
    assert stale.shown(LinkedState).linked["yandex"].email == "ilya@yandex.ru"
    await stale.fire(LinkedState.unlink, provider="yandex")
    assert stale.shown(StepUpState).open is True
    fresh = await open_tab(session=await enter(database, me.account_id))
    await fresh.fire(LinkedState.unlink, provider="vk")
    assert fresh.shown(LinkedState).error == "social.off"
    await fresh.fire(LinkedState.unlink, provider="yandex")
    assert (fresh.shown(LinkedState).linked, fresh.shown(LinkedState).error) == ({}, "")
