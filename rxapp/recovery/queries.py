"""The recovery of this browser, and the one behind a mailed link."""

from sqlmodel import col, select

from rxapp.accounts.browser import Browser
from rxapp.core import clock
from rxapp.core.db import Db
from rxapp.recovery import rules
from rxapp.recovery.rules import StepSkipped
from rxapp.recovery.tables import Recovery


async def of_browser(db: Db, browser_hash: str) -> Recovery | None:
    """The living recovery of this browser."""
    found = select(Recovery).where(Recovery.browser_hash == browser_hash, col(Recovery.expires_at) > clock.now())
    return (await db.exec(found)).first() if browser_hash else None


async def by_link(db: Db, link_hash: str) -> Recovery | None:
    """The recovery a mailed link can still finish; never a decoy's, which is mailed to nobody."""
    found = select(Recovery).where(
        Recovery.link_hash == link_hash,
        Recovery.step == rules.CODE,
        col(Recovery.account_id).is_not(None),
        col(Recovery.link_expires_at) > clock.now(),
    )
    return (await db.exec(found)).first() if link_hash else None


async def require_step(db: Db, browser: Browser, step: int) -> Recovery:
    """The recovery of this browser, standing at exactly this step. Raises StepSkipped."""
    row = await of_browser(db, browser.cookie_hash)
    if row is None or row.step != step:
        raise StepSkipped
    return row
