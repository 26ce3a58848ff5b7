"""The console over plain HTTP, for people's scripts and the tests. Mounted in the sandbox only."""

import json
from dataclasses import asdict
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from rxapp import routes as addresses
from rxapp.core import phone
from rxapp.core.db import Database
from rxapp.core.errors import DomainError
from rxapp.gateways.bss import BssUnavailable
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.gateways.bss.embedded.errors import AccountUnknown
from rxapp.gateways.bss.embedded.ownership import sims
from rxapp.sandbox.operator import service
from rxapp.sandbox.operator.troubled import behave
from rxapp.sandbox.web import NO_STORE, body_of, fields_of, is_json, refusal

MAX_BODY = 16_384
Asked = TypeVar("Asked", bound=BaseModel)


def routes(database: Database) -> list[Route]:
    """POST ``/sandbox/operator/<action>``, ``/change_sim`` and ``/trouble``, GET ``/sandbox/operator/accounts.json``.

    Answers: 200 with the receipt or the list; 400 ``{"error", "fields"}`` for a bad body; 404 for an unknown action
    or account; 409 for what the billing refuses; 413 and 415 for a body too large or not JSON; 503 when it is down.
    """

    bss = EmbeddedBss(database)

    async def act(request: Request) -> Response:
        return await _act(bss, request)

    async def accounts(_request: Request) -> Response:
        listed = [asdict(row) for row in await service.subscribers(bss)]
        return Response(json.dumps(listed, default=str), media_type="application/json", headers=NO_STORE)

    async def change_sim(request: Request) -> Response:
        return await _change_sim(bss, request)

    async def trouble(request: Request) -> Response:
        return await _trouble(database, request)

    return [
        Route(f"{addresses.SANDBOX_OPERATOR}/trouble", trouble, methods=["POST"]),
        Route(addresses.operator_action("change_sim"), change_sim, methods=["POST"]),
        Route(f"{addresses.SANDBOX_OPERATOR}/accounts.json", accounts, methods=["GET"]),
        Route(addresses.operator_action("{action}"), act, methods=["POST"]),
    ]


async def _act(bss: EmbeddedBss, request: Request) -> Response:
    model = service.ACTIONS.get(request.path_params["action"])
    if model is None:
        return refusal(404, "operator.action_unknown")
    asked = await _asked(request, model)
    if isinstance(asked, Response):
        return asked
    try:
        receipt = await service.perform(bss, asked)
    except DomainError as error:
        return refusal(_status(error), error.code)
    return JSONResponse(asdict(receipt), headers=NO_STORE)


async def _change_sim(bss: EmbeddedBss, request: Request) -> Response:
    asked = await _asked(request, service.ChangeSim)
    if isinstance(asked, Response):
        return asked
    try:
        number = phone.parse(asked.phone).e164
    except DomainError as error:
        return refusal(400, "operator.body_refused", {"phone": error.code})
    async with bss.changing() as db:
        changed_at = await sims.change(db, number)
    return JSONResponse({"phone": number, "changed_at": changed_at.isoformat()}, headers=NO_STORE)


async def _trouble(database: Database, request: Request) -> Response:
    wanted = await _asked(request, service.Trouble)
    if isinstance(wanted, Response):
        return wanted
    await behave(database, silent=wanted.silent, slow_ms=wanted.slow_ms)
    return JSONResponse(wanted.model_dump(), headers=NO_STORE)


async def _asked(request: Request, model: type[Asked]) -> Asked | Response:
    """The body as the model has it, or the refusal of it."""
    if not is_json(request):
        return refusal(415, "operator.not_json")
    body = await body_of(request, MAX_BODY)
    if body is None:
        return refusal(413, "operator.too_large")
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        return refusal(400, "operator.body_refused", fields_of(error))


def _status(error: DomainError) -> int:
    if isinstance(error, AccountUnknown):
        return 404
    return 503 if isinstance(error, BssUnavailable) else 409
