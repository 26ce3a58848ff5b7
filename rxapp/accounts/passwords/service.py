"""Hashing in a bounded pool of its own (PW-2, PW-3) and slowing down guesses (PW-9)."""

import asyncio
import hashlib
import hmac
import math
import os
from base64 import b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from functools import lru_cache, partial
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete
from sqlmodel import col

from rxapp.accounts.passwords.rules import canonical
from rxapp.accounts.passwords.tables import SignInFailure
from rxapp.core import clock, limits, secrets
from rxapp.core.db import Db, insert_of
from rxapp.core.errors import DomainError, TooManyRequests
from rxapp.core.limits import Rate
from rxapp.core.settings import settings

T = TypeVar("T")

KEY_ID = "k1"
FREE_FAILURES = 5
FIRST_WAIT, LONGEST_WAIT = 60, 900
FORGET_AFTER = 12 * 3600
MOST_IN_A_ROW = 100
ONE_AT_A_TIME = 10
TRIES_PER_ADDRESS = Rate(30, 60)
FAILURES_PER_ADDRESS = Rate(10, 60)

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, hash_len=32, salt_len=16)
_waiting = 0


class Busy(DomainError):
    """All hashers are at work and the queue is full; try again in a moment (PW-3)."""

    code = "error.busy"


async def hash_password(password: str) -> str:
    """``k1$argon2id...``: Argon2id over HMAC-SHA-256(pepper, password). Raises Busy."""
    return await _in_pool(partial(_hash, password))


async def verify(stored: str, password: str) -> bool:
    """Whether this is the password. Raises Busy."""
    return await _in_pool(partial(_verify, stored, password))


async def verify_nothing(password: str) -> None:
    """Spend the time a real check takes, for a name nobody has (security.md 2.3). Raises Busy."""
    await _in_pool(partial(_verify, _nobody(), password))


async def before_attempt(db: Db, who: str, ip: str) -> None:
    """Refuse a name that has to wait or an address that tries too fast (PW-9).

    ``who`` is the normalised identifier, whether it exists or not; ``ip`` may be empty. Once the free failures are used
    up an attempt also keeps others of that name off for a moment, so that a burst cannot outrun the counting.
    Raises TooManyRequests("sign_in.wait") with whole seconds.
    """
    if ip:
        await _count_try(db, ip)
    now = clock.now()
    row = await db.get(SignInFailure, _hashed(who), with_for_update=True)
    if row is None or _is_forgotten(row, now):
        return
    if row.blocked_until and row.blocked_until > now:
        raise _wait(math.ceil((row.blocked_until - now).total_seconds()))
    if row.failures >= FREE_FAILURES:
        row.blocked_until = now + timedelta(seconds=ONE_AT_A_TIME)
        db.add(row)


async def record_failure(db: Db, who: str, ip: str) -> None:
    """Five are free, then the wait doubles from 60 to 900 seconds; after a hundred in a row half a day.

    Call it in a transaction that commits: a failure that rolls back is not counted.
    """
    now = clock.now()
    row = await _locked(db, who, now)
    if _is_forgotten(row, now):
        row.failures, row.blocked_until = 0, None
    row.failures += 1
    row.failed_at = now
    if wait := wait_after(row.failures):
        row.blocked_until = now + timedelta(seconds=wait)
    db.add(row)
    if ip:
        # The address is at its limit already: the next attempt is refused without one more use.
        with suppress(TooManyRequests):
            await limits.hit(db, "sign_in.failures", ip, FAILURES_PER_ADDRESS)


async def failures(db: Db, who: str) -> int:
    """Failures in a row of this name that still count."""
    row = await db.get(SignInFailure, _hashed(who))
    return 0 if row is None or _is_forgotten(row, clock.now()) else row.failures


async def purge(db: Db) -> int:
    """Delete failures nobody counts any more; returns how many. For a periodic job."""
    old = clock.now() - timedelta(seconds=FORGET_AFTER)
    return (await db.exec(delete(SignInFailure).where(col(SignInFailure.failed_at) <= old))).rowcount


async def record_success(db: Db, who: str) -> None:
    """The right password forgives the wrong ones."""
    row = await db.get(SignInFailure, _hashed(who))
    if row is not None:
        await db.delete(row)


def wait_after(failures: int) -> int:
    """Seconds to wait after this many failures in a row."""
    if failures >= MOST_IN_A_ROW:
        return FORGET_AFTER
    if failures < FREE_FAILURES:
        return 0
    return int(min(LONGEST_WAIT, FIRST_WAIT * 2 ** (failures - FREE_FAILURES)))


async def _count_try(db: Db, ip: str) -> None:
    try:
        await limits.hit(db, "sign_in.tries", ip, TRIES_PER_ADDRESS)
    except TooManyRequests as refused:
        raise _wait(refused.retry_after) from refused
    if wait := await limits.peek(db, "sign_in.failures", ip, FAILURES_PER_ADDRESS):
        raise _wait(wait)


def _wait(seconds: int) -> TooManyRequests:
    return TooManyRequests(seconds, "sign_in.wait")


def _is_forgotten(row: SignInFailure, now: datetime) -> bool:
    return now - row.failed_at >= timedelta(seconds=FORGET_AFTER)


async def _locked(db: Db, who: str, now: datetime) -> SignInFailure:
    # Two first failures at once must not collide on the key: the loser of the insert waits for the winner's row.
    insert = insert_of(db)
    fresh = insert(SignInFailure).values(who_hash=_hashed(who), failures=0, failed_at=now)
    await db.exec(fresh.on_conflict_do_nothing(index_elements=["who_hash"]))
    return await db.get_one(SignInFailure, _hashed(who), with_for_update=True, populate_existing=True)


async def _in_pool(work: Callable[[], T]) -> T:
    global _waiting
    if _waiting >= settings().password_queue:
        raise Busy
    _waiting += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_pool(), work)
    finally:
        _waiting -= 1


@lru_cache(maxsize=1)
def _pool() -> ThreadPoolExecutor:
    size = settings().password_hashers or max(1, (os.cpu_count() or 2) - 1)
    return ThreadPoolExecutor(size, thread_name_prefix="argon2")


def _hash(password: str) -> str:
    return f"{KEY_ID}{_hasher.hash(_peppered(password))}"


def _verify(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored.removeprefix(KEY_ID), _peppered(password))
    except (VerificationError, InvalidHashError):
        return False


def _nobody() -> str:
    """A well-formed hash nothing is known to fit. Made without hashing, or the first unknown name would take twice."""
    salt, digest = (b64encode(os.urandom(size)).rstrip(b"=").decode() for size in (_hasher.salt_len, _hasher.hash_len))
    cost = f"m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
    return f"{KEY_ID}$argon2id$v=19${cost}${salt}${digest}"


def _peppered(password: str) -> bytes:
    pepper = hashlib.sha256(b"password-pepper" + settings().key).digest()
    return hmac.new(pepper, canonical(password).encode(errors="surrogatepass"), hashlib.sha256).digest()


def _hashed(who: str) -> str:
    return secrets.keyed("sign-in", who)
