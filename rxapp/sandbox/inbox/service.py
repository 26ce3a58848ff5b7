"""Read the sandbox's inbox."""

from collections.abc import Sequence

from sqlmodel import col, select

from rxapp.core.db import Db
from rxapp.gateways.inbox import SandboxMessage


async def messages(db: Db, to: str = "", limit: int = 100) -> Sequence[SandboxMessage]:
    """The newest messages first, at most ``limit``; only those to ``to`` when it is given."""
    query = select(SandboxMessage).order_by(col(SandboxMessage.at).desc()).limit(limit)
    if to:
        query = query.where(col(SandboxMessage.to) == to)
    return (await db.exec(query)).all()
