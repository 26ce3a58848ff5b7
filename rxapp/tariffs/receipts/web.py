"""A receipt as a file to keep."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from rxapp import routes
from rxapp.accounts import service as accounts
from rxapp.accounts.sessions.web import principal_of
from rxapp.core.db import database
from rxapp.core.settings import settings
from rxapp.tariffs.receipts import queries, rules

NO_STORE = {"Cache-Control": "no-store"}


async def receipt(request: Request) -> Response:
    """The principal's own receipt as a text file; 404 for an absent one and for somebody else's."""
    who = await principal_of(request)
    if who is None:
        return PlainTextResponse("", 404, NO_STORE)
    async with database().reading() as db:
        found = await queries.one(db, who, UUID(str(request.path_params["receipt"])))
        person = await accounts.person(db, who)
    if found is None:
        return PlainTextResponse("", 404, NO_STORE)
    kept, outcome = found
    name = " ".join((person.last_name, person.first_name))
    told = rules.document(kept, queries.status(outcome), rules.why(kept, outcome), settings().brand_name, name)
    # The mark tells old editors of Windows that this is UTF-8.
    headers = {**NO_STORE, "Content-Disposition": f'attachment; filename="receipt-{kept.number}.txt"'}
    return Response("\ufeff" + told, headers=headers, media_type="text/plain; charset=utf-8")


RECEIPT_ROUTES = [Route(routes.RECEIPT, receipt, methods=["GET"])]
