"""How many codes and how many guesses a number, an address, a browser may have (OTP-5, OTP-6)."""

import logging
from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import col

from rxapp.accounts.codes import rules
from rxapp.accounts.codes.tables import CodeGuessing, CodeVolume
from rxapp.core import clock, limits, secrets
from rxapp.core.db import Db, insert_of
from rxapp.core.errors import DomainError, TooManyRequests
from rxapp.core.settings import settings

HOUR = 3600
# "Many guesses" passes within a day, "closed" only with a right code of another purpose.
SENT = "otp.destination"

log = logging.getLogger(__name__)


class CodeWayClosed(DomainError):
    """A hundred wrong codes in a row for this destination: another way in is needed (OTP-6)."""

    code = "code.way_closed"


async def count_send(db: Db, destination: str, browser_hash: str, ip: str, *, known: bool = True) -> None:
    """Count one code on its way; in the caller's transaction, in a fixed order of keys.

    ``known`` is false for destinations that have never proved anything (registration): above the hour's ceiling they
    are stopped first (OTP-5). Raises TooManyRequests.
    """
    await _meter(db, known=known)
    try:
        await limits.hit(db, SENT, destination, *rules.PER_DESTINATION)
    except TooManyRequests as refused:
        if refused.retry_after <= HOUR:
            raise
        raise TooManyRequests(refused.retry_after, "code.too_many_sent") from refused
    if ip:
        await limits.hit(db, "otp.address", ip, *rules.PER_ADDRESS)
        await limits.hit(db, "otp.network", rules.network(ip), *rules.PER_NETWORK)
    if browser_hash:
        await limits.hit(db, "otp.browser", browser_hash, *rules.PER_BROWSER)


async def require_open(db: Db, purpose: str, destination: str) -> None:
    """Raise CodeWayClosed when codes to this destination no longer sign anybody in."""
    row = await db.get(CodeGuessing, _hashed(destination)) if purpose in rules.CLOSABLE else None
    if row is not None and row.failures >= rules.MOST_IN_A_ROW:
        raise CodeWayClosed(field="code")


async def count_guess(db: Db, purpose: str, destination: str) -> None:
    """Count a guess before it is compared. Raises TooManyRequests("code.too_many_guesses") after 25 a day."""
    try:
        await limits.hit(db, _scope(purpose), destination, rules.GUESSES)
    except TooManyRequests as refused:
        raise TooManyRequests(refused.retry_after, "code.too_many_guesses", field="code") from refused
    insert = insert_of(db)
    now = clock.now()
    counted = insert(CodeGuessing).values(destination_hash=_hashed(destination), failures=1, guessed_at=now)
    more = {"failures": CodeGuessing.failures + 1, "guessed_at": now}
    await db.exec(counted.on_conflict_do_update(index_elements=["destination_hash"], set_=more))


async def uncount_guess(db: Db, purpose: str, destination: str) -> None:
    """The guess was right: it does not count, and the row of wrong ones is broken."""
    await limits.give_back(db, _scope(purpose), destination)
    await db.exec(delete(CodeGuessing).where(col(CodeGuessing.destination_hash) == _hashed(destination)))


async def purge(db: Db) -> None:
    """Forget guesses after 30 quiet days and the meter after a week. For a periodic job."""
    now = clock.now()
    await db.exec(delete(CodeGuessing).where(col(CodeGuessing.guessed_at) <= now - timedelta(days=rules.FORGET_DAYS)))
    week = (now - timedelta(days=7)).isoformat()[:13]
    await db.exec(delete(CodeVolume).where(col(CodeVolume.hour) < week))


async def _meter(db: Db, *, known: bool) -> None:
    now = clock.now()
    insert = insert_of(db)
    counted = insert(CodeVolume).values(hour=now.isoformat()[:13], sent=1)
    more = counted.on_conflict_do_update(index_elements=["hour"], set_={"sent": CodeVolume.sent + 1})
    sent = (await db.exec(more.returning(col(CodeVolume.sent)))).scalar_one()
    if sent <= settings().codes_per_hour:
        return
    log.error("code_breaker_open sent=%s ceiling=%s", sent, settings().codes_per_hour)
    if not known:
        raise TooManyRequests(HOUR - now.minute * 60 - now.second)


def _scope(purpose: str) -> str:
    return "otp.guesses" if purpose in rules.STRANGERS else "otp.guesses_inside"


def _hashed(destination: str) -> str:
    return secrets.keyed("code-guessing", destination)
