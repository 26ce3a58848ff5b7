"""The ways of a step-up. They open their own transactions: what was tried stays counted whatever the answer."""

from dataclasses import dataclass
from uuid import uuid5

from rxapp.accounts import queries as accounts
from rxapp.accounts.browser import Browser
from rxapp.accounts.codes import budget, sending
from rxapp.accounts.codes import service as codes
from rxapp.accounts.codes.service import Flow
from rxapp.accounts.journal import service as journal
from rxapp.accounts.notices.rules import KIND, Channel
from rxapp.accounts.passwords import service as passwords
from rxapp.accounts.principal import Principal
from rxapp.accounts.second_factor import checking
from rxapp.accounts.sessions import freshness
from rxapp.accounts.sims import service as sims
from rxapp.accounts.tables import SignInAlias
from rxapp.core import email_address, phone, secrets
from rxapp.core.checks import trim
from rxapp.core.db import Database, Db
from rxapp.core.errors import DomainError
from rxapp.gateways.bss import BssGateway

PURPOSE = "step_up"


class StepUpRefused(DomainError):
    """Not the password."""

    code = "step_up.wrong_password"


class WayClosed(DomainError):
    """This way proves nothing here: the second factor is on, or no such confirmed channel."""

    code = "step_up.way_closed"


class SimYoung(DomainError):
    """The SIM was changed or the number ported within 72 hours, or nobody can say: an SMS is not enough (OTP-11)."""

    code = "step_up.sim_young"


@dataclass(frozen=True, slots=True)
class Ways:
    """How the principal may prove who they are: with ``totp`` the others are closed. Masked addresses, empty: none."""

    totp: bool
    password: bool
    sms: str
    email: str


@dataclass(frozen=True, slots=True)
class Sent:
    """Where the code went (masked), and the seconds until another may be asked for; -1 when there are no more."""

    channel: Channel
    masked: str
    resend_in: int


async def ways(db: Db, principal: Principal) -> Ways:
    """What the step-up dialog offers."""
    if await checking.is_on(db, principal.account_id):
        return Ways(totp=True, password=False, sms="", email="")
    account = await accounts.account_by_id(db, principal.account_id)
    has_password = bool(account and account.password_hash)
    return Ways(False, has_password, await _masked(db, principal, "sms"), await _masked(db, principal, "email"))


async def by_password(database: Database, principal: Principal, browser: Browser, password: str) -> str:
    """A ticket for the right password. Guesses wait as at sign-in (PW-9), counted apart: a thief of a session cannot
    lock the owner out of signing in.

    Raises StepUpRefused, WayClosed, TooManyRequests, Busy.
    """
    await _require_no_factor(database, principal)
    await prove_password(database, principal, browser, password)
    async with database.writing() as db:
        return await _passed(db, principal, browser, "password")


async def prove_password(
    database: Database, principal: Principal, browser: Browser, password: str, *, field: str = "password"
) -> str:
    """The stored hash this password matches. Raises StepUpRefused for ``field``, TooManyRequests, Busy."""
    who = f"step_up:{principal.account_id}"
    async with database.writing() as db:
        await passwords.before_attempt(db, who, browser.ip)
    async with database.reading() as db:
        account = await accounts.account_by_id(db, principal.account_id)
    stored = account.password_hash if account else ""
    spellings = dict.fromkeys((password, trim(password)))
    right = any([await passwords.verify(stored, spelling) for spelling in spellings]) if stored else False
    async with database.writing() as db:
        if right:
            await passwords.record_success(db, who)
        else:
            await passwords.record_failure(db, who, browser.ip)
    if not right:
        raise StepUpRefused(field=field)
    return stored


async def send_code(
    database: Database, bss: BssGateway, principal: Principal, browser: Browser, channel: Channel
) -> Sent:
    """Send a code to the principal's confirmed phone or e-mail, the main one first.

    Raises WayClosed, SimYoung (OTP-11), TooManyRequests, ResendsSpent.
    """
    alias = await _open_channel(database, bss, principal, channel)
    flow = _flow(principal, channel, alias)
    async with database.writing() as db:
        await budget.count_send(db, alias.key, browser.cookie_hash, browser.ip)
        code = await codes.issue(db, flow)
        to = alias.address or alias.key
        await sending.send(db, flow, code, channel=channel, to=to, locale=principal.locale)
        return Sent(channel, _mask(alias), await codes.seconds_to_resend(db, flow.id))


async def by_code(
    database: Database, bss: BssGateway, principal: Principal, browser: Browser, channel: Channel, code: str
) -> str:
    """A ticket for the code sent over this channel.

    Raises CodeWrong, CodeExpired, CodeSpent, WayClosed, SimYoung, also when the SIM was changed since the sending.
    """
    alias = await _open_channel(database, bss, principal, channel)
    async with database.writing() as db:
        await codes.count_attempt(db, _flow(principal, channel, alias))
    async with database.writing() as db:
        await codes.redeem(db, _flow(principal, channel, alias), code)
        return await _passed(db, principal, browser, channel)


async def by_totp(database: Database, principal: Principal, browser: Browser, code: str) -> str:
    """A ticket for a code of the application or a recovery code.

    Raises FactorRefused, FactorMissing, TooManyRequests("second_factor.wait").
    """
    async with database.writing() as db:
        await checking.count_guess(db, principal.account_id)
    async with database.writing() as db:
        await checking.check(db, principal.account_id, code, browser)
        return await _passed(db, principal, browser, "totp")


async def _passed(db: Db, principal: Principal, browser: Browser, way: str) -> str:
    await journal.record(db, principal.account_id, "stepped_up", browser, way=way)
    return await freshness.stepped_up(db, principal, browser)


async def _require_no_factor(database: Database, principal: Principal) -> None:
    async with database.reading() as db:
        if await checking.is_on(db, principal.account_id):
            raise WayClosed


async def _open_channel(database: Database, bss: BssGateway, principal: Principal, channel: Channel) -> SignInAlias:
    async with database.reading() as db:
        if await checking.is_on(db, principal.account_id):
            raise WayClosed
        alias = await _channel(db, principal, channel)
        mail = await _channel(db, principal, "email")
        has_password, _, _ = await sims.others(db, principal.account_id)
    if alias is None:
        raise WayClosed
    has_other = has_password or mail is not None
    if channel == "sms" and not await sims.suffices(bss, alias.key, has_other=has_other):
        raise SimYoung
    return alias


async def _channel(db: Db, principal: Principal, channel: Channel) -> SignInAlias | None:
    account = await accounts.account_by_id(db, principal.account_id)
    if account is None or channel not in KIND:
        return None
    mine = await accounts.contacts(db, principal.account_id)
    confirmed = [alias for alias in mine if alias.confirmed and alias.kind == KIND[channel]]
    main = {account.phone, account.email}
    confirmed.sort(key=lambda alias: (alias.address or alias.key) not in main and alias.key not in main)
    return confirmed[0] if confirmed else None


async def _masked(db: Db, principal: Principal, channel: Channel) -> str:
    alias = await _channel(db, principal, channel)
    return _mask(alias) if alias else ""


def _mask(alias: SignInAlias) -> str:
    if alias.kind == "phone":
        return phone.PhoneNumber(alias.key).masked
    return email_address.parse(alias.address or alias.key).masked


def _flow(principal: Principal, channel: Channel, alias: SignInAlias) -> Flow:
    """Bound to the session, not to the anonymous cookie: that one changes whenever the session's id does (OTP-9)."""
    bound = secrets.keyed("flow-session", str(principal.session_id))
    return Flow(uuid5(principal.session_id, f"{PURPOSE}/{channel}"), PURPOSE, alias.key, bound)
