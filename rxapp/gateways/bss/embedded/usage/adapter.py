"""The verbs of the port."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, cast

from sqlalchemy import String, column, func, values
from sqlmodel import col, select
from sqlmodel.sql.sqltypes import UTCDateTime

from rxapp.core import clock
from rxapp.gateways.bss.embedded.ordering import terms
from rxapp.gateways.bss.embedded.part import Part
from rxapp.gateways.bss.embedded.usage.tables import BssUsageRecord
from rxapp.gateways.bss.usage import MOST_DAYS, Flow, UsageDay, UsageKind, UsageRecord
from rxapp.gateways.bss.values import Page

MAX_PAGE = 1000
_AT = col(BssUsageRecord.at)


class Usage(Part):
    """What was used, by day and by record."""

    async def usage_days(self, numbers: Sequence[str], service_id: str, *, since: date, until: date) -> list[UsageDay]:
        """Sums by day and kind, oldest first, in one query. Raises ServiceUnknown."""
        async with self.reading() as db:
            service = (await terms.standing(db, list(numbers), service_id)).service
            if since > until:
                return []
            days = _days(since, until)
            found = (
                select(
                    days.c.day,
                    BssUsageRecord.kind,
                    func.sum(BssUsageRecord.amount),
                    func.sum(BssUsageRecord.cost_minor),
                )
                .join_from(days, BssUsageRecord, (days.c.begins <= _AT) & (days.c.ends > _AT))
                .where(BssUsageRecord.service_id == service.id)
                .group_by(days.c.day, BssUsageRecord.kind)
                .order_by(days.c.day, BssUsageRecord.kind)
            )
            return [
                UsageDay(date.fromisoformat(day), cast(UsageKind, kind), int(amount), int(cost))
                for day, kind, amount, cost in await db.exec(found)
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


def _days(since: date, until: date) -> Any:
    """The operator's days with their bounds, to be joined with: SQLite knows no time zones."""
    first = _first(since, until)
    every = [first + timedelta(days=place) for place in range((until - first).days + 1)]
    bounds = [(str(day), clock.moment(day), clock.moment(day + timedelta(days=1))) for day in every]
    columns = (column("day", String), column("begins", UTCDateTime), column("ends", UTCDateTime))
    return values(*columns, name="days").data(bounds).cte()


def _within(since: date, until: date) -> tuple[Any, Any]:
    after = clock.moment(until + timedelta(days=1))
    return clock.moment(_first(since, until)) <= _AT, after > _AT


def _first(since: date, until: date) -> date:
    return max(since, until - timedelta(days=MOST_DAYS - 1))


def _shaped(row: BssUsageRecord) -> UsageRecord:
    return UsageRecord(
        str(row.id), row.at, cast(UsageKind, row.kind), cast(Flow, row.flow), row.peer, row.amount, row.cost_minor
    )
