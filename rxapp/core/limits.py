"""How often a thing may be done: counters in SQL that survive restarts and are shared by all workers.

The window slides exactly: in any ``seconds`` there are at most ``count`` admitted uses, also across the border of an
hour or a day (OTP-5, PW-9). Keys are phones, addresses and IPs, so only their keyed hash is stored.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Text, delete, update
from sqlmodel import Field, SQLModel, col, select

from rxapp.core import secrets
from rxapp.core.clock import now
from rxapp.core.db import Database, Db, insert_of
from rxapp.core.errors import TooManyRequests


@dataclass(frozen=True)
class Rate:
    """At most ``count`` uses in any ``seconds``. Meant for counts up to about a thousand: each use is remembered."""

    count: int
    seconds: int

    def __post_init__(self) -> None:
        if self.count < 1 or self.seconds < 1:
            raise ValueError("a rate admits at least one use in at least one second")


class RateCounter(SQLModel, table=True):
    """The recent uses of one key. ``uses`` is a JSON list of UTC milliseconds, oldest first."""

    __tablename__ = "rate_counter"

    scope: str = Field(primary_key=True, max_length=64)
    key_hash: str = Field(primary_key=True, max_length=64)
    uses: str = Field(default="[]", sa_type=Text)
    expires_at: datetime = Field(index=True)


async def hit(db: Db, scope: str, key: str, *rates: Rate) -> None:
    """Count one use of ``key`` in ``scope``, unless it would exceed a rate. The longest rate bounds the memory.

    The count lives and dies with the caller's transaction: a caller that rolls back on a later error uncounts it.
    Where a failed attempt must count too (codes, passwords), use ``hit_now``. A refused use is not counted.
    Several keys in one transaction are hit in one fixed order everywhere, else PostgreSQL may report a deadlock.

    Raises TooManyRequests with ``retry_after`` in seconds, the earliest moment at which all rates admit a use.
    """
    at = _milliseconds(now())
    key_hash = _hashed(scope, key)
    longest = max(rate.seconds for rate in rates)
    uses = [use for use in await _locked(db, scope, key_hash, now()) if use > at - longest * 1000]
    wait = _wait(uses, rates, at)
    if wait:
        raise TooManyRequests(wait)
    values = {"uses": json.dumps([*uses, at], separators=(",", ":")), "expires_at": now() + timedelta(seconds=longest)}
    mine = (col(RateCounter.scope) == scope, col(RateCounter.key_hash) == key_hash)
    await db.exec(update(RateCounter).where(*mine).values(**values))


async def hit_now(database: Database, scope: str, key: str, *rates: Rate) -> None:
    """Count one use in a transaction of its own: the count stays whatever becomes of the caller's work.

    On SQLite call it outside of an open writing transaction, which would wait for itself.

    Raises TooManyRequests as ``hit`` does.
    """
    async with database.writing() as db:
        await hit(db, scope, key, *rates)


async def peek(db: Db, scope: str, key: str, *rates: Rate) -> int:
    """Seconds until a use would be admitted, 0 when it is now. Counts nothing."""
    row = await db.exec(
        select(RateCounter.uses).where(RateCounter.scope == scope, RateCounter.key_hash == _hashed(scope, key))
    )
    found = row.first()
    return _wait(json.loads(found), rates, _milliseconds(now())) if found else 0


async def give_back(db: Db, scope: str, key: str) -> None:
    """Uncount the newest use: it turned out to be none, such as a right answer among counted guesses."""
    uses = await _locked(db, scope, _hashed(scope, key), now())
    mine = (col(RateCounter.scope) == scope, col(RateCounter.key_hash) == _hashed(scope, key))
    await db.exec(update(RateCounter).where(*mine).values(uses=json.dumps(uses[:-1], separators=(",", ":"))))


async def forget(db: Db, scope: str, key: str) -> None:
    """Start the key's count anew, for instance after a success."""
    mine = (col(RateCounter.scope) == scope, col(RateCounter.key_hash) == _hashed(scope, key))
    await db.exec(delete(RateCounter).where(*mine))


async def purge(db: Db) -> int:
    """Delete the counters whose longest window has passed; returns how many. For a periodic job."""
    done = await db.exec(delete(RateCounter).where(col(RateCounter.expires_at) <= now()))
    return done.rowcount


async def _locked(db: Db, scope: str, key_hash: str, at: datetime) -> list[int]:
    # The upsert takes the row's lock even when it changes nothing: two workers cannot both read "one use is left".
    insert = insert_of(db)
    fresh = insert(RateCounter).values(scope=scope, key_hash=key_hash, uses="[]", expires_at=at)
    kept = fresh.on_conflict_do_update(index_elements=["scope", "key_hash"], set_={"uses": RateCounter.uses})
    uses = (await db.exec(kept.returning(col(RateCounter.uses)))).scalar_one()
    return cast(list[int], json.loads(uses))


def _wait(uses: Sequence[int], rates: Sequence[Rate], at: int) -> int:
    """Whole seconds until every rate admits one more use."""
    return max((_wait_of(uses, rate, at) for rate in rates), default=0)


def _wait_of(uses: Sequence[int], rate: Rate, at: int) -> int:
    recent = [use for use in uses if use > at - rate.seconds * 1000]
    if len(recent) < rate.count:
        return 0
    leaves_at = recent[-rate.count] + rate.seconds * 1000
    return max(1, math.ceil((leaves_at - at) / 1000))


def _hashed(scope: str, key: str) -> str:
    return secrets.keyed("limit", scope, key)


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)
