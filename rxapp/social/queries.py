"""Who has linked what; what waits in which browser."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from rxapp.core import clock
from rxapp.core.db import Db
from rxapp.social.tables import PendingIdentity, SocialIdentity


@dataclass(frozen=True, slots=True)
class Linked:
    """One linked identity as its owner sees it; ``at`` is ISO."""

    provider: str
    name: str
    email: str
    at: str


async def linked(db: Db, account_id: UUID) -> list[Linked]:
    """The account's identities; callers pass a principal's own id (AC-2)."""
    rows = await of_account(db, account_id)
    return [Linked(row.provider, row.name, row.email, row.linked_at.isoformat()) for row in rows]


async def of_account(db: Db, account_id: UUID) -> list[SocialIdentity]:
    """The account's identities, in a steady order."""
    mine = select(SocialIdentity).where(SocialIdentity.account_id == account_id)
    return list((await db.exec(mine.order_by(col(SocialIdentity.provider)))).all())


async def owner(db: Db, provider: str, subject: str) -> SocialIdentity | None:
    """The identity, if somebody has it."""
    one = select(SocialIdentity).where(SocialIdentity.provider == provider, SocialIdentity.subject == subject)
    return (await db.exec(one.execution_options(populate_existing=True))).first()


async def pending(db: Db, browser_hash: str) -> PendingIdentity | None:
    """What waits in this browser."""
    row = await db.get(PendingIdentity, browser_hash) if browser_hash else None
    return row if row and row.expires_at > clock.now() else None
