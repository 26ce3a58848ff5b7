"""Ask for a code, enter it. An address nobody has proved goes the same way and gets nothing (security.md 2.3)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from sqlalchemy import delete
from sqlmodel import col

from rxapp.accounts import queries as accounts
from rxapp.accounts.codes import budget, sending
from rxapp.accounts.codes import service as codes
from rxapp.accounts.codes.service import CodeWrong, Flow
from rxapp.accounts.second_factor.service import Admission
from rxapp.accounts.sessions.service import Browser
from rxapp.accounts.sims import service as sims
from rxapp.core import clock
from rxapp.core.address import Address, parse
from rxapp.core.db import Database, Db
from rxapp.gateways.bss import BssGateway
from rxapp.sign_in import service as sign_in
from rxapp.sign_in.by_code import queries, rules
from rxapp.sign_in.by_code.rules import NothingAsked
from rxapp.sign_in.by_code.tables import CodeSignIn

PURPOSE = "sign_in"


@dataclass(frozen=True, slots=True)
class Sent:
    """What the code page shows: ``phone`` or ``email``, the address as typed (E.164 or e-mail), and the countdown.

    ``resend_in`` is seconds until another code may be asked for, -1 when the flow has had them all.
    """

    kind: str
    shown: str
    resend_in: int


async def ask_code(database: Database, browser: Browser, typed: str, locale: str) -> Sent:
    """Send a code to the address. The same address again, before the countdown ends, only shows the code page again.

    Raises AddressMalformed, NothingAsked without a browser cookie, TooManyRequests (OTP-5), CodeWayClosed (OTP-6).
    """
    address = parse(typed)
    if not browser.cookie_hash:
        raise NothingAsked
    async with database.writing() as db:
        row = await queries.of_browser(db, browser.cookie_hash)
        if row is None or (row.kind, row.key) != (address.kind, address.key):
            row = await _fresh(db, browser, address, locale)
        elif await codes.seconds_to_resend(db, row.id):
            return await _sent(db, row)
        await _send(db, row)
        return await _sent(db, row)


async def resend(database: Database, browser: Browser) -> Sent:
    """Another code to the same address; the former one dies. Raises TooManyRequests, ResendsSpent, NothingAsked."""
    async with database.writing() as db:
        row = await _asked(db, browser)
        await _send(db, row)
        return await _sent(db, row)


async def standing(db: Db, browser: Browser) -> Sent | None:
    """What this browser has asked for; None when nothing. For a reload, and for the countdown on the address form."""
    row = await queries.of_browser(db, browser.cookie_hash)
    return await _sent(db, row) if row else None


async def enter_code(
    database: Database, bss: BssGateway, browser: Browser, code: str, *, remembered: bool
) -> Admission:
    """The right code gives what the right password gives: a one-time ticket, or the second step.

    Read from a young SIM it signs in and is no fresh proof: what matters is asked for once more, in another way
    (OTP-11). The operator is asked after the code was right and only then (security.md 2.3).
    Raises CodeWrong, CodeExpired, CodeSpent, TooManyRequests, NothingAsked.
    """
    async with database.writing() as db:
        row = await _asked(db, browser)
        await codes.count_attempt(db, _flow(row))
    async with database.writing() as db:
        row = await _asked(db, browser)
        await codes.redeem(db, _flow(row), code)
        if row.account_id is None:
            raise CodeWrong(field="code")
        await db.delete(row)
        account_id = row.account_id
        has_other = any(await sims.others(db, account_id))
    fresh = row.kind != "phone" or await sims.suffices(bss, row.key, has_other=has_other)
    async with database.writing() as db:
        return await sign_in.proved(db, account_id, browser, remembered=remembered, fresh=fresh)


async def purge(db: Db) -> int:
    """Delete sign-ins by code nobody finished; returns how many. For a periodic job."""
    return (await db.exec(delete(CodeSignIn).where(col(CodeSignIn.expires_at) <= clock.now()))).rowcount


async def _asked(db: Db, browser: Browser) -> CodeSignIn:
    row = await queries.of_browser(db, browser.cookie_hash)
    if row is None:
        raise NothingAsked
    return row


async def _fresh(db: Db, browser: Browser, address: Address, locale: str) -> CodeSignIn:
    owner = await accounts.alias(db, address.kind, address.key)
    proved = owner is not None and owner.confirmed and bool(address.to)
    await db.exec(delete(CodeSignIn).where(col(CodeSignIn.browser_hash) == browser.cookie_hash))
    row = CodeSignIn(
        browser_hash=browser.cookie_hash,
        kind=address.kind,
        key=address.key,
        shown=address.shown,
        to=address.to,
        account_id=owner.account_id if owner and proved else None,
        locale=locale,
        ip=browser.ip[:45],
        expires_at=clock.now() + timedelta(seconds=rules.FLOW_LIFE),
    )
    db.add(row)
    await db.flush()
    return row


async def _send(db: Db, row: CodeSignIn) -> None:
    await budget.require_open(db, PURPOSE, row.key)
    await budget.count_send(db, row.key, row.browser_hash, row.ip)
    code = await codes.issue(db, _flow(row))
    if row.account_id is None:
        await sending.send_nothing(db, _flow(row))
        return
    channel: Literal["sms", "email"] = "sms" if row.kind == "phone" else "email"
    await sending.send(db, _flow(row), code, channel=channel, to=row.to, locale=row.locale)


async def _sent(db: Db, row: CodeSignIn) -> Sent:
    return Sent(row.kind, row.shown, await codes.seconds_to_resend(db, row.id))


def _flow(row: CodeSignIn) -> Flow:
    return Flow(row.id, PURPOSE, row.key, row.browser_hash)
