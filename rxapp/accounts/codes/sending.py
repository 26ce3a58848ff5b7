"""The message that carries a code: names its purpose, dies with the code, feeds WebOTP (OTP-10)."""

from datetime import timedelta
from typing import Literal
from urllib.parse import urlsplit

from rxapp.accounts.codes import rules
from rxapp.accounts.codes.service import Flow
from rxapp.accounts.messages import service as messages
from rxapp.core import clock
from rxapp.core.db import Db
from rxapp.core.settings import settings
from rxapp.i18n.texts import text


async def send(
    db: Db, flow: Flow, code: str, *, channel: Literal["sms", "email"], to: str, locale: str, url: str = ""
) -> None:
    """Post the code. The words are ``code.sms_<purpose>`` or ``code.letter_<purpose>`` and ``code.subject_<purpose>``.

    ``url`` is a one-time link for letters whose text has a place for it.
    """
    brand = settings().brand_name
    if channel == "sms":
        host = urlsplit(settings().public_url).hostname or "localhost"
        words = text(locale, f"code.sms_{flow.purpose}", code=code, brand=brand)
        await _post(db, flow, channel, to, f"{words}\n@{host} #{code}")
        return
    minutes = rules.code_life() // 60
    words = text(locale, f"code.letter_{flow.purpose}", code=code, brand=brand, url=url, minutes=str(minutes))
    await _post(db, flow, channel, to, words, text(locale, f"code.subject_{flow.purpose}", brand=brand))


async def send_nothing(db: Db, flow: Flow) -> None:
    """The same work for a name nobody has: an entry in the outbox that reaches nobody (security.md 2.3)."""
    await _post(db, flow, "none", "", "")


async def _post(
    db: Db, flow: Flow, channel: Literal["sms", "email", "none"], to: str, words: str, subject: str = ""
) -> None:
    await messages.post(
        db,
        channel=channel,
        to=to,
        subject=subject,
        text=words,
        purpose=flow.purpose,
        not_after=clock.now() + timedelta(seconds=rules.code_life()),
    )
