"""Contacts as their owner sees them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from rxapp.accounts import queries as accounts
from rxapp.accounts.contacts import rules
from rxapp.accounts.contacts.tables import PendingContact
from rxapp.accounts.principal import Principal
from rxapp.accounts.tables import Account, SignInAlias
from rxapp.core.db import Db


@dataclass(frozen=True, slots=True)
class Contact:
    """A phone or e-mail: as its owner reads it, with what may be done to it."""

    id: str
    kind: str
    shown: str
    confirmed: bool
    main: bool
    removable: bool


async def contacts(db: Db, principal: Principal) -> list[Contact]:
    """The principal's contacts, phones first, the main one of each kind first."""
    account = await accounts.account_by_id(db, principal.account_id)
    rows = await accounts.contacts(db, principal.account_id)
    if account is None:
        return []
    shown = [_shown(row, account, rows) for row in rows]
    return sorted(shown, key=lambda contact: (contact.kind != "phone", not contact.main, not contact.confirmed))


async def own(db: Db, account_id: UUID, contact_id: str) -> SignInAlias:
    """One contact through its owner (AC-2). Raises ContactUnknown."""
    try:
        wanted = UUID(contact_id)
    except ValueError as wrong:
        raise rules.ContactUnknown from wrong
    found = next((row for row in await accounts.contacts(db, account_id) if row.id == wanted), None)
    if found is None:
        raise rules.ContactUnknown
    return found


async def pending(db: Db, principal: Principal, kind: str, now: datetime) -> PendingContact | None:
    """What this session is adding."""
    mine = (
        col(PendingContact.account_id) == principal.account_id,
        col(PendingContact.session_id) == principal.session_id,
        col(PendingContact.kind) == kind,
        col(PendingContact.expires_at) > now,
    )
    return (await db.exec(select(PendingContact).where(*mine))).first()


def is_main(row: SignInAlias, account: Account) -> bool:
    """Whether this is the phone or e-mail the account is known by."""
    main = account.phone if row.kind == "phone" else account.email
    return bool(main) and main in (row.address, row.key)


def _shown(row: SignInAlias, account: Account, rows: list[SignInAlias]) -> Contact:
    return Contact(
        str(row.id),
        row.kind,
        rules.shown(row.kind, row.address or row.key),
        row.confirmed,
        is_main(row, account),
        rules.removable(row, rows),
    )
