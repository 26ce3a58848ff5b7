"""Reading captchas."""

from uuid import UUID

from rxapp.accounts.captcha import service as captchas
from rxapp.accounts.captcha.tables import Captcha
from rxapp.core.db import Database
from rxapp.core.errors import DomainError
from rxapp.sandbox.captchas.rules import CaptchaShown


class CaptchaMissing(DomainError):
    """No browser was shown this captcha, or it has been replaced."""

    code = "sandbox.captcha_missing"


async def read(database: Database, captcha_id: UUID) -> CaptchaShown:
    """The answer of a captcha some browser is looking at; reading spends no try. Raises CaptchaMissing."""
    async with database.reading() as db:
        if await db.get(Captcha, captcha_id) is None:
            raise CaptchaMissing
    return CaptchaShown(id=captcha_id, answer=captchas.sandbox_answer(captcha_id))
