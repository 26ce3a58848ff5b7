"""What was used of a service: sums by day, and record by record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

from rxapp.gateways.bss.values import Page

UsageKind = Literal["gb", "min", "sms", "rentals"]
Flow = Literal["out", "in"]
MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class UsageDay:
    """What was used of one kind on one day (UTC): megabytes of gb, pieces of the others; what it cost, kopecks."""

    day: date
    kind: UsageKind
    amount: int
    cost_minor: int


@dataclass(frozen=True, slots=True)
class UsageRecord:
    """One call, message, session or rental. ``peer`` is the other number or the title: secret of communication."""

    id: str
    at: datetime
    kind: UsageKind
    flow: Flow
    peer: str
    amount: int
    cost_minor: int


class UsageVerbs(Protocol):
    """Records and sums of consumption. Days are inclusive; at most 366 of them, the latest, are told.

    Each raises BssUnavailable, and ServiceUnknown for a service not of these accounts.
    """

    async def usage_days(self, numbers: Sequence[str], service_id: str, *, since: date, until: date) -> list[UsageDay]:
        """Sums by day and kind, oldest first (TMF677 usageConsumption, summed)."""

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
        """Records, newest first (TMF635 usage)."""
