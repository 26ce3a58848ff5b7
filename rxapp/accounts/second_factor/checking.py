"""Is this the account's code? Counted before it is compared, used up when it is right."""

from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, func, select

from rxapp.accounts.browser import Browser
from rxapp.accounts.journal import service as journal
from rxapp.accounts.notices import service as notices
from rxapp.accounts.second_factor import rules
from rxapp.accounts.second_factor.rules import FactorMissing, FactorRefused
from rxapp.accounts.second_factor.tables import RecoveryCode, SecondFactor
from rxapp.core import clock, limits, secrets
from rxapp.core.db import Db
from rxapp.core.errors import TooManyRequests

PURPOSE = "totp"
SCOPE = "second_factor"


async def is_on(db: Db, account_id: UUID) -> bool:
    """Whether the account has a second factor."""
    row = await db.get(SecondFactor, account_id)
    return row is not None and row.confirmed_at is not None


async def count_guess(db: Db, account_id: UUID) -> None:
    """Count a guess, in a transaction of its own that commits before ``check`` compares.

    Five in five minutes, thirty a day, an account; whoever guesses here has passed the first factor.
    Raises TooManyRequests("second_factor.wait").
    """
    try:
        await limits.hit(db, SCOPE, str(account_id), *rules.GUESSES)
    except TooManyRequests as refused:
        raise TooManyRequests(refused.retry_after, "second_factor.wait", field="code") from refused


async def check(db: Db, account_id: UUID, code: str, browser: Browser) -> None:
    """Consume a code of the application, or a recovery code. Call ``count_guess`` before, in another transaction.

    Of several submits of one code at once exactly one passes. Raises FactorRefused, FactorMissing.
    """
    if not await is_on(db, account_id):
        raise FactorMissing(field="code")
    plain = rules.typed(code)
    if rules.is_totp(plain):
        await use_step(db, account_id, plain)
    else:
        await _use_recovery_code(db, account_id, plain, browser)
    await limits.forget(db, SCOPE, str(account_id))


async def use_step(db: Db, account_id: UUID, code: str) -> None:
    """Consume the time step of this code, on a factor that is on or being set up. Raises FactorRefused."""
    row = await db.get_one(SecondFactor, account_id)
    step = rules.matching_step(unsealed(row), code, clock.now())
    if step is None:
        raise FactorRefused(field="code")
    newer = (col(SecondFactor.account_id) == account_id, col(SecondFactor.last_step) < step)
    used = await db.exec(
        update(SecondFactor).where(*newer).values(last_step=step).returning(col(SecondFactor.account_id))
    )
    if used.first() is None:
        raise FactorRefused(field="code")


async def recovery_codes_left(db: Db, account_id: UUID) -> int:
    """How many recovery codes are unused."""
    unused = (col(RecoveryCode.account_id) == account_id, col(RecoveryCode.used_at).is_(None))
    return (await db.exec(select(func.count()).select_from(RecoveryCode).where(*unused))).one()


def unsealed(row: SecondFactor) -> str:
    """The secret in base 32; for the moment of a check or of the picture only."""
    return secrets.unseal(PURPOSE, str(row.account_id), row.secret_sealed)


def hashed(account_id: UUID, code: str) -> str:
    """How a recovery code is kept."""
    return secrets.keyed("recovery-code", str(account_id), code)


async def _use_recovery_code(db: Db, account_id: UUID, code: str, browser: Browser) -> None:
    used = await db.exec(
        update(RecoveryCode)
        .where(
            col(RecoveryCode.account_id) == account_id,
            col(RecoveryCode.code_hash) == hashed(account_id, code),
            col(RecoveryCode.used_at).is_(None),
        )
        .values(used_at=clock.now())
        .returning(col(RecoveryCode.id))
    )
    if used.first() is None:
        raise FactorRefused(field="code")
    left = await recovery_codes_left(db, account_id)
    await journal.record(db, account_id, "recovery_code_used", browser, left=left)
    await notices.tell(
        db, account_id, "second_factor_changed", words="recovery_code_used", browser=browser, left=str(left)
    )
