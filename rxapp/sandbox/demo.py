"""The demo operator and its people, made through the same services as everybody's data."""

import logging

from rxapp.accounts import queries as account_queries
from rxapp.accounts import service as accounts
from rxapp.accounts.passwords import service as passwords
from rxapp.accounts.principal import Principal
from rxapp.accounts.service import NewAccount
from rxapp.core import clock
from rxapp.core.db import Database
from rxapp.gateways.bss import BillingAccount
from rxapp.linked_services import service as links
from rxapp.sandbox.operator.demo import DemoSubscriber, seed

log = logging.getLogger(__name__)
PASSWORD = "Sandbox-2026"  # noqa: S105 - printed at first start; the sandbox cannot start in production


async def prepare(database: Database) -> None:
    """Seed the operator, then open portal accounts for its people; what exists is left alone. Prints new logins."""
    people = await seed(database)
    missing = [person for person in people if person.portal and await _is_missing(database, person)]
    if not missing:
        return
    password_hash = await passwords.hash_password(PASSWORD)
    for person in missing:
        await _open(database, person, password_hash)
    _introduce(people)


async def _is_missing(database: Database, person: DemoSubscriber) -> bool:
    async with database.reading() as db:
        return not await account_queries.user_name_taken(db, accounts.user_name_key(person.user_name))


async def _open(database: Database, person: DemoSubscriber, password_hash: str) -> None:
    async with database.writing() as db:
        account = await accounts.open_account(
            db,
            NewAccount(
                user_name=person.user_name,
                password_hash=password_hash,
                last_name=person.last_name,
                first_name=person.first_name,
                middle_name=person.middle_name,
                birth_date=person.birth_date,
                region=person.region,
                email=person.email,
                phone=person.phone,
                confirmed=frozenset({"email", "phone"}),
                locale="ru",
            ),
        )
        # The seed acts for the person once; a principal never exists without a session elsewhere.
        principal = Principal(account.id, account.id)
        for billing in person.accounts:
            await links.link(db, principal, BillingAccount(billing.number, billing.region), clock.now())


def _introduce(people: list[DemoSubscriber]) -> None:
    lines = ["", f"rxapp: demo people (password {PASSWORD}):"]
    lines += [f"  {p.user_name:<20} {p.phone:<14} {p.email}" for p in people if p.portal]
    lines.append("rxapp: billing accounts a new registration can link (region, number, login, password):")
    lines += [f"  {a.region} {a.number} {a.login} {a.secret}" for p in people if not p.portal for a in p.accounts]
    print("\n".join(lines), flush=True)  # noqa: T201
