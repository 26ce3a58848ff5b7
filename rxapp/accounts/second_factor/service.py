"""The second step of a sign-in: who needs it, where they stand, what ends it."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col

from rxapp.accounts.browser import Browser
from rxapp.accounts.devices import service as devices
from rxapp.accounts.journal import service as journal
from rxapp.accounts.second_factor import checking, rules
from rxapp.accounts.second_factor.tables import HalfSignIn
from rxapp.accounts.sessions import service as sessions
from rxapp.core import clock
from rxapp.core.db import Database, Db
from rxapp.core.errors import DomainError


class SecondStepOver(DomainError):
    """This browser is not between two steps, or has been for longer than ten minutes: the first step again."""

    code = "second_factor.step_over"


@dataclass(frozen=True, slots=True)
class Admission:
    """What the right first factor gives: a ticket for the session, or the second step (and an empty ticket)."""

    ticket: str = ""
    second_step: bool = False


async def needed(db: Db, account_id: UUID, browser: Browser) -> bool:
    """Whether this browser must show the second factor before it gets a session."""
    return await checking.is_on(db, account_id) and not await devices.is_trusted(db, account_id, browser)


async def admit(db: Db, account_id: UUID, browser: Browser, *, remembered: bool, proved: bool = True) -> Admission:
    """The one way from a proved first factor (password, code, recovery, another's word) to a session.

    A ticket, or, where the second factor is needed, ten minutes of this browser for ``pass_second_step``. ``proved``
    makes the session fresh for acts that matter (SESS-4).
    """
    await db.exec(delete(HalfSignIn).where(col(HalfSignIn.browser_hash) == browser.cookie_hash))
    if not await needed(db, account_id, browser):
        fresh = proved and not await checking.is_on(db, account_id)
        ticket = await sessions.issue_ticket(db, account_id, browser, remembered=remembered, proved=fresh)
        return Admission(ticket)
    if not browser.cookie_hash:
        raise sessions.TicketRefused
    half = HalfSignIn(
        browser_hash=browser.cookie_hash,
        account_id=account_id,
        remembered=remembered,
        expires_at=clock.now() + timedelta(seconds=rules.HALF_LIFE),
    )
    db.add(half)
    await db.flush()
    return Admission(second_step=True)


async def is_waiting(db: Db, browser: Browser) -> bool:
    """Whether this browser stands between the two steps: for a reload of the page."""
    return await _half(db, browser) is not None


async def pass_second_step(database: Database, browser: Browser, code: str) -> str:
    """The ticket, for a code of the application or a recovery code. It opens its own transactions: guesses must count.

    Raises SecondStepOver, FactorRefused, TooManyRequests("second_factor.wait").
    """
    async with database.writing() as db:
        account_id = (await _require_half(db, browser)).account_id
        await checking.count_guess(db, account_id)
    try:
        async with database.writing() as db:
            half = await _require_half(db, browser)
            await checking.check(db, half.account_id, code, browser)
            await db.delete(half)
            return await sessions.issue_ticket(db, half.account_id, browser, remembered=half.remembered)
    except rules.FactorRefused:
        async with database.writing() as db:
            await journal.record(db, account_id, "sign_in_failed", browser, step="second_factor")
        raise


async def leave_second_step(db: Db, browser: Browser) -> None:
    """Back to the first step."""
    await db.exec(delete(HalfSignIn).where(col(HalfSignIn.browser_hash) == browser.cookie_hash))


async def purge(db: Db) -> int:
    """Delete second steps nobody finished; returns how many. For a periodic job."""
    return (await db.exec(delete(HalfSignIn).where(col(HalfSignIn.expires_at) <= clock.now()))).rowcount


async def _require_half(db: Db, browser: Browser) -> HalfSignIn:
    half = await _half(db, browser)
    if half is None:
        raise SecondStepOver
    return half


async def _half(db: Db, browser: Browser) -> HalfSignIn | None:
    half = await db.get(HalfSignIn, browser.cookie_hash, with_for_update=True) if browser.cookie_hash else None
    return half if half and half.expires_at > clock.now() else None
