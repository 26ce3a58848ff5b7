"""The operator's hand on a SIM."""

from datetime import datetime

from rxapp.core.clock import now
from rxapp.core.db import Db
from rxapp.gateways.bss.embedded.ownership.tables import BssSimChange


async def change(db: Db, phone: str, at: datetime | None = None) -> datetime:
    """The number has a new SIM, or was ported, ``at`` (aware UTC; this moment by itself). Returns when.

    The newest change counts: history entered later does not hide it.
    """
    moment = at or now()
    row = await db.get(BssSimChange, phone, with_for_update=True)
    if row is None or row.changed_at < moment:
        await db.merge(BssSimChange(phone=phone, changed_at=moment))
        return moment
    return row.changed_at
