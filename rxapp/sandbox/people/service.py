"""Opening accounts for testers. Each verb opens its own transactions: the services called want several."""

from uuid import UUID

from rxapp.accounts import queries as account_queries
from rxapp.accounts import service as accounts
from rxapp.accounts.passwords import service as passwords
from rxapp.accounts.principal import Principal
from rxapp.accounts.service import ConsentGiven, NewAccount
from rxapp.accounts.sessions import service as sessions
from rxapp.accounts.sessions.service import Browser
from rxapp.accounts.tables import Account
from rxapp.core import clock, secrets
from rxapp.core.db import Database, Db
from rxapp.core.errors import DomainError, FormRefused
from rxapp.core.http import cookies
from rxapp.i18n.texts import text
from rxapp.linked_services import service as links
from rxapp.registration import rules as registration_rules
from rxapp.registration import service as registration
from rxapp.sandbox.people import queries
from rxapp.sandbox.people.contracts import service as contracts
from rxapp.sandbox.people.contracts.service import Contract
from rxapp.sandbox.people.identity.service import Identity, identity_of
from rxapp.sandbox.people.queries import AccountMissing
from rxapp.sandbox.people.rules import AccountShown, Cookie, Registration, SessionShown, WantedAccount


class Taken(DomainError):
    """Somebody has this user name, contact or account number."""

    code = "sandbox.taken"


async def create(database: Database, wanted: WantedAccount) -> AccountShown:
    """Make the person. Raises FormRefused for what the product's rules refuse, Taken for what somebody else has."""
    async with database.reading() as db:
        person = await identity_of(db, wanted)
        await _check_free(db, person, wanted)
    password_hash = await passwords.hash_password(person.password)
    if wanted.state == "unconfirmed":
        return await _register(database, person, password_hash, wanted)
    async with database.writing() as db:
        await _check_free(db, person, wanted)
        account = await accounts.open_account(db, _new(person, password_hash, wanted))
        made = await contracts.sign(db, person.full_name, person.region, wanted, person.phone)
        await _link(db, account, made)
    return _with_secrets(await queries.shown(database, account, [contract.purse for contract in made]), person, made)


async def sign_in(database: Database, account_id: UUID, *, remembered: bool) -> SessionShown:
    """A session as after a sign-in from a new browser. Raises AccountMissing."""
    browser = Browser(secrets.digest(secrets.token()), "rxapp-sandbox", "")
    async with database.writing() as db:
        if await account_queries.account_by_id(db, account_id) is None:
            raise AccountMissing
        ticket = await sessions.issue_ticket(db, account_id, browser, remembered=remembered)
        token, _ = await sessions.start_session(db, ticket, browser)
    return SessionShown(cookie=Cookie(name=cookies.session_cookie(), value=token))


async def _check_free(db: Db, person: Identity, wanted: WantedAccount) -> None:
    if await queries.user_name_is_taken(db, person.user_name):
        raise Taken(field="user_name")
    if wanted.state == "unconfirmed":
        return
    keys = {"phone": person.phone, "email": accounts.email_key(person.email) if person.email else ""}
    for kind, key in keys.items():
        if key and await queries.is_taken(db, kind, key, proving=kind in wanted.confirmed):
            raise Taken(field=kind)
    for place, service in enumerate(wanted.services):
        if service.account_number and await queries.number_is_taken(db, service.account_number):
            raise Taken(field=f"services.{place}.account_number")


async def _link(db: Db, account: Account, made: list[Contract]) -> None:
    # As at the first seed: the tester acts for the person once, without a session.
    principal = Principal(account.id, account.id, account.locale)
    for contract in made:
        if contract.linked:
            await links.link(db, principal, contract.purse, clock.now())


async def _register(database: Database, person: Identity, password_hash: str, wanted: WantedAccount) -> AccountShown:
    """The wizard's own three steps for a browser whose cookie is handed out; the code or letter is really sent."""
    if wanted.services or wanted.points is not None:
        raise FormRefused({"services": "sandbox.not_open_yet"})
    cookie = secrets.token()
    browser = Browser(secrets.digest(cookie), "rxapp-sandbox", "")
    about = registration_rules.About(
        person.last_name, person.first_name, person.middle_name, person.birth_date, person.region
    )
    contacts = registration_rules.Contacts(person.email, person.phone, wanted.way)
    async with database.writing() as db:
        await registration.take_credentials(db, browser, person.user_name, password_hash)
        await registration.take_about(db, browser, about)
        await registration.take_contacts(db, browser, contacts, wanted.locale)
    waiting = Registration(
        cookie=Cookie(name=cookies.browser_cookie(), value=cookie),
        way=wanted.way,
        sent_to=person.phone if wanted.way == "sms" else person.email,
    )
    told = {name: getattr(person, name) for name in Identity.__slots__}
    state = {"state": "unconfirmed", "locale": wanted.locale, "registration": waiting}
    return AccountShown.model_validate({**told, **state, "id": None, "confirmed": [], "points": None, "services": []})


def _new(person: Identity, password_hash: str, wanted: WantedAccount) -> NewAccount:
    return NewAccount(
        user_name=person.user_name,
        password_hash=password_hash,
        last_name=person.last_name,
        first_name=person.first_name,
        middle_name=person.middle_name,
        birth_date=person.birth_date,
        region=person.region,
        email=person.email,
        phone=person.phone,
        confirmed=frozenset(channel for channel in wanted.confirmed if wanted.wants(channel)),
        locale=wanted.locale,
        consents=_consents(wanted.locale),
    )


def _consents(locale: str) -> list[ConsentGiven]:
    documents = {
        "agreement": (registration_rules.AGREEMENT_VERSION, text(locale, "legal.agreement_text")),
        "personal_data": (registration_rules.CONSENT_VERSION, text(locale, "legal.consent_text")),
    }
    return [
        ConsentGiven(document, version, registration_rules.text_hash(words), locale, clock.now(), "")
        for document, (version, words) in documents.items()
    ]


def _with_secrets(account: AccountShown, person: Identity, made: list[Contract]) -> AccountShown:
    """The answer to the one who made the person: passwords included."""
    known = {contract.service_id: contract for contract in made}
    services = [
        service.model_copy(update={"login": known[service.id].login, "password": known[service.id].password})
        for service in account.services
    ]
    return account.model_copy(update={"password": person.password, "services": services})
