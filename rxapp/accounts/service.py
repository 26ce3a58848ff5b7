"""Opening accounts and giving them names to sign in by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import delete
from sqlmodel import col, select

from rxapp.accounts import queries
from rxapp.accounts.principal import Principal
from rxapp.accounts.tables import Account, Consent, SignInAlias
from rxapp.core import bus, clock, email_address
from rxapp.core.db import Db, insert_of
from rxapp.core.errors import DomainError
from rxapp.events import AccountConfirmed


class UserNameTaken(DomainError):
    """Somebody already answers to this user name (RG-8)."""

    code = "registration.user_name_taken"


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """What was agreed to: document and version of the text, SHA-256 of what was shown, when and from where."""

    document: str
    version: str
    text_hash: str
    locale: str
    given_at: datetime
    ip: str


@dataclass(frozen=True, slots=True)
class NewAccount:
    """A confirmed registration. ``password_hash`` is Argon2id; contacts are canonical (E.164, IDNA)."""

    user_name: str
    password_hash: str
    last_name: str
    first_name: str
    middle_name: str
    birth_date: date | None
    region: str
    email: str
    phone: str
    confirmed: frozenset[str]
    locale: str
    consents: Sequence[ConsentGiven] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """What a screen may show about the signed-in person."""

    first_name: str
    last_name: str
    region: str

    @property
    def initials(self) -> str:
        return (self.first_name[:1] + self.last_name[:1]).upper()


async def open_account(db: Db, new: NewAccount) -> Account:
    """Create the account with its sign-in names and consents.

    Raises UserNameTaken when the user name went to somebody else meanwhile.
    """
    if await queries.user_name_taken(db, user_name_key(new.user_name)):
        raise UserNameTaken(field="username")
    now = clock.now()
    account = Account(
        user_name=new.user_name,
        password_hash=new.password_hash,
        last_name=new.last_name,
        first_name=new.first_name,
        middle_name=new.middle_name,
        birth_date=new.birth_date,
        region=new.region,
        email=new.email,
        phone=new.phone,
        email_confirmed_at=now if "email" in new.confirmed else None,
        phone_confirmed_at=now if "phone" in new.confirmed else None,
        locale=new.locale,
        created_at=now,
    )
    db.add(account)
    await db.flush()
    await claim_alias(db, account.id, "user_name", user_name_key(new.user_name), confirmed=True)
    if new.email:
        await claim_alias(
            db, account.id, "email", email_key(new.email), confirmed="email" in new.confirmed, address=new.email
        )
    if new.phone:
        await claim_alias(db, account.id, "phone", new.phone, confirmed="phone" in new.confirmed)
    for given in new.consents:
        db.add(_consent(account.id, given))
    bus.publish(db, AccountConfirmed(account.id))
    return account


async def claim_alias(db: Db, account_id: UUID, kind: str, key: str, *, confirmed: bool, address: str = "") -> bool:
    """Let the account be signed in by this name; a proved claim displaces an unproved one. True when it holds.

    Of several accounts that claim one name at the same moment exactly one gets True.
    """
    insert = insert_of(db)
    fresh = {"id": uuid4(), "account_id": account_id, "kind": kind, "key": key, "address": address}
    # The loser of two inserts waits here for the winner's row instead of failing on the unique key.
    await db.exec(insert(SignInAlias).values(confirmed=confirmed, **fresh).on_conflict_do_nothing())
    taken = (await db.exec(queries.locked_alias(kind, key))).one()
    if taken.account_id == account_id:
        taken.confirmed = taken.confirmed or confirmed
    elif confirmed and not taken.confirmed:
        taken.account_id, taken.confirmed = account_id, True
    else:
        return False
    taken.address = address or taken.address
    db.add(taken)
    await db.flush()
    return True


async def release_alias(db: Db, account_id: UUID, kind: str, key: str) -> None:
    """The account is no longer signed in by this name; somebody else's name stays theirs."""
    mine = (col(SignInAlias.account_id) == account_id, col(SignInAlias.kind) == kind, col(SignInAlias.key) == key)
    await db.exec(delete(SignInAlias).where(*mine))


async def lock(db: Db, account_id: UUID) -> None:
    """Let other transactions that lock the same account wait for the end of this one."""
    await db.exec(select(Account.id).where(Account.id == account_id).with_for_update())


async def person(db: Db, principal: Principal) -> Person:
    """The principal's own name and region."""
    account = await queries.account_by_id(db, principal.account_id)
    if account is None:
        raise DomainError("error.not_found")
    return Person(account.first_name, account.last_name, account.region)


async def is_proved_owner(db: Db, kind: str, key: str) -> bool:
    """Whether an account has proved this phone or e-mail its own."""
    return await queries.is_proved(db, kind, key)


def user_name_key(user_name: str) -> str:
    """User names are unique without regard to case."""
    return user_name.strip().casefold()


def email_key(email: str) -> str:
    """The form in which e-mail addresses are compared."""
    return email_address.parse(email).key


def _consent(account_id: UUID, given: ConsentGiven) -> Consent:
    return Consent(
        account_id=account_id,
        document=given.document,
        version=given.version,
        text_hash=given.text_hash,
        locale=given.locale,
        given_at=given.given_at,
        ip=given.ip,
        method="registration",
    )
