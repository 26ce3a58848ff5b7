"""Show a captcha, check its answer.

The answer is stored nowhere: it is a keyed hash of the row's id under the server's secret, so that every worker can
draw it and the database tells nobody.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, update
from sqlmodel import col

from rxapp import routes
from rxapp.accounts.captcha import rules
from rxapp.accounts.captcha.tables import Captcha
from rxapp.accounts.sessions.service import Browser
from rxapp.core import clock, limits, secrets
from rxapp.core.db import Db
from rxapp.core.errors import DomainError
from rxapp.core.settings import settings


class CaptchaWrong(DomainError):
    """Not what the picture says; or the captcha is old, used, or another browser's. Show a new one."""

    code = "captcha.wrong"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a form brings back."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A captcha as a screen holds it: its id, the addresses of what is seen and heard. Empty: none is shown."""

    id: str = ""
    image: str = ""
    sound: str = ""


async def picture(db: Db, browser: Browser) -> Picture:
    """``show``, ready for a screen."""
    shown = str(await show(db, browser))
    image = routes.captcha_picture(shown)
    return Picture(shown, image, image.removesuffix(".png") + ".wav")


async def show(db: Db, browser: Browser) -> UUID:
    """A new captcha for this browser; its former ones die. Raises TooManyRequests, CaptchaWrong without a cookie."""
    if not browser.cookie_hash:
        raise CaptchaWrong
    if browser.ip:
        await limits.hit(db, "captcha.address", browser.ip, rules.PER_ADDRESS)
    await limits.hit(db, "captcha.browser", browser.cookie_hash, rules.PER_BROWSER)
    await db.exec(delete(Captcha).where(col(Captcha.browser_hash) == browser.cookie_hash))
    row = Captcha(browser_hash=browser.cookie_hash, expires_at=clock.now() + timedelta(seconds=rules.LIFE))
    db.add(row)
    await db.flush()
    return row.id


async def to_draw(db: Db, browser: Browser, captcha_id: UUID) -> str:
    """What to draw or speak for this browser; counts the fetch. Raises CaptchaWrong."""
    counted = await db.exec(
        update(Captcha)
        .where(
            col(Captcha.id) == captcha_id,
            col(Captcha.browser_hash) == browser.cookie_hash,
            col(Captcha.used_at).is_(None),
            col(Captcha.expires_at) > clock.now(),
            col(Captcha.fetches) < rules.MOST_FETCHES,
        )
        .values(fetches=Captcha.fetches + 1)
        .returning(col(Captcha.id))
    )
    if counted.first() is None:
        raise CaptchaWrong
    return _answer(captcha_id)


async def solve(db: Db, browser: Browser, answer: Answer) -> bool:
    """Whether the answer is right; spends one try, and the captcha itself when right.

    In a transaction that commits whatever the answer: a wrong try that rolls back is not counted.
    """
    captcha_id = _parsed(answer.id)
    now = clock.now()
    live = (
        col(Captcha.id) == captcha_id,
        col(Captcha.browser_hash) == browser.cookie_hash,
        col(Captcha.used_at).is_(None),
        col(Captcha.expires_at) > now,
        col(Captcha.tries) < rules.MOST_TRIES,
    )
    right = captcha_id is not None and secrets.same(rules.plain(answer.text), _answer(captcha_id))
    counted = await db.exec(
        update(Captcha)
        .where(*live)
        .values(tries=Captcha.tries + 1, used_at=now if right else None)
        .returning(col(Captcha.id))
    )
    return counted.first() is not None and right


def sandbox_answer(captcha_id: UUID) -> str:
    """The answer, for testers. Raises RuntimeError in production."""
    if settings().is_production:
        raise RuntimeError("a captcha's answer is told in the sandbox only")
    return _answer(captcha_id)


async def purge(db: Db) -> int:
    """Delete the captchas past their life; returns how many. For a periodic job."""
    return (await db.exec(delete(Captcha).where(col(Captcha.expires_at) <= clock.now()))).rowcount


def _answer(captcha_id: UUID) -> str:
    # 64 uniform bits modulo 10^6: the bias is below 10^-13.
    return f"{int(secrets.keyed('captcha', str(captcha_id))[:16], 16) % 10**rules.DIGITS:0{rules.DIGITS}d}"


def _parsed(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
