"""Sessions ended by their owner. Every end is told to the open tabs after the commit (SESS-5)."""

from uuid import UUID

from sqlalchemy import update
from sqlmodel import col

from rxapp.accounts.browser import Browser
from rxapp.accounts.journal import service as journal
from rxapp.accounts.principal import Principal
from rxapp.accounts.sessions.freshness import require_fresh
from rxapp.accounts.sessions.tables import Session
from rxapp.core import bus, clock
from rxapp.core.db import Db
from rxapp.core.errors import DomainError
from rxapp.events import SessionEnded

KEPT_DAYS = 30


class SessionUnknown(DomainError):
    """No such session of this account: absent, ended or somebody else's, all alike (AC-2)."""

    code = "session.unknown"


async def end_one(db: Db, principal: Principal, browser: Browser, session_id: str) -> None:
    """End one of the principal's sessions; the present one too. Raises StepUpNeeded, SessionUnknown."""
    await require_fresh(db, principal)
    try:
        wanted = UUID(session_id)
    except ValueError as wrong:
        raise SessionUnknown from wrong
    ended = await db.exec(
        update(Session)
        .where(
            col(Session.id) == wanted,
            col(Session.account_id) == principal.account_id,
            col(Session.ended_at).is_(None),
        )
        .values(ended_at=clock.now())
        .returning(col(Session.id))
    )
    if ended.first() is None:
        raise SessionUnknown
    bus.publish(db, SessionEnded(wanted))
    await journal.record(db, principal.account_id, "session_ended", browser, count=1)


async def end_others(db: Db, principal: Principal, browser: Browser) -> int:
    """End all of the principal's sessions but the present one; returns how many. Raises StepUpNeeded."""
    await require_fresh(db, principal)
    return await end_all_but(db, principal, browser)


async def end_all_but(db: Db, principal: Principal, browser: Browser) -> int:
    """``end_others`` as a consequence of another act that has asked for its own proof (PW-8)."""
    ended = await db.exec(
        update(Session)
        .where(
            col(Session.account_id) == principal.account_id,
            col(Session.id) != principal.session_id,
            col(Session.ended_at).is_(None),
        )
        .values(ended_at=clock.now())
        .returning(col(Session.id))
    )
    gone = [row[0] for row in ended.all()]
    for session_id in gone:
        bus.publish(db, SessionEnded(session_id))
    if gone:
        await journal.record(db, principal.account_id, "session_ended", browser, count=len(gone))
    return len(gone)


async def sign_out(db: Db, principal: Principal, browser: Browser) -> None:
    """End the present session, by its owner's wish."""
    present = (col(Session.id) == principal.session_id, col(Session.ended_at).is_(None))
    ended = await db.exec(update(Session).where(*present).values(ended_at=clock.now()).returning(col(Session.id)))
    if ended.first() is not None:
        bus.publish(db, SessionEnded(principal.session_id))
        await journal.record(db, principal.account_id, "signed_out", browser)
