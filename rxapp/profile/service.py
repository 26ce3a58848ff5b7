"""Change what the profile keeps. The principal's own rows only; a reduced session steps up first (SESS-2)."""

from rxapp.accounts import queries as accounts
from rxapp.accounts.browser import Browser
from rxapp.accounts.journal import service as journal
from rxapp.accounts.principal import Principal
from rxapp.accounts.sessions.freshness import require_full
from rxapp.core import clock
from rxapp.core.db import Db
from rxapp.profile import rules
from rxapp.profile.rules import About, Address
from rxapp.profile.tables import HomeAddress


async def change_about(db: Db, principal: Principal, browser: Browser, about: About) -> None:
    """Names and birth date. Raises StepUpNeeded in a reduced session."""
    require_full(principal)
    account = await accounts.locked_account(db, principal.account_id)
    account.last_name, account.first_name, account.middle_name = about.last_name, about.first_name, about.middle_name
    account.birth_date = about.birth_date
    db.add(account)
    await db.flush()
    await journal.record(db, principal.account_id, "names_changed", browser)


async def change_address(db: Db, principal: Principal, address: Address) -> None:
    """The home address; an empty one removes it. The region of the account follows. Raises StepUpNeeded."""
    require_full(principal)
    account = await accounts.locked_account(db, principal.account_id)
    row = await db.get(HomeAddress, principal.account_id, populate_existing=True)
    if address == Address():
        if row is not None:
            await db.delete(row)
        return
    row = row or HomeAddress(account_id=principal.account_id, changed_at=clock.now())
    row.region, row.city, row.street = address.region, address.city, address.street
    row.house, row.flat, row.changed_at = address.house, address.flat, clock.now()
    account.region = address.region
    db.add(row)
    db.add(account)
    await db.flush()


async def choose_language(db: Db, principal: Principal, code: str) -> None:
    """The language of letters, SMS and, on a new device, of the screen. Raises LanguageUnknown."""
    account = await accounts.locked_account(db, principal.account_id)
    account.locale = rules.language(code)
    db.add(account)


async def choose_theme(db: Db, principal: Principal, name: str) -> None:
    """Light, dark, or as in the system. Raises ThemeUnknown."""
    account = await accounts.locked_account(db, principal.account_id)
    account.theme = rules.theme(name)
    db.add(account)
