"""Entering what was used."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from rxapp.core.clock import now
from rxapp.core.db import Db, insert_of
from rxapp.gateways.bss.embedded import feed, ledger, operator, rules
from rxapp.gateways.bss.embedded.errors import AmountRefused, UsageUnknown
from rxapp.gateways.bss.embedded.operations import Receipt, once
from rxapp.gateways.bss.embedded.tables import BssAllowance, BssBillingAccount, BssOffering
from rxapp.gateways.bss.embedded.usage.tables import BssUsageRate, BssUsageRecord

KINDS = ("gb", "min", "sms", "rentals")
FLOWS = ("out", "in")
MOST = 100_000_000
AT_ONCE = 500


async def set_rates(db: Db, rates: Iterable[Mapping[str, Any]]) -> None:
    """Store what a piece costs beyond the package, one row a mapping of column names."""
    for rate in rates:
        await db.merge(BssUsageRate(**rate))


async def record(
    db: Db,
    number: str,
    kind: str,
    amount: int,
    key: str,
    service: str = "",
    peer: str = "",
    flow: str = "out",
    at: datetime | None = None,
) -> Receipt:
    """Enter one record: megabytes of gb, pieces of the others. What comes in takes nothing and costs nothing.

    The feed tells of a package once when four fifths are used and once when it is spent.
    Raises UsageUnknown for another kind or flow, AmountRefused, AccountUnknown, ServiceUnknown, ServiceAmbiguous,
    KeyReused.
    """
    moment = at or now()
    if kind not in KINDS or flow not in FLOWS:
        raise UsageUnknown
    if not 0 < amount <= MOST:
        raise AmountRefused

    async def change(account: BssBillingAccount) -> None:
        used = await operator.pick(db, account, service)
        cost = 0
        if flow == "out":
            beyond = await _take(db, account, used.id, used.kind, kind, amount, moment)
            rate = await db.get(BssUsageRate, (used.kind, kind))
            cost = beyond * rate.minor_per_piece if rate else 0
        if cost:
            tariff = (await db.get_one(BssOffering, used.offering_id)).name
            await ledger.charge(db, account, cost, f"usage:{key}", moment)
            feed.write(db, account, "usage_charged", moment, amount_minor=cost, kind=used.kind, tariff=tariff)
        row = BssUsageRecord(key=key, service_id=used.id, at=moment, kind=kind, flow=flow, peer=peer, amount=amount)
        row.cost_minor = cost
        db.add(row)
        await db.flush()

    request: dict[str, str | int] = {
        "kind": kind,
        "amount": amount,
        "service": service,
        "peer": peer,
        "flow": flow,
    }
    return await once(db, "record_usage", key, number, request, change, moment)


async def enter(db: Db, rows: Sequence[Mapping[str, Any]]) -> None:
    """History as it is, many records at once, by ``key``: what is there already stays. Packages are not touched."""
    insert = insert_of(db)
    for place in range(0, len(rows), AT_ONCE):
        piece = [BssUsageRecord(**row).model_dump() for row in rows[place : place + AT_ONCE]]
        await db.exec(insert(BssUsageRecord).values(piece).on_conflict_do_nothing(index_elements=["key"]))


async def _take(
    db: Db, account: BssBillingAccount, service_id: Any, service_kind: str, kind: str, amount: int, at: datetime
) -> int:
    """Take from the package as far as it goes; returns what is beyond it."""
    package = await db.get(BssAllowance, (service_id, kind), populate_existing=True)
    if package is None:
        return amount
    before = package.used
    package.used = min(package.total, before + amount)
    db.add(package)
    if code := rules.crossed(before, package.used, package.total):
        feed.write(db, account, code, at, kind=service_kind)
    return amount - (package.used - before)
