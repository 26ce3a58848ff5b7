"""Reading what was used. ``accounts`` are the principal's own: a service of another account does not exist."""

from collections.abc import Sequence

from rxapp.accounts.journal import service as journal
from rxapp.accounts.principal import Principal
from rxapp.accounts.sessions.service import Browser
from rxapp.consumption import rules
from rxapp.consumption.rules import Period
from rxapp.core import limits
from rxapp.core.db import Db
from rxapp.core.errors import TooManyRequests
from rxapp.core.limits import Rate
from rxapp.gateways.bss import BillingAccount, BssGateway, Service, ServiceUnknown
from rxapp.gateways.bss.usage import UsageDay, UsageKind, UsageRecord
from rxapp.gateways.bss.values import Page

FILE_PAGE = 1000
FILE_MOST = 20_000
NOTED = Rate(12, 3600)


async def service_of(bss: BssGateway, accounts: Sequence[BillingAccount], service_id: str) -> Service:
    """The service itself. Raises ServiceUnknown, BssUnavailable."""
    for row in await bss.services([account.number for account in accounts]):
        if row.id == service_id:
            return row
    raise ServiceUnknown


async def days(bss: BssGateway, accounts: Sequence[BillingAccount], service_id: str, asked: Period) -> list[UsageDay]:
    """Sums by day and kind. Raises ServiceUnknown, BssUnavailable."""
    numbers = [account.number for account in accounts]
    return await bss.usage_days(numbers, service_id, since=asked.since, until=asked.until)


async def records(
    bss: BssGateway,
    accounts: Sequence[BillingAccount],
    service_id: str,
    asked: Period,
    kind: UsageKind | None,
    *,
    offset: int = 0,
    limit: int = 20,
) -> Page[UsageRecord]:
    """Records, newest first. Raises ServiceUnknown, BssUnavailable."""
    numbers = [account.number for account in accounts]
    return await bss.usage_records(
        numbers, service_id, since=asked.since, until=asked.until, kind=kind, offset=offset, limit=limit
    )


async def note_opened(db: Db, principal: Principal, browser: Browser, number: str) -> None:
    """Write down for its owner to read that call details are shown, or given as a file, whole (PD-8, SEC-4).

    Twelve times an hour: who has somebody's session must not bury the journal under it.
    """
    try:
        await limits.hit(db, "call_details_noted", str(principal.account_id), NOTED)
    except TooManyRequests:
        return
    masked = rules.masked(number)
    await journal.record(db, principal.account_id, "call_details_opened", browser, number=masked)


async def all_records(
    bss: BssGateway, accounts: Sequence[BillingAccount], service_id: str, asked: Period, kind: UsageKind | None
) -> list[UsageRecord]:
    """Every record of the period, the newest 20 000 of them, for a file. Raises ServiceUnknown, BssUnavailable."""
    found: list[UsageRecord] = []
    while len(found) < FILE_MOST:
        page = await records(bss, accounts, service_id, asked, kind, offset=len(found), limit=FILE_PAGE)
        found += page.rows
        if not page.more:
            break
    return found
