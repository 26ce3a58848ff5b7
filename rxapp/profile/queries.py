"""The profile, shaped for its screens."""

from dataclasses import dataclass

from sqlmodel import col, select

from rxapp.accounts import queries as accounts
from rxapp.accounts.contacts import queries as contacts
from rxapp.accounts.contacts.queries import Contact
from rxapp.accounts.principal import Principal
from rxapp.accounts.tables import Consent, ConsentWithdrawal
from rxapp.core.db import Db
from rxapp.core.errors import DomainError
from rxapp.profile.rules import Address
from rxapp.profile.tables import HomeAddress


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything of the first profile screen. ``birth_date`` is ISO or empty; ``theme`` empty: as in the system."""

    user_name: str
    last_name: str
    first_name: str
    middle_name: str
    birth_date: str
    locale: str
    theme: str
    address: Address
    contacts: list[Contact]
    reduced: bool


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """One consent: ``text`` names the document in the catalogue; ``withdrawn_at`` is empty while it stands."""

    id: str
    document: str
    text: str
    version: str
    given_at: str
    withdrawn_at: str


async def profile(db: Db, principal: Principal) -> Profile:
    """The principal's own profile."""
    account = await accounts.account_by_id(db, principal.account_id)
    if account is None:
        raise DomainError("error.not_found")
    return Profile(
        account.user_name,
        account.last_name,
        account.first_name,
        account.middle_name,
        account.birth_date.isoformat() if account.birth_date else "",
        account.locale,
        account.theme,
        await home_address(db, principal),
        await contacts.contacts(db, principal),
        principal.reduced,
    )


async def has_password(db: Db, principal: Principal) -> bool:
    """Whether the principal ever set a password; somebody who came with another service may not have."""
    account = await accounts.account_by_id(db, principal.account_id)
    return bool(account and account.password_hash)


async def home_region(db: Db, principal: Principal) -> str:
    """The ISO code of the region the principal registered in, or moved to."""
    account = await accounts.account_by_id(db, principal.account_id)
    return account.region if account else ""


async def home_address(db: Db, principal: Principal) -> Address:
    """Where the principal lives; every part empty when they did not say."""
    row = await db.get(HomeAddress, principal.account_id)
    return Address(row.region, row.city, row.street, row.house, row.flat) if row else Address()


async def consents(db: Db, principal: Principal) -> list[ConsentGiven]:
    """Every consent the principal gave, standing ones first, then the newest."""
    found = await db.exec(
        select(Consent, ConsentWithdrawal)
        .join(ConsentWithdrawal, col(ConsentWithdrawal.consent_id) == col(Consent.id), isouter=True)
        .where(Consent.account_id == principal.account_id)
        .order_by(col(ConsentWithdrawal.withdrawn_at).is_not(None), col(Consent.given_at).desc(), col(Consent.document))
    )
    return [_shown(consent, withdrawal) for consent, withdrawal in found.all()]


def _shown(consent: Consent, withdrawal: ConsentWithdrawal | None) -> ConsentGiven:
    return ConsentGiven(
        str(consent.id),
        consent.document,
        f"profile.consent_{consent.document}",
        consent.version,
        consent.given_at.isoformat(),
        withdrawal.withdrawn_at.isoformat() if withdrawal else "",
    )
