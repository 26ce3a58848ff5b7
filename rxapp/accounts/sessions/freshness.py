"""Step-up: acts that matter need a proof of identity not older than five minutes (SESS-4), then a new id (SESS-3).

A new id cannot be set over the socket. A verb gives a ticket, the page posts it to ``routes.SESSION_START``, the answer
renews the cookie and the page loads anew. Other tabs and sockets of the session hold the old id: each of their events
is refused from then on, and they are told to load anew right after the answer (``sessions.web``).
"""

from datetime import timedelta

from sqlalchemy import update
from sqlmodel import col

from rxapp.accounts.browser import Browser
from rxapp.accounts.principal import Principal
from rxapp.accounts.sessions import rules
from rxapp.accounts.sessions.service import is_live, issue_ticket
from rxapp.accounts.sessions.tables import Session
from rxapp.core import clock
from rxapp.core.db import Db
from rxapp.core.errors import DomainError


class StepUpNeeded(DomainError):
    """The person must prove again who they are before this."""

    code = "session.step_up_needed"


async def require_fresh(db: Db, principal: Principal) -> None:
    """Pass when the person proved who they are within five minutes (SESS-4). Raises StepUpNeeded."""
    if not await is_fresh(db, principal):
        raise StepUpNeeded


async def is_fresh(db: Db, principal: Principal) -> bool:
    """Whether ``require_fresh`` would pass: for a screen that asks before the person has typed everything."""
    return await fresh_for(db, principal) > 0


async def fresh_for(db: Db, principal: Principal) -> float:
    """Seconds for which ``require_fresh`` will still pass; 0 when it does not."""
    session = await db.get(Session, principal.session_id, populate_existing=True)
    mine = session is not None and session.account_id == principal.account_id and is_live(session)
    return rules.fresh_for(session.stepped_up_at, clock.now()) if session is not None and mine else 0.0


def require_full(principal: Principal) -> None:
    """Pass unless the session is reduced (SESS-2): for acts that need no fresh proof. Raises StepUpNeeded."""
    if principal.reduced:
        raise StepUpNeeded


async def stepped_up(db: Db, principal: Principal, browser: Browser) -> str:
    """The ticket for a proof just given; its exchange makes the session fresh under a new id."""
    return await _ticket(db, principal, browser, proved=True)


async def renewed(db: Db, principal: Principal, browser: Browser) -> str:
    """The ticket after a change of password or contact. Unless it is exchanged the session dies in 30 seconds.

    Freshness stays what it was. Until the exchange the old id still works, so that the page can post the ticket.
    """
    by = clock.now() + timedelta(seconds=rules.TICKET_LIFE)
    await db.exec(update(Session).where(col(Session.id) == principal.session_id).values(renew_by=by))
    return await _ticket(db, principal, browser, proved=False)


async def _ticket(db: Db, principal: Principal, browser: Browser, *, proved: bool) -> str:
    return await issue_ticket(
        db, principal.account_id, browser, remembered=False, proved=proved, session_id=principal.session_id
    )
