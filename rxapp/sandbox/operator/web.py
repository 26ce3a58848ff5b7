"""The console over plain HTTP, for people's scripts and the tests. Mounted in the sandbox only."""

import json
from dataclasses import asdict

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from rxapp import routes as addresses
from rxapp.core.errors import DomainError
from rxapp.gateways.bss import BssUnavailable
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.gateways.bss.embedded.errors import AccountUnknown
from rxapp.sandbox.operator import service

MAX_BODY = 16_384
_FIELD_CODES = {"missing": "operator.field_missing", "extra_forbidden": "operator.field_unknown"}
_NO_STORE = {"Cache-Control": "no-store"}


def routes(bss: EmbeddedBss) -> list[Route]:
    """POST ``/sandbox/operator/<action>`` and GET ``/sandbox/operator/accounts.json``.

    Answers: 200 with the receipt or the list; 400 ``{"error", "fields"}`` for a bad body; 404 for an unknown action
    or account; 409 for what the billing refuses; 413 and 415 for a body too large or not JSON; 503 when it is down.
    """

    async def act(request: Request) -> Response:
        return await _act(bss, request)

    async def accounts(_request: Request) -> Response:
        listed = [asdict(row) for row in await service.subscribers(bss)]
        return Response(json.dumps(listed, default=str), media_type="application/json", headers=_NO_STORE)

    return [
        Route(f"{addresses.SANDBOX_OPERATOR}/accounts.json", accounts, methods=["GET"]),
        Route(addresses.operator_action("{action}"), act, methods=["POST"]),
    ]


async def _act(bss: EmbeddedBss, request: Request) -> Response:
    model = service.ACTIONS.get(request.path_params["action"])
    if model is None:
        return _refusal(404, "operator.action_unknown")
    # A form of a foreign page cannot send this type without a preflight, which nobody answers.
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        return _refusal(415, "operator.not_json")
    body = await _body(request)
    if body is None:
        return _refusal(413, "operator.too_large")
    try:
        receipt = await service.perform(bss, model.model_validate_json(body))
    except ValidationError as error:
        return _refusal(400, "operator.body_refused", _fields(error))
    except DomainError as error:
        return _refusal(_status(error), error.code)
    return JSONResponse(asdict(receipt), headers=_NO_STORE)


async def _body(request: Request) -> bytes | None:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            return None
    return body


def _fields(error: ValidationError) -> dict[str, str]:
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return {
        ".".join(map(str, row["loc"])): _FIELD_CODES.get(row["type"], "operator.field_malformed")
        for row in found
        if row["loc"]
    }


def _status(error: DomainError) -> int:
    if isinstance(error, AccountUnknown):
        return 404
    return 503 if isinstance(error, BssUnavailable) else 409


def _refusal(status: int, code: str, fields: dict[str, str] | None = None) -> Response:
    return JSONResponse({"error": code, "fields": fields or {}}, status_code=status, headers=_NO_STORE)
