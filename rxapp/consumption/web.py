"""Files of usage by plain GET: of one's own service, for a period; whom and when only after a fresh proof (PD-8)."""

import asyncio

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from rxapp import routes
from rxapp.accounts.principal import Principal
from rxapp.accounts.sessions import freshness
from rxapp.accounts.sessions.web import browser_of, principal_of
from rxapp.consumption import rules, service
from rxapp.consumption.files import rules as files
from rxapp.consumption.files import service as drawing
from rxapp.consumption.files.rules import Sheet
from rxapp.core import clock, limits, numbers
from rxapp.core.checks import uuid_or_empty
from rxapp.core.db import database
from rxapp.core.errors import DomainError, TooManyRequests
from rxapp.core.limits import Rate
from rxapp.gateways import gateways
from rxapp.gateways.bss import BssUnavailable
from rxapp.i18n.catalogue import known_locale
from rxapp.linked_services import service as links

NO_STORE = {"Cache-Control": "no-store"}
FILES = Rate(30, 3600)


async def as_csv(request: Request) -> Response:
    """A table for office programs."""
    table = await _sheet(request)
    return table if isinstance(table, Response) else _file(files.as_csv(table), "text/csv; charset=utf-8", "csv")


async def as_pdf(request: Request) -> Response:
    """A page to print."""
    table = await _sheet(request)
    if isinstance(table, Response):
        return table
    return _file(await asyncio.to_thread(drawing.as_pdf, table), "application/pdf", "pdf")


async def _sheet(request: Request) -> Sheet | Response:
    """What the address asks for; 404 without a session or the service, 400, 429, 503."""
    who = await principal_of(request)
    if who is None:
        return PlainTextResponse("", 404, NO_STORE)
    try:
        async with database().writing() as db:
            await limits.hit(db, "usage_file", str(who.account_id), FILES)
        return await _read(who, request)
    except TooManyRequests as refused:
        return PlainTextResponse("", 429, {**NO_STORE, "Retry-After": str(refused.retry_after)})
    except BssUnavailable:
        return PlainTextResponse("", 503, NO_STORE)
    except DomainError as refused:
        return PlainTextResponse("", 400 if refused.code == "form.refused" else 404, NO_STORE)


async def _read(who: Principal, request: Request) -> Sheet:
    asked_for, bss = request.query_params, gateways().bss
    async with database().reading() as db:
        mine = await links.linked_accounts(db, who)
        whole = asked_for.get("details") == "1" and await freshness.is_fresh(db, who)
    since, until = asked_for.get("since", ""), asked_for.get("until", "")
    period = rules.period("own", clock.today(), since, until)
    card = await service.service_of(bss, mine, uuid_or_empty(asked_for.get("id", "")))
    if whole:
        async with database().writing() as db:
            await service.note_opened(db, who, browser_of(request), card.number)
    kind = rules.known_kind(asked_for.get("kind", ""))
    found = await service.all_records(bss, mine, card.id, period, kind)
    records = [rules.record(row, whole=whole) for row in found]
    return files.sheet(
        known_locale(asked_for.get("lang", "")), numbers.shown(card.number), period, records, whole=whole
    )


def _file(content: bytes, media_type: str, ending: str) -> Response:
    headers = {**NO_STORE, "Content-Disposition": f'attachment; filename="usage.{ending}"'}
    return Response(content, headers=headers, media_type=media_type)


USAGE_ROUTES = [
    Route(routes.USAGE_CSV, as_csv, methods=["GET"]),
    Route(routes.USAGE_PDF, as_pdf, methods=["GET"]),
]
