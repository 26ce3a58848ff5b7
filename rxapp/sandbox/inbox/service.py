"""Read the sandbox's inbox."""

import asyncio
import time
from collections.abc import Sequence
from typing import Literal, cast

from sqlmodel import col, select

from rxapp.core import clock
from rxapp.core.db import Database, Db
from rxapp.gateways.inbox import SandboxMessage
from rxapp.sandbox.inbox import rules
from rxapp.sandbox.inbox.rules import Inbox, InboxQuery, Message

LOOK_EVERY = 0.1


async def messages(db: Db, to: str = "", limit: int = 100) -> Sequence[SandboxMessage]:
    """The newest messages first, at most ``limit``; only those to ``to`` when it is given."""
    query = select(SandboxMessage).order_by(col(SandboxMessage.at).desc()).limit(limit)
    if to:
        query = query.where(col(SandboxMessage.to) == to)
    return (await db.exec(query)).all()


async def look(database: Database, query: InboxQuery) -> Inbox:
    """What fits the query, as soon as something does or ``query.wait`` seconds have passed."""
    until = time.monotonic() + query.wait
    while True:
        now = clock.real()
        found = await _fitting(database, query)
        if found or time.monotonic() >= until:
            codes, links = [m.code for m in found if m.code], [m.link for m in found if m.link]
            return Inbox(messages=found, code=next(iter(codes), None), link=next(iter(links), None), now=now)
        await asyncio.sleep(LOOK_EVERY)


async def _fitting(database: Database, query: InboxQuery) -> list[Message]:
    wanted = select(SandboxMessage).order_by(col(SandboxMessage.at).desc(), col(SandboxMessage.id)).limit(rules.MOST)
    if query.to:
        wanted = wanted.where(SandboxMessage.to == rules.recipient(query.to))
    if query.channel:
        wanted = wanted.where(SandboxMessage.channel == query.channel)
    if query.since:
        wanted = wanted.where(col(SandboxMessage.at) > query.since)
    async with database.reading() as db:
        found = [_shown(row) for row in await db.exec(wanted)]
    return [message for message in found if not query.has or getattr(message, query.has)][: query.limit]


def _shown(row: SandboxMessage) -> Message:
    return Message(
        id=row.id,
        channel=cast(Literal["sms", "email"], row.channel),
        to=row.to,
        subject=row.subject,
        text=row.text,
        at=row.at,
        code=rules.code_in(row.text),
        link=rules.link_in(row.text),
    )
