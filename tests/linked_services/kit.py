"""What the tests of linking share."""

import re

from sqlmodel import col, select

from rxapp.accounts.browser import Browser
from rxapp.accounts.messages.tables import OutboxMessage
from rxapp.accounts.principal import Principal
from rxapp.accounts.tables import Account
from rxapp.core.clock import now
from rxapp.core.db import Database
from rxapp.gateways.bss import BillingAccount
from rxapp.linked_services import service as links
from rxapp.linked_services.state import LinkState
from tests.accounts.kit import enter, who
from tests.gateways.bss.conftest import INTERNET
from tests.personas import Person, subscriber
from tests.pipeline import OpenTab, Tab

PROOF = BillingAccount("654022198043", "RU-NVS")
BROWSER = Browser("b")
ANNAS_SIM = "+79120000001"
RIGHT = {
    "kind": "internet",
    "region": "RU-NVS",
    "account-number": INTERNET,
    "service-login": "anna",
    "service-password": "net-secret",
}


async def link_tab(database: Database, open_tab: OpenTab, name: str = "anna") -> tuple[Person, Tab]:
    person = await subscriber(database, name)
    tab = await open_tab(session=person.session)
    await tab.fire(LinkState.load)
    return person, tab


async def linked(database: Database, person: Person) -> list[BillingAccount]:
    return await links_of(database, person.principal)


async def code_sent(database: Database, to: str) -> str:
    async with database.reading() as db:
        newest = select(OutboxMessage).where(OutboxMessage.to == to).order_by(col(OutboxMessage.created_at).desc())
        found = re.search(r"#(\d{6})", (await db.exec(newest)).first().text)  # type: ignore[union-attr]
    assert found
    return found[1]


async def person(database: Database, name: str) -> Principal:
    async with database.writing() as db:
        account = Account(
            user_name=name, password_hash="-", last_name="Б", first_name="Б", region="RU-NVS", created_at=now()
        )
        db.add(account)
    signed_in = await who(database, await enter(database, account.id))
    assert signed_in
    return signed_in


async def links_of(database: Database, principal: Principal) -> list[BillingAccount]:
    async with database.reading() as db:
        return await links.linked_accounts(db, principal)
