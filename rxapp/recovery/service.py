"""From a forgotten password to a new one. ``browser`` plays the principal: a recovery belongs to one browser.

The verbs open their own transactions: what was tried must stay counted when the answer is a refusal.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, or_, update
from sqlmodel import col

from rxapp.accounts import queries as accounts
from rxapp.accounts.captcha import service as captchas
from rxapp.accounts.captcha.service import Answer
from rxapp.accounts.codes import budget
from rxapp.accounts.codes import service as codes
from rxapp.accounts.codes.service import CodeWrong
from rxapp.accounts.identifier import Identifier
from rxapp.accounts.sessions.service import Browser
from rxapp.core import clock, limits, secrets
from rxapp.core.db import Database, Db
from rxapp.gateways.bss import BssGateway
from rxapp.recovery import queries, rules
from rxapp.recovery.other_ways import service as other_ways
from rxapp.recovery.other_ways.service import Others
from rxapp.recovery.queries import require_step
from rxapp.recovery.rules import LinkSpent, RecoveryRefused, WayUnknown, proved
from rxapp.recovery.sending import service as sending
from rxapp.recovery.tables import Recovery


@dataclass(frozen=True, slots=True)
class Standing:
    """What the page shows: the step to do, the chosen way, seconds until another code (-1: no more of them).

    ``others`` is for the step ``rules.OTHER_WAY`` only: whoever stands there has read an SMS of the account.
    """

    step: int
    way: str = ""
    resend_in: int = 0
    others: Others = Others()


async def start(database: Database, browser: Browser, who: Identifier, answer: Answer, locale: str) -> None:
    """Name and captcha. Goes on alike for a name nobody has.

    Raises RecoveryRefused for a wrong captcha, TooManyRequests after five starts an hour for one name.
    """
    async with database.writing() as db:
        right = await captchas.solve(db, browser, answer)
    if not right:
        raise RecoveryRefused
    async with database.writing() as db:
        await limits.hit(db, "recovery.start", who.who, *rules.STARTS)
        account = await accounts.account_by_alias(db, who.kind, who.key)
        await db.exec(delete(Recovery).where(col(Recovery.browser_hash) == browser.cookie_hash))
        row = Recovery(
            browser_hash=browser.cookie_hash,
            who_hash=secrets.keyed("recovery", who.who),
            account_id=account.id if account else None,
            step=rules.CHANNEL,
            locale=locale,
            ip=browser.ip[:45],
            expires_at=clock.now() + timedelta(seconds=rules.FLOW_LIFE),
        )
        db.add(row)


async def standing(db: Db, browser: Browser) -> Standing | None:
    """Where the recovery of this browser stands; None when there is none."""
    row = await queries.of_browser(db, browser.cookie_hash)
    if row is None:
        return None
    if row.step == rules.OTHER_WAY:
        return Standing(row.step, row.way, others=await other_ways.of(db, row))
    wait = await codes.seconds_to_resend(db, row.id) if row.step == rules.CODE else 0
    return Standing(row.step, row.way, wait)


async def choose_way(database: Database, browser: Browser, way: str) -> None:
    """Send the code by ``sms`` or ``email``; to the other channel when only that one is confirmed.

    Every name may choose: the choice itself would tell what an account has. Raises WayUnknown, StepSkipped,
    TooManyRequests, ResendsSpent.
    """
    if way not in rules.WAYS:
        raise WayUnknown(field="way")
    async with database.writing() as db:
        row = await require_step(db, browser, rules.CHANNEL)
        row.way = way
        await sending.send_code(db, row)
        row.step = rules.CODE
        db.add(row)


async def resend(database: Database, browser: Browser) -> None:
    """Another code the same way; the former one and its link die. Raises as ``choose_way``."""
    async with database.writing() as db:
        await sending.send_code(db, await require_step(db, browser, rules.CODE))


async def enter_code(database: Database, bss: BssGateway, browser: Browser, code: str) -> None:
    """The right code opens the last step, or, read from a young SIM, asks for another proof beside it (OTP-11).

    The operator is asked after the code was right and only then: nobody else may learn from a screen or from the time
    of an answer that a number is known or its SIM new. Raises CodeWrong, CodeExpired, CodeSpent, TooManyRequests,
    StepSkipped.
    """
    async with database.writing() as db:
        row = await require_step(db, browser, rules.CODE)
        await budget.count_guess(db, sending.PURPOSE, sending.named(row))
        comparable = await codes.count_attempt(db, sending.flow_of(row), quiet=True)
    async with database.writing() as db:
        row = await require_step(db, browser, rules.CODE)
        await codes.redeem(db, sending.flow_of(row), code if comparable else "")
        if row.account_id is None:
            raise CodeWrong(field="code")
        await budget.uncount_guess(db, sending.PURPOSE, sending.named(row))
        # What comes by SMS waits for the operator's word: a process that dies before it leaves the stricter step.
        step = rules.OTHER_WAY if row.channel == "sms" else rules.PASSWORD
        await db.exec(update(Recovery).where(col(Recovery.id) == row.id).values(**proved(browser, step)))
        account_id = row.account_id
    if step == rules.OTHER_WAY:
        await other_ways.spare(database, bss, browser, account_id, row.destination)


async def take_link(database: Database, browser: Browser, token: str) -> None:
    """The mailed link, posted, opens the last step in the browser that posted it. Works once. Raises LinkSpent."""
    if not browser.cookie_hash:
        raise LinkSpent
    token_hash = secrets.digest(token)
    async with database.writing() as db:
        if await queries.by_link(db, token_hash) is None:
            raise LinkSpent
        mine = (col(Recovery.browser_hash) == browser.cookie_hash, col(Recovery.link_hash) != token_hash)
        await db.exec(delete(Recovery).where(*mine))
        taken = await db.exec(
            update(Recovery)
            .where(col(Recovery.link_hash) == token_hash, col(Recovery.step) == rules.CODE)
            .values(**proved(browser))
            .returning(col(Recovery.id))
        )
        if taken.first() is None:
            raise LinkSpent


async def go_back(database: Database, browser: Browser) -> None:
    """From the code to the choice of a way, from anywhere else out of the recovery."""
    async with database.writing() as db:
        row = await queries.of_browser(db, browser.cookie_hash)
        if row is None:
            return
        if row.step == rules.CODE:
            row.step, row.link_hash = rules.CHANNEL, ""
            db.add(row)
        else:
            await db.delete(row)


async def expire(db: Db) -> int:
    """Delete recoveries whose flow and link have ended; returns how many. For a periodic job."""
    now = clock.now()
    no_link = or_(col(Recovery.link_expires_at).is_(None), col(Recovery.link_expires_at) <= now)
    return (await db.exec(delete(Recovery).where(col(Recovery.expires_at) <= now, no_link))).rowcount
