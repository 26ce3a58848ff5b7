"""Issue, resend and verify one-time codes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import col

from rxapp.accounts.codes import budget, rules
from rxapp.accounts.codes.tables import ConfirmationCode
from rxapp.core import clock, secrets
from rxapp.core.db import Db
from rxapp.core.errors import DomainError, TooManyRequests


class CodeWrong(DomainError):
    """Not the code that was sent."""

    code = "code.wrong"


class CodeExpired(DomainError):
    """The code, or the flow it belongs to, is too old or already used."""

    code = "code.expired"


class CodeSpent(DomainError):
    """All attempts of this code are used up; a new code is needed (OTP-3)."""

    code = "code.spent"


class ResendsSpent(DomainError):
    """The flow has had all its codes (OTP-4)."""

    code = "code.resends_spent"


@dataclass(frozen=True, slots=True)
class Flow:
    """What a code confirms. The code cannot serve another flow, purpose, destination or browser (OTP-9)."""

    id: UUID
    purpose: str
    destination: str
    browser_hash: str


async def issue(db: Db, flow: Flow) -> str:
    """A fresh code for the flow, to be sent by the caller; a former one dies, also one another flow sent to the
    same destination for the same purpose (OTP-2). Call ``budget.count_send`` first, in the same transaction.

    The resend timer runs for the address the last code went to: one that was mistyped is corrected at once, within
    the flow's four codes and the limits of the address and the browser.

    Raises TooManyRequests before the resend timer ends, ResendsSpent after the last resend.
    """
    now = clock.now()
    row = await db.get(ConfirmationCode, flow.id, with_for_update=True)
    code = secrets.six_digits()
    if row is None or now - row.started_at >= timedelta(seconds=rules.FLOW_LIFE):
        if row is not None:
            await db.delete(row)
            await db.flush()
        row = ConfirmationCode(
            flow_id=flow.id,
            purpose=flow.purpose,
            destination=flow.destination,
            browser_hash=flow.browser_hash,
            code_hash="",
            sent=0,
            started_at=now,
            sent_at=now,
            expires_at=now,
        )
    elif (wait := _seconds_to_wait(row, now)) and row.destination == flow.destination:
        raise TooManyRequests(wait)
    row.code_hash = _hashed(flow, code)
    row.destination = flow.destination
    row.attempts, row.used_at = 0, None
    row.sent += 1
    row.sent_at, row.expires_at = now, now + timedelta(seconds=rules.code_life())
    db.add(row)
    await db.flush()
    await _silence_others(db, flow, now)
    return code


async def seconds_to_resend(db: Db, flow_id: UUID) -> int:
    """Seconds until another code may be asked for; 0 now, -1 never again in this flow."""
    row = await db.get(ConfirmationCode, flow_id)
    if row is None:
        return 0
    try:
        return _seconds_to_wait(row, clock.now())
    except ResendsSpent:
        return -1


async def count_attempt(db: Db, flow: Flow, *, quiet: bool = False) -> bool:
    """Use up one attempt, in a transaction of its own that commits before ``redeem`` compares (OTP-3).

    True when the code may be compared. With ``quiet`` a destination without guesses left answers False instead of
    raising: the caller goes on as with a wrong code, where the refusal would tell whose destination it is.

    Raises CodeExpired for an unknown, used or old code, CodeSpent after the fifth attempt, TooManyRequests when the
    destination has had its wrong guesses of the day (OTP-6).
    """
    counted = await db.exec(
        update(ConfirmationCode)
        .where(*_live(flow), col(ConfirmationCode.attempts) < rules.ATTEMPTS)
        .values(attempts=ConfirmationCode.attempts + 1)
        .returning(col(ConfirmationCode.attempts))
    )
    if counted.first() is None:
        row = await db.get(ConfirmationCode, flow.id)
        spent = row is not None and row.used_at is None and row.attempts >= rules.ATTEMPTS
        raise CodeSpent(field="code") if spent else CodeExpired(field="code")
    try:
        await budget.count_guess(db, flow.purpose, flow.destination)
    except TooManyRequests:
        if not quiet:
            raise
        return False
    return True


async def redeem(db: Db, flow: Flow, code: str) -> None:
    """Consume the code. Raises CodeWrong, or CodeExpired when somebody was quicker; constant-time comparison."""
    row = await db.get(ConfirmationCode, flow.id)
    if row is None:
        raise CodeExpired(field="code")
    if not secrets.same(row.code_hash, _hashed(flow, code)):
        raise CodeSpent(field="code") if row.attempts >= rules.ATTEMPTS else CodeWrong(field="code")
    used = await db.exec(
        update(ConfirmationCode)
        .where(*_live(flow))
        .values(used_at=clock.now())
        .returning(col(ConfirmationCode.flow_id))
    )
    if used.first() is None:
        raise CodeExpired(field="code")
    await budget.uncount_guess(db, flow.purpose, flow.destination)


async def purge(db: Db) -> int:
    """Delete codes of flows that are over, used or not; returns how many. For a periodic job.

    Until then the row stays though its code is dead: it counts the resends of its flow (OTP-4).
    """
    now = clock.now()
    over = now - timedelta(seconds=rules.FLOW_LIFE)
    dead = (col(ConfirmationCode.started_at) <= over, col(ConfirmationCode.expires_at) <= now)
    return (await db.exec(delete(ConfirmationCode).where(*dead))).rowcount


async def _silence_others(db: Db, flow: Flow, now: datetime) -> None:
    others = (
        col(ConfirmationCode.purpose) == flow.purpose,
        col(ConfirmationCode.destination) == flow.destination,
        col(ConfirmationCode.flow_id) != flow.id,
        col(ConfirmationCode.expires_at) > now,
    )
    await db.exec(update(ConfirmationCode).where(*others).values(expires_at=now))


def _live(flow: Flow) -> tuple[ColumnElement[bool], ...]:
    return (
        col(ConfirmationCode.flow_id) == flow.id,
        col(ConfirmationCode.purpose) == flow.purpose,
        col(ConfirmationCode.destination) == flow.destination,
        col(ConfirmationCode.browser_hash) == flow.browser_hash,
        col(ConfirmationCode.used_at).is_(None),
        col(ConfirmationCode.expires_at) > clock.now(),
    )


def _seconds_to_wait(row: ConfirmationCode, now: datetime) -> int:
    wait = rules.resend_wait(row.sent)
    if wait is None:
        raise ResendsSpent(field="code")
    return max(0, wait - int((now - row.sent_at).total_seconds()))


def _hashed(flow: Flow, code: str) -> str:
    return secrets.keyed("code", flow.purpose, flow.destination, str(flow.id), code)
