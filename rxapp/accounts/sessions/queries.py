"""The owner's list of signed-in browsers (SESS-6)."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from rxapp.accounts.devices import rules as devices
from rxapp.accounts.principal import Principal
from rxapp.accounts.sessions.service import is_live
from rxapp.accounts.sessions.tables import Session
from rxapp.core.db import Db


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A live session: browser and system by name (empty when unknown), address range, ISO times, marks."""

    id: str
    family: str
    system: str
    network: str
    first_seen: str
    last_seen: str
    remembered: bool
    current: bool


async def signed_in(db: Db, principal: Principal) -> list[SignedIn]:
    """The principal's live sessions, the present one first, then the last used."""
    rows = [row for row in await unended(db, principal.account_id) if is_live(row)]
    rows.sort(key=lambda row: (row.id != principal.session_id, -row.seen_at.timestamp()))
    return [_shown(row, principal.session_id) for row in rows]


async def unended(db: Db, account_id: UUID) -> list[Session]:
    """Every session of the account that nobody ended, past its limits or not."""
    mine = select(Session).where(Session.account_id == account_id, col(Session.ended_at).is_(None))
    return list((await db.exec(mine)).all())


def _shown(row: Session, current: UUID) -> SignedIn:
    seen = devices.describe(row.user_agent)
    return SignedIn(
        str(row.id),
        seen.family,
        seen.system,
        devices.network(row.ip),
        row.created_at.isoformat(),
        row.seen_at.isoformat(),
        row.remembered,
        row.id == current,
    )
