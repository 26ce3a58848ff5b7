"""The step between an SMS that is not enough and the new password. Its verbs open their own transactions."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col

from rxapp.accounts.browser import Browser
from rxapp.accounts.second_factor import checking
from rxapp.accounts.sims import service as sims
from rxapp.core.db import Database, Db
from rxapp.gateways.bss import BssGateway
from rxapp.recovery import rules
from rxapp.recovery.queries import require_step
from rxapp.recovery.rules import StepSkipped, WayUnknown
from rxapp.recovery.sending import service as sending
from rxapp.recovery.tables import Recovery


@dataclass(frozen=True, slots=True)
class Others:
    """What the account can prove itself by beside the SMS; with neither the 72 hours or the hotline are left."""

    letter: bool = False
    app: bool = False


async def of(db: Db, row: Recovery) -> Others:
    """The other ways of this recovery's account; none of a decoy's."""
    if row.account_id is None:
        return Others()
    _, letter, app = await sims.others(db, row.account_id, password=False)
    return Others(letter, app)


async def spare(database: Database, bss: BssGateway, browser: Browser, account_id: UUID, phone: str) -> None:
    """Let the SMS be enough when the SIM is old: the last step. Otherwise the recovery stays where it stands."""
    async with database.reading() as db:
        _, letter, app = await sims.others(db, account_id, password=False)
    if not await sims.suffices(bss, phone, has_other=letter or app):
        return
    async with database.writing() as db:
        await _pass(db, browser)


async def by_letter(database: Database, browser: Browser) -> None:
    """A letter with a code and a link in place of the SMS. Raises WayUnknown without a confirmed e-mail, StepSkipped,
    TooManyRequests, ResendsSpent."""
    async with database.writing() as db:
        row = await require_step(db, browser, rules.OTHER_WAY)
        if not (await of(db, row)).letter:
            raise WayUnknown
        row.way = "email"
        await sending.send_code(db, row)
        row.step = rules.CODE
        db.add(row)


async def by_app(database: Database, browser: Browser, code: str) -> None:
    """A code of the application, or a recovery code, beside the SMS opens the last step.

    Raises FactorRefused, FactorMissing, TooManyRequests("second_factor.wait"), StepSkipped.
    """
    async with database.writing() as db:
        account_id = await _account(db, browser)
        await checking.count_guess(db, account_id)
    async with database.writing() as db:
        await checking.check(db, await _account(db, browser), code, browser)
        await _pass(db, browser)


async def _account(db: Db, browser: Browser) -> UUID:
    row = await require_step(db, browser, rules.OTHER_WAY)
    if row.account_id is None:
        raise StepSkipped
    return row.account_id


async def _pass(db: Db, browser: Browser) -> None:
    mine = (col(Recovery.browser_hash) == browser.cookie_hash, col(Recovery.step) == rules.OTHER_WAY)
    await db.exec(update(Recovery).where(*mine).values(**rules.proved(browser)))
