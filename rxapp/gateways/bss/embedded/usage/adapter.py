"""The verbs of the port."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import func
from sqlmodel import col, select

from rxapp.gateways.bss.embedded import rules
from rxapp.gateways.bss.embedded.ordering import terms
from rxapp.gateways.bss.embedded.part import Part
from rxapp.gateways.bss.embedded.usage.tables import BssUsageRecord
from rxapp.gateways.bss.usage import MOST_DAYS, Flow, UsageDay, UsageKind, UsageRecord
from rxapp.gateways.bss.values import Page

MAX_PAGE = 1000


class Usage(Part):
    """What was used, by day and by record."""

    async def usage_days(self, numbers: Sequence[str], service_id: str, *, since: date, until: date) -> list[UsageDay]:
        """Sums by day and kind, oldest first, in one query. Raises ServiceUnknown."""
        async with self.reading() as db:
            service = (await terms.standing(db, list(numbers), service_id)).service
            day: Any = func.date(BssUsageRecord.at)
            if db.get_bind().dialect.name == "postgresql":
                # Otherwise the day would be that of the session's time zone.
                day = func.date(func.timezone("UTC", BssUsageRecord.at))
            found = (
                select(day, BssUsageRecord.kind, func.sum(BssUsageRecord.amount), func.sum(BssUsageRecord.cost_minor))
                .where(BssUsageRecord.service_id == service.id, *_within(since, until))
                .group_by(day, BssUsageRecord.kind)
                .order_by(day, BssUsageRecord.kind)
            )
            return [
                UsageDay(_as_date(told), cast(UsageKind, kind), int(amount), int(cost))
                for told, kind, amount, cost in await db.exec(found)
            ]

    async def usage_records(
        self,
        numbers: Sequence[str],
        service_id: str,
        *,
        since: date,
        until: date,
        kind: UsageKind | None = None,
        offset: int = 0,
        limit: int = 20,
    ) -> Page[UsageRecord]:
        """Records, newest first; at most 1 000 a page. Raises ServiceUnknown."""
        size = min(max(0, limit), MAX_PAGE)
        async with self.reading() as db:
            service = (await terms.standing(db, list(numbers), service_id)).service
            mine = select(BssUsageRecord).where(BssUsageRecord.service_id == service.id, *_within(since, until))
            if kind is not None:
                mine = mine.where(BssUsageRecord.kind == kind)
            newest = mine.order_by(col(BssUsageRecord.at).desc(), col(BssUsageRecord.id))
            rows = [_shaped(row) for row in await db.exec(newest.offset(max(0, offset)).limit(size + 1))]
        return Page(rows[:size], len(rows) > size)


def _within(since: date, until: date) -> tuple[Any, Any]:
    first = max(since, until - timedelta(days=MOST_DAYS - 1))
    after = rules.at_midnight(until) + timedelta(days=1)
    return col(BssUsageRecord.at) >= rules.at_midnight(first), col(BssUsageRecord.at) < after


def _as_date(told: Any) -> date:
    if isinstance(told, datetime):
        return told.date()
    return told if isinstance(told, date) else date.fromisoformat(str(told)[:10])


def _shaped(row: BssUsageRecord) -> UsageRecord:
    return UsageRecord(
        str(row.id), row.at, cast(UsageKind, row.kind), cast(Flow, row.flow), row.peer, row.amount, row.cost_minor
    )
