"""Reading people as they stand, and what is still free."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select

from rxapp.accounts import queries as account_queries
from rxapp.accounts.service import user_name_key
from rxapp.accounts.tables import Account
from rxapp.core import email_address, phone
from rxapp.core.db import Database, Db
from rxapp.core.errors import DomainError
from rxapp.gateways.bss import BillingAccount
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.gateways.bss.embedded.tables import BssBillingAccount
from rxapp.linked_services import queries as links
from rxapp.profile.tables import ClosedAccount
from rxapp.sandbox.people.rules import AccountQuery, AccountShown, Channel, ServiceShown


class AccountMissing(DomainError):
    """No such portal account."""

    code = "sandbox.account_missing"


async def find(database: Database, query: AccountQuery) -> list[AccountShown]:
    """Accounts that fit, the newest first."""
    wanted = select(Account).order_by(col(Account.created_at).desc(), col(Account.id)).limit(query.limit)
    wanted = wanted.where(col(Account.id).not_in(select(ClosedAccount.account_id)))
    if query.user_name:
        wanted = wanted.where(Account.user_name == query.user_name)
    if query.phone:
        wanted = wanted.where(Account.phone == phone.parse(query.phone).e164)
    if query.email:
        wanted = wanted.where(Account.email == email_address.parse(query.email).ascii)
    async with database.reading() as db:
        found = list(await db.exec(wanted))
    return [await shown(database, account) for account in found]


async def one(database: Database, account_id: UUID) -> AccountShown:
    """The account with this id. Raises AccountMissing."""
    async with database.reading() as db:
        account = await account_queries.account_by_id(db, account_id)
    if account is None:
        raise AccountMissing
    return await shown(database, account)


async def shown(database: Database, account: Account, made: Sequence[BillingAccount] = ()) -> AccountShown:
    """The account with its services; those of ``made`` are listed too when they are not linked."""
    async with database.reading() as db:
        linked = await links.links(db, account.id)
    purses = {purse.number: purse for purse in [*linked, *made]}
    bss = EmbeddedBss(database)
    services = [
        ServiceShown(
            id=row.id,
            account_number=row.account_number,
            region=purses[row.account_number].region,
            kind=row.kind,
            number=row.number,
            tariff=row.tariff,
            status=row.status,
            balance_minor=row.balance_minor,
            linked=any(purse.number == row.account_number for purse in linked),
        )
        for row in await bss.services(list(purses))
    ]
    members = [row.points for row in await bss.loyalty(list(purses)) if row.member]
    return AccountShown(
        id=account.id,
        state="open",
        user_name=account.user_name,
        last_name=account.last_name,
        first_name=account.first_name,
        middle_name=account.middle_name,
        birth_date=account.birth_date,
        region=account.region,
        locale=account.locale,
        phone=account.phone,
        email=account.email,
        confirmed=_confirmed(account),
        points=sum(members) if members else None,
        services=services,
    )


async def is_taken(db: Db, kind: str, key: str, *, proving: bool = False) -> bool:
    """Whether somebody signs in by this name; a proof takes an unproved name over."""
    found = await account_queries.alias(db, kind, key)
    return found is not None and (found.confirmed or not proving)


async def user_name_is_taken(db: Db, user_name: str) -> bool:
    """Whether somebody answers to this user name."""
    return await account_queries.user_name_taken(db, user_name_key(user_name))


async def number_is_taken(db: Db, number: str) -> bool:
    """Whether the operator has a contract of this number."""
    return (await db.exec(select(BssBillingAccount.id).where(BssBillingAccount.number == number))).first() is not None


def _confirmed(account: Account) -> list[Channel]:
    confirmed: list[Channel] = []
    if account.phone_confirmed_at:
        confirmed.append("phone")
    if account.email_confirmed_at:
        confirmed.append("email")
    return confirmed
