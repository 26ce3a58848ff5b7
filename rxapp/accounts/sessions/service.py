"""From a proved identity to a cookie and back to a principal."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, or_, update
from sqlmodel import col, select

from rxapp.accounts.browser import Browser as Browser
from rxapp.accounts.devices import rules as device_rules
from rxapp.accounts.devices import service as devices
from rxapp.accounts.journal import service as journal
from rxapp.accounts.notices import service as notices
from rxapp.accounts.principal import Principal
from rxapp.accounts.sessions import rules
from rxapp.accounts.sessions.tables import Session, SignInTicket
from rxapp.accounts.tables import Account
from rxapp.core import bus, clock, secrets
from rxapp.core.db import Db
from rxapp.core.errors import DomainError
from rxapp.events import SessionEnded

Hook = Callable[[Db, UUID, Browser, bool], Awaitable[None]]

_at_start: list[Hook] = []


class TicketRefused(DomainError):
    """The ticket is unknown, spent, late, or was meant for another browser."""

    code = "sign_in.ticket_refused"


def at_start(hook: Hook) -> None:
    """Let ``hook`` take part in each transaction that opens a session (not in one that renews it); from ``wiring``.

    It gets the account, the browser as it was, and whether the session begins with a fresh proof (SESS-4).
    """
    if hook not in _at_start:
        _at_start.append(hook)


async def issue_ticket(
    db: Db,
    account_id: UUID,
    browser: Browser,
    *,
    remembered: bool,
    proved: bool = True,
    session_id: UUID | None = None,
) -> str:
    """A one-time ticket, valid 30 seconds, that only this browser can exchange for a session.

    ``proved=False``: a trusted browser was spared the second factor, so the session starts without a fresh step-up.
    With ``session_id`` the exchange gives that session a new cookie (``freshness`` makes such tickets).
    """
    if not browser.cookie_hash:
        raise TicketRefused
    ticket = secrets.token()
    db.add(
        SignInTicket(
            account_id=account_id,
            ticket_hash=secrets.digest(ticket),
            browser_hash=browser.cookie_hash,
            remembered=remembered,
            proved=proved,
            session_id=session_id,
            expires_at=clock.now() + timedelta(seconds=rules.TICKET_LIFE),
        )
    )
    return ticket


async def start_session(db: Db, ticket: str, browser: Browser, held: str = "") -> tuple[str, bool]:
    """Spend the ticket: the cookie's value (its hash is what we keep) and whether to remember it.

    ``held`` is the digest of the session cookie the browser came with: a sign-in ends that session, a renewal is
    refused in any other. Raises TicketRefused. An attacker's ticket opened in a victim's browser fails here.
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
        .returning(col(SignInTicket.id))
    )
    row = spent.first()
    if row is None:
        raise TicketRefused
    granted = await db.get_one(SignInTicket, row[0])
    if granted.session_id:
        return await _renew(db, granted, browser, held)
    if held:
        await end_session(db, held)
    return await _open(db, granted, browser), granted.remembered


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
    if not is_live(session):
        return None
    reduced = rules.reduced(
        session.stepped_up_at or session.created_at,
        session.seen_at,
        remembered=session.remembered,
        lapsed=session.lapsed,
        now=now,
    )
    return Principal(session.account_id, session.id, locale, reduced)


async def theme_of(db: Db, token_hash: str) -> str:
    """The account's theme, for the browser that has just signed in: light, dark, or empty for the system's own."""
    found = await db.exec(select(Account.theme).join(Session).where(Session.token_hash == token_hash))
    return found.first() or ""


def is_live(session: Session) -> bool:
    """Neither ended nor past a limit, and not waiting in vain for its new id."""
    now = clock.now()
    if session.ended_at or (session.renew_by and session.renew_by <= now):
        return False
    return not rules.expired(session.created_at, session.seen_at, remembered=session.remembered, now=now)


async def is_use_unnoted(db: Db, token_hash: str) -> bool:
    """Whether ``touch`` would write: the session was last noted a minute ago or more. Takes no lock."""
    return (await db.exec(select(Session.id).where(*_unnoted(token_hash, clock.now())))).first() is not None


async def touch(db: Db, token_hash: str) -> None:
    """Note that the session is in use, at most once a minute; the clock of the idle limit starts again.

    A remembered session that was idle for longer than an ordinary one may be stays reduced until its step-up.
    """
    now = clock.now()
    session = (await db.exec(select(Session).where(*_unnoted(token_hash, now)))).first()
    if session is None or not is_live(session):
        return
    lapsed = session.lapsed or rules.lapses(session.seen_at, now=now)
    await db.exec(update(Session).where(*_unnoted(token_hash, now)).values(seen_at=now, lapsed=lapsed))


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
    sessions = await db.exec(delete(Session).where(or_(col(Session.ended_at) <= old, _run_out(old))))
    return tickets.rowcount + sessions.rowcount


async def expire(db: Db) -> int:
    """End the sessions that a limit has killed, so that their open tabs are told and leave; returns how many (SESS-2).

    For a periodic job. An event of such a session is refused from the first second on; this is for the tab where
    nobody does anything.
    """
    now = clock.now()
    unrenewed = and_(col(Session.renew_by).is_not(None), col(Session.renew_by) <= now)
    dead = (col(Session.ended_at).is_(None), or_(_run_out(now), unrenewed))
    ended = (await db.exec(update(Session).where(*dead).values(ended_at=now).returning(col(Session.id)))).all()
    for (session_id,) in ended:
        bus.publish(db, SessionEnded(session_id))
    return len(ended)


def _run_out(at: datetime) -> ColumnElement[bool]:
    """Past the idle or the absolute limit at this moment."""
    late: list[ColumnElement[bool]] = []
    for remembered in (False, True):
        idle, absolute = rules.lives(remembered=remembered)
        over = or_(col(Session.seen_at) <= at - idle, col(Session.created_at) <= at - absolute)
        late.append(and_(col(Session.remembered).is_(remembered), over))
    return or_(*late)


async def _open(db: Db, ticket: SignInTicket, browser: Browser) -> str:
    now, token = clock.now(), secrets.token()
    session = Session(
        account_id=ticket.account_id,
        token_hash=secrets.digest(token),
        remembered=ticket.remembered,
        user_agent=browser.user_agent[: device_rules.LONGEST_AGENT],
        ip=browser.ip[:45],
        created_at=now,
        seen_at=now,
        stepped_up_at=now if ticket.proved else None,
    )
    db.add(session)
    await db.flush()
    await _end_oldest(db, ticket.account_id)
    # Before the journal: whoever locks an account locks its head of chain last.
    for hook in _at_start:
        await hook(db, ticket.account_id, browser, ticket.proved)
    await _note_sign_in(db, ticket, browser, token)
    return token


async def _note_sign_in(db: Db, ticket: SignInTicket, browser: Browser, token: str) -> None:
    """The journal, the known browsers, and word to the owner when this one is new."""
    first = not await devices.has_any(db, ticket.account_id)
    known = await devices.remember(db, ticket.account_id, browser, token, trusted=ticket.remembered)
    await journal.record(db, ticket.account_id, "signed_in", browser)
    if known:
        return
    await journal.record(db, ticket.account_id, "new_device", browser)
    if not first:
        await notices.tell(db, ticket.account_id, "sign_in_new_device", browser=browser)


async def _renew(db: Db, ticket: SignInTicket, browser: Browser, held: str) -> tuple[str, bool]:
    """The same session under a new cookie; whoever holds the old value has nothing (SESS-3)."""
    session = await db.get(Session, ticket.session_id, with_for_update=True)
    if session is None or not is_live(session) or session.token_hash != held:
        raise TicketRefused
    token = secrets.token()
    session.token_hash, session.renew_by = secrets.digest(token), None
    session.seen_at = clock.now()
    if ticket.proved:
        session.stepped_up_at, session.lapsed = clock.now(), False
    db.add(session)
    await db.flush()
    await devices.renew(db, browser, token)
    return token, session.remembered


async def end_all(db: Db, account_id: UUID) -> None:
    """Kill every session of the account, everywhere, and the tickets that would start one (PW-8)."""
    tickets = (col(SignInTicket.account_id) == account_id, col(SignInTicket.used_at).is_(None))
    await db.exec(update(SignInTicket).where(*tickets).values(used_at=clock.now()))
    ended = await db.exec(
        update(Session)
        .where(col(Session.account_id) == account_id, col(Session.ended_at).is_(None))
        .values(ended_at=clock.now())
        .returning(col(Session.id))
    )
    for (session_id,) in ended.all():
        bus.publish(db, SessionEnded(session_id))


async def _end_oldest(db: Db, account_id: UUID) -> None:
    """Keep at most ten live sessions an account (SESS-6)."""
    unended = select(Session).where(Session.account_id == account_id, col(Session.ended_at).is_(None))
    rows = (await db.exec(unended.order_by(col(Session.created_at).desc()))).all()
    for session in [row for row in rows if is_live(row)][rules.MOST_LIVE :]:
        await end_session(db, session.token_hash)


def _unnoted(token_hash: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Session.token_hash) == token_hash,
        col(Session.ended_at).is_(None),
        col(Session.seen_at) <= now - timedelta(seconds=rules.SEEN_EVERY),
    )
