"""What a service may use in a month: the packages of its tariff and of its options together."""

from uuid import UUID

from sqlmodel import col, select

from rxapp.core.db import Db
from rxapp.gateways.bss.embedded import rules
from rxapp.gateways.bss.embedded.tables import BssAllowance, BssOffering, BssService, BssServiceOption


async def grant(db: Db, service: BssService) -> None:
    """Bring the packages to today's tariff and options in the middle of a month; what is used stays used.

    A package that became smaller than its use is simply used up.
    """
    totals, rows = await _totals(db, service), await _packages(db, service.id)
    for kind in totals.keys() | rows.keys():
        row = rows.get(kind) or BssAllowance(service_id=service.id, kind=kind, used=0, total=0)
        row.total = max(row.used, totals.get(kind, 0) + row.extra)
        db.add(row)
    await db.flush()


async def renew(db: Db, service: BssService) -> None:
    """A new month: nothing is used, and the packages are those of the tariff and the options."""
    totals, rows = await _totals(db, service), await _packages(db, service.id)
    for kind, row in rows.items():
        if kind not in totals:
            await db.delete(row)
    for kind, total in totals.items():
        row = rows.get(kind) or BssAllowance(service_id=service.id, kind=kind, total=total)
        row.used, row.total, row.extra = 0, total, 0
        db.add(row)
    await db.flush()


async def _totals(db: Db, service: BssService) -> dict[str, int]:
    mine = select(BssServiceOption.offering_id).where(BssServiceOption.service_id == service.id)
    wanted = (col(BssOffering.id) == service.offering_id) | col(BssOffering.id).in_(mine)
    granted = (await db.exec(select(BssOffering).where(wanted))).all()
    totals = {
        "gb": sum(row.gigabytes for row in granted) * rules.MB_PER_GB,
        "min": sum(row.minutes for row in granted),
        "sms": sum(row.sms for row in granted),
        "channels": sum(row.channels for row in granted),
    }
    return {kind: total for kind, total in totals.items() if total}


async def _packages(db: Db, service_id: UUID) -> dict[str, BssAllowance]:
    rows = await db.exec(select(BssAllowance).where(BssAllowance.service_id == service_id))
    return {row.kind: row for row in rows}
