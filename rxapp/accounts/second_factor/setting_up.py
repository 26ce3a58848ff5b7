"""The second factor switched on, its recovery codes made, and switched off: by its owner, freshly proved (SESS-4)."""

from dataclasses import dataclass
from datetime import timedelta

import pyotp
from sqlalchemy import delete, update
from sqlmodel import col

from rxapp.accounts import queries as accounts
from rxapp.accounts.browser import Browser
from rxapp.accounts.devices import service as devices
from rxapp.accounts.journal import service as journal
from rxapp.accounts.notices import service as notices
from rxapp.accounts.principal import Principal
from rxapp.accounts.second_factor import checking, rules
from rxapp.accounts.second_factor.rules import FactorMissing, FactorPresent
from rxapp.accounts.second_factor.tables import RecoveryCode, SecondFactor
from rxapp.accounts.sessions.ending import end_all_but
from rxapp.accounts.sessions.freshness import require_fresh
from rxapp.core import clock, limits, secrets
from rxapp.core.db import Database, Db
from rxapp.core.settings import settings


@dataclass(frozen=True, slots=True)
class Standing:
    """What the profile shows: on or off, whether setting up has begun, recovery codes left."""

    on: bool
    begun: bool
    recovery_codes_left: int


@dataclass(frozen=True, slots=True)
class Key:
    """The secret to copy into the application. For a plain answer to its owner, never for a State or a log."""

    letters: str
    picture: str

    def __repr__(self) -> str:
        return "Key(•••)"


async def standing(db: Db, principal: Principal) -> Standing:
    """How the principal's second factor stands."""
    row = await db.get(SecondFactor, principal.account_id)
    on = row is not None and row.confirmed_at is not None
    begun = row is not None and not on and _is_current(row)
    return Standing(on, begun, await checking.recovery_codes_left(db, principal.account_id) if on else 0)


async def begin(db: Db, principal: Principal) -> None:
    """Make a fresh secret, for 15 minutes; a former unfinished one dies. Raises StepUpNeeded, FactorPresent."""
    await require_fresh(db, principal)
    await accounts.locked_account(db, principal.account_id)
    row = await db.get(SecondFactor, principal.account_id, populate_existing=True)
    if row is not None and row.confirmed_at is not None:
        raise FactorPresent
    row = row or SecondFactor(account_id=principal.account_id, secret_sealed="", created_at=clock.now())
    row.secret_sealed = secrets.seal(checking.PURPOSE, str(principal.account_id), pyotp.random_base32())
    row.created_at, row.last_step = clock.now(), 0
    db.add(row)
    await db.flush()


async def key(db: Db, principal: Principal) -> Key:
    """The secret being set up, as text and as a QR picture. Raises StepUpNeeded, FactorMissing, also once it is on."""
    await require_fresh(db, principal)
    row = await db.get(SecondFactor, principal.account_id)
    account = await accounts.account_by_id(db, principal.account_id)
    if row is None or account is None or row.confirmed_at is not None or not _is_current(row):
        raise FactorMissing
    secret = checking.unsealed(row)
    return Key(rules.grouped(secret), rules.picture(rules.address(secret, account.user_name, settings().brand_name)))


async def confirm(database: Database, principal: Principal, browser: Browser, code: str) -> None:
    """Switch on with a first code from the application. Opens its own transactions: guesses must count.

    Every other browser is asked for the second factor from now on, and every other session ends. Recovery codes are
    made next (``renew_recovery_codes``). Raises StepUpNeeded, FactorMissing, FactorPresent, FactorRefused,
    TooManyRequests.
    """
    async with database.writing() as db:
        await checking.count_guess(db, principal.account_id)
    async with database.writing() as db:
        await require_fresh(db, principal)
        row = await db.get(SecondFactor, principal.account_id)
        if row is None or not _is_current(row):
            raise FactorMissing(field="code")
        await checking.use_step(db, principal.account_id, rules.typed(code))
        unconfirmed = (col(SecondFactor.account_id) == principal.account_id, col(SecondFactor.confirmed_at).is_(None))
        on = update(SecondFactor).where(*unconfirmed).values(confirmed_at=clock.now())
        if (await db.exec(on.returning(col(SecondFactor.account_id)))).first() is None:
            raise FactorPresent
        await limits.forget(db, checking.SCOPE, str(principal.account_id))
        await db.exec(delete(RecoveryCode).where(col(RecoveryCode.account_id) == principal.account_id))
        await devices.trust_only(db, principal.account_id, browser)
        await end_all_but(db, principal, browser)
        await journal.record(db, principal.account_id, "totp_on", browser)
        await notices.tell(db, principal.account_id, "second_factor_changed", words="second_factor_on", browser=browser)


async def renew_recovery_codes(db: Db, principal: Principal, browser: Browser) -> list[str]:
    """Ten new codes, grouped for the eye; the former ones die. Shown once: only hashes are kept.

    Raises StepUpNeeded, FactorMissing.
    """
    await require_fresh(db, principal)
    await accounts.locked_account(db, principal.account_id)
    if not await checking.is_on(db, principal.account_id):
        raise FactorMissing
    await db.exec(delete(RecoveryCode).where(col(RecoveryCode.account_id) == principal.account_id))
    codes = [secrets.recovery_code() for _ in range(rules.RECOVERY_CODES)]
    for code in codes:
        db.add(RecoveryCode(account_id=principal.account_id, code_hash=checking.hashed(principal.account_id, code)))
    await db.flush()
    await journal.record(db, principal.account_id, "recovery_codes_renewed", browser)
    return [rules.grouped(code) for code in codes]


async def switch_off(db: Db, principal: Principal, browser: Browser) -> None:
    """No second factor any more. Raises StepUpNeeded (the step-up itself took a code), FactorMissing."""
    await require_fresh(db, principal)
    await accounts.locked_account(db, principal.account_id)
    if not await checking.is_on(db, principal.account_id):
        raise FactorMissing
    await db.exec(delete(RecoveryCode).where(col(RecoveryCode.account_id) == principal.account_id))
    await db.exec(delete(SecondFactor).where(col(SecondFactor.account_id) == principal.account_id))
    await journal.record(db, principal.account_id, "totp_off", browser)
    await notices.tell(db, principal.account_id, "second_factor_changed", words="second_factor_off", browser=browser)


def _is_current(row: SecondFactor) -> bool:
    return clock.now() - row.created_at < timedelta(seconds=rules.SETUP_LIFE)
