"""Password sign-in: throttled, uniform, ending in a ticket for this browser."""

from uuid import UUID

from rxapp.accounts import queries as accounts
from rxapp.accounts.captcha import service as captchas
from rxapp.accounts.captcha.service import Answer
from rxapp.accounts.journal import rules as journal_rules
from rxapp.accounts.journal import service as journal
from rxapp.accounts.passwords import service as passwords
from rxapp.accounts.second_factor import service as second_factor
from rxapp.accounts.second_factor.service import Admission
from rxapp.accounts.sessions.service import Browser
from rxapp.core.checks import trim
from rxapp.core.db import Database, Db
from rxapp.core.errors import DomainError
from rxapp.core.settings import settings
from rxapp.sign_in.rules import Identifier

FAILURES_BEFORE_CAPTCHA = 3


class SignInRefused(DomainError):
    """Wrong name or wrong password: nobody learns which (security.md 2.3)."""

    code = "sign_in.wrong"


class CaptchaNeeded(DomainError):
    """After failed attempts the picture must be read too, and none has been shown yet."""

    code = "sign_in.captcha_needed"


class CaptchaWrong(CaptchaNeeded):
    """The picture was read wrongly, or not at all."""

    code = "sign_in.captcha_wrong"


async def captcha_needed(db: Db, who: Identifier) -> bool:
    """Whether this name needs a captcha now: after three failures in a row, where the settings ask for it."""
    if not settings().asks_captcha_on_sign_in:
        return False
    return await passwords.failures(db, who.who) >= FAILURES_BEFORE_CAPTCHA


async def sign_in(
    database: Database,
    browser: Browser,
    who: Identifier,
    password: str,
    *,
    remembered: bool,
    captcha: Answer | None = None,
) -> Admission:
    """A one-time ticket for this browser, or the second step where the account has one (OTP-13).

    It opens its own transactions: a failure must be counted, not rolled back.

    Raises SignInRefused, CaptchaNeeded, CaptchaWrong, TooManyRequests (PW-9), Busy when the hashing queue is
    full (PW-3).
    """
    async with database.writing() as db:
        needed = await captcha_needed(db, who)
        read = needed and captcha is not None and await captchas.solve(db, browser, captcha)
    if needed and not read:
        raise CaptchaWrong if captcha else CaptchaNeeded
    async with database.writing() as db:
        await passwords.before_attempt(db, who.who, browser.ip)
    async with database.reading() as db:
        account = await accounts.account_by_alias(db, who.kind, who.key)
    right = await _is_right(account.password_hash if account else "", password)
    async with database.writing() as db:
        if account is None or not right:
            await passwords.record_failure(db, who.who, browser.ip)
            # The same rows are written for a name nobody has: the same time passes (security.md 2.3).
            owner = account.id if account else journal_rules.nobody(who.who)
            await journal.record(db, owner, "sign_in_failed", browser, step="password")
            admission = None
        else:
            await passwords.record_success(db, who.who)
            admission = await proved(db, account.id, browser, remembered=remembered)
    if admission is None:
        raise SignInRefused
    return admission


async def proved(db: Db, account_id: UUID, browser: Browser, *, remembered: bool, fresh: bool = True) -> Admission:
    """What a person gets who proved to be the account's, by password or by code. The one place for a second factor.

    ``fresh=False``: the proof lets in and is not enough for acts that matter (SESS-4).
    """
    return await second_factor.admit(db, account_id, browser, remembered=remembered, proved=fresh)


async def _is_right(stored: str, password: str) -> bool:
    """As typed, or without blanks at the ends (the public contract, section 3); as long for a name nobody has."""
    spellings = dict.fromkeys((password, trim(password)))
    for spelling in spellings:
        if not stored:
            await passwords.verify_nothing(spelling)
        elif await passwords.verify(stored, spelling):
            return True
    return False
