"""From a proved identity to a cookie and back to a principal."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, or_, update
from sqlmodel import col, select

from rxapp.accounts.principal import Principal
from rxapp.accounts.sessions import rules
from rxapp.accounts.sessions.tables import Session, SignInTicket
from rxapp.accounts.tables import Account
from rxapp.core import bus, clock, secrets
from rxapp.core.db import Db
from rxapp.core.errors import DomainError
from rxapp.events import SessionEnded


class TicketRefused(DomainError):
    """The ticket is unknown, spent, late, or was meant for another browser."""

    code = "sign_in.ticket_refused"


@dataclass(frozen=True, slots=True)
class Browser:
    """What is known of the browser at the door: digest of its anonymous cookie, agent string, address."""

    cookie_hash: str
    user_agent: str = ""
    ip: str = ""


async def issue_ticket(db: Db, account_id: UUID, browser: Browser, *, remembered: bool) -> str:
    """A one-time ticket, valid 30 seconds, that only this browser can exchange for a session."""
    if not browser.cookie_hash:
        raise TicketRefused
    ticket = secrets.token()
    db.add(
        SignInTicket(
            account_id=account_id,
            ticket_hash=secrets.digest(ticket),
            browser_hash=browser.cookie_hash,
            remembered=remembered,
            expires_at=clock.now() + timedelta(seconds=rules.TICKET_LIFE),
        )
    )
    return ticket


async def start_session(db: Db, ticket: str, browser: Browser) -> tuple[str, bool]:
    """Spend the ticket and open a session: the cookie's value (its hash is what we keep) and whether to remember.

    Raises TicketRefused. An attacker's ticket opened in a victim's browser fails here (login CSRF).
    """
    now = clock.now()
    spent = await db.exec(
        update(SignInTicket)
        .where(
            col(SignInTicket.ticket_hash) == secrets.digest(ticket),
            col(SignInTicket.browser_hash) == browser.cookie_hash,
            col(SignInTicket.used_at).is_(None),
            col(SignInTicket.expires_at) > now,
        )
        .values(used_at=now)
        .returning(col(SignInTicket.account_id), col(SignInTicket.remembered))
    )
    row = spent.first()
    if row is None:
        raise TicketRefused
    account_id, remembered = row
    token = secrets.token()
    db.add(
        Session(
            account_id=account_id,
            token_hash=secrets.digest(token),
            remembered=remembered,
            user_agent=browser.user_agent[:200],
            ip=browser.ip[:45],
            created_at=now,
            seen_at=now,
        )
    )
    await db.flush()
    await _end_oldest(db, account_id)
    return token, remembered


async def principal_of(db: Db, token_hash: str) -> Principal | None:
    """Whose live session this is; None for an unknown, ended or expired one (SESS-5: asked on every event)."""
    if not token_hash:
        return None
    found = await db.exec(select(Session, Account.locale).join(Account).where(Session.token_hash == token_hash))
    row = found.first()
    if row is None:
        return None
    session, locale = row
    now = clock.now()
    if session.ended_at or rules.expired(session.created_at, session.seen_at, remembered=session.remembered, now=now):
        return None
    reduced = rules.reduced(session.created_at, remembered=session.remembered, now=now)
    return Principal(session.account_id, session.id, locale, reduced)


async def touch(db: Db, token_hash: str) -> None:
    """Note that the session is in use, at most once a minute; the clock of the idle limit starts again."""
    now = clock.now()
    await db.exec(
        update(Session)
        .where(
            col(Session.token_hash) == token_hash,
            col(Session.ended_at).is_(None),
            col(Session.seen_at) <= now - timedelta(seconds=rules.SEEN_EVERY),
        )
        .values(seen_at=now)
    )


async def end_session(db: Db, token_hash: str) -> None:
    """Kill the session on the server; its open tabs are told after the commit (SESS-5, 7)."""
    ended = await db.exec(
        update(Session)
        .where(col(Session.token_hash) == token_hash, col(Session.ended_at).is_(None))
        .values(ended_at=clock.now())
        .returning(col(Session.id))
    )
    if row := ended.first():
        bus.publish(db, SessionEnded(row[0]))


async def purge(db: Db) -> int:
    """Delete dead tickets and sessions that died 30 days ago, with their addresses; returns how many.

    For a periodic job. A ticket dies within 30 seconds of its issue, used or not.
    """
    now = clock.now()
    tickets = await db.exec(delete(SignInTicket).where(col(SignInTicket.expires_at) <= now))
    old = now - timedelta(seconds=rules.KEEP_DEAD)
    dead: list[ColumnElement[bool]] = [col(Session.ended_at) <= old]
    for remembered in (False, True):
        idle, absolute = rules.lives(remembered=remembered)
        late = or_(col(Session.seen_at) <= old - idle, col(Session.created_at) <= old - absolute)
        dead.append(and_(col(Session.remembered).is_(remembered), late))
    sessions = await db.exec(delete(Session).where(or_(*dead)))
    return tickets.rowcount + sessions.rowcount


async def _end_oldest(db: Db, account_id: UUID) -> None:
    """Keep at most ten live sessions an account (SESS-6)."""
    live = await db.exec(
        select(Session)
        .where(Session.account_id == account_id, col(Session.ended_at).is_(None))
        .order_by(col(Session.created_at).desc())
        .offset(rules.MOST_LIVE)
    )
    for session in live.all():
        await end_session(db, session.token_hash)
