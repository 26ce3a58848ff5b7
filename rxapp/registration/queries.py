"""The draft of this browser, and the draft behind a mailed link."""

from sqlmodel import col, select

from rxapp.core import clock
from rxapp.core.db import Db
from rxapp.registration.tables import RegistrationDraft


async def draft_of(db: Db, browser_hash: str) -> RegistrationDraft | None:
    """The living draft of this browser."""
    found = select(RegistrationDraft).where(
        RegistrationDraft.browser_hash == browser_hash, col(RegistrationDraft.expires_at) > clock.now()
    )
    return (await db.exec(found)).first() if browser_hash else None


async def draft_by_link(db: Db, link_hash: str) -> RegistrationDraft | None:
    """The living draft a mailed link belongs to."""
    found = select(RegistrationDraft).where(
        RegistrationDraft.link_hash == link_hash, col(RegistrationDraft.expires_at) > clock.now()
    )
    return (await db.exec(found)).first() if link_hash else None
