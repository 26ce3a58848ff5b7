"""Reads of links, proofs and places of cards, by their owner."""

from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from rxapp.accounts.principal import Principal
from rxapp.core.db import Db
from rxapp.gateways.bss import BillingAccount
from rxapp.linked_services.tables import CardPlace, DismissedOffer, ServiceLink, ServiceProof


async def links(db: Db, account_id: UUID) -> list[BillingAccount]:
    """The account's billing accounts, the first linked first."""
    return [BillingAccount(number=row.account_number, region=row.region) for row in await rows(db, account_id)]


async def rows(db: Db, account_id: UUID) -> list[ServiceLink]:
    """The account's links, the first linked first."""
    mine = select(ServiceLink).where(ServiceLink.account_id == account_id)
    return list(await db.exec(mine.order_by(col(ServiceLink.linked_at), col(ServiceLink.account_number))))


async def one(db: Db, account_id: UUID, account_number: str) -> ServiceLink | None:
    """The account's own link to this billing account, locked for a change."""
    mine = select(ServiceLink).where(ServiceLink.account_id == account_id, ServiceLink.account_number == account_number)
    return (await db.exec(mine.with_for_update())).first()


async def owners(db: Db, account_number: str) -> list[UUID]:
    """Portal accounts that show this billing account."""
    found = select(ServiceLink.account_id).where(ServiceLink.account_number == account_number)
    return list(await db.exec(found.order_by(col(ServiceLink.account_id))))


async def proof(db: Db, principal: Principal, now: datetime) -> ServiceProof | None:
    """What this session is proving or has proved; None when it is too old or another session's."""
    mine = select(ServiceProof).where(
        ServiceProof.account_id == principal.account_id,
        ServiceProof.session_id == principal.session_id,
        col(ServiceProof.expires_at) > now,
    )
    return (await db.exec(mine.execution_options(populate_existing=True))).first()


async def places(db: Db, account_id: UUID) -> list[CardPlace]:
    """Where the account's cards lie, in their order."""
    mine = select(CardPlace).where(CardPlace.account_id == account_id)
    return list(await db.exec(mine.order_by(col(CardPlace.position), col(CardPlace.service_id))))


async def dismissed(db: Db, account_id: UUID) -> set[str]:
    """Numbers that must not be offered again."""
    mine = select(DismissedOffer.account_number).where(DismissedOffer.account_id == account_id)
    return set(await db.exec(mine))
