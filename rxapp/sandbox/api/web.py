"""The testers' door over plain HTTP. Mounted in the sandbox only: it shows codes and opens accounts to anyone."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from typing import Any, cast
from uuid import UUID

from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import OperationalError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from rxapp import routes
from rxapp.accounts.service import UserNameTaken
from rxapp.core.db import Database
from rxapp.core.errors import DomainError, FormRefused, TooManyRequests
from rxapp.gateways.bss import BssUnavailable
from rxapp.sandbox.api import rules, service
from rxapp.sandbox.api.rules import ClockShown, Nothing, Operation, WantedClock
from rxapp.sandbox.captchas import service as captchas
from rxapp.sandbox.captchas.rules import CaptchaShown
from rxapp.sandbox.captchas.service import CaptchaMissing
from rxapp.sandbox.clock.service import ClockNotShared
from rxapp.sandbox.inbox import service as inbox
from rxapp.sandbox.inbox.rules import Inbox, InboxQuery
from rxapp.sandbox.people import queries as people
from rxapp.sandbox.people import service as people_service
from rxapp.sandbox.people.queries import AccountMissing
from rxapp.sandbox.people.rules import (
    AccountQuery,
    Accounts,
    AccountShown,
    SessionShown,
    WantedAccount,
    WantedSession,
)
from rxapp.sandbox.people.service import Taken
from rxapp.sandbox.providers import service as providers
from rxapp.sandbox.providers.rules import CallsQuery, CallsShown, WantedKnobs
from rxapp.sandbox.reset import service as resetting
from rxapp.sandbox.reset.rules import ResetDone, WantedReset
from rxapp.sandbox.web import NO_STORE, body_of, fields_of, is_json, refusal

BODY_REFUSALS = (400, 413, 415, 503)
API = routes.SANDBOX_API
ACCOUNT = f"{API}/accounts/{{account_id}}"
# An id that is none is one nobody has.
MISSING: dict[str, type[DomainError]] = {"account_id": AccountMissing, "captcha_id": CaptchaMissing}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Call:
    """One request, understood: the id in its address, and the body or query as its model."""

    database: Database
    thing_id: UUID | None
    asked: Any


Run = Callable[[Call], Awaitable[BaseModel | None]]


async def create_account(call: Call) -> AccountShown:
    return await service.create_account(call.database, call.asked)


async def list_accounts(call: Call) -> Accounts:
    return Accounts(accounts=await people.find(call.database, call.asked))


async def read_account(call: Call) -> AccountShown:
    return await people.one(call.database, cast(UUID, call.thing_id))


async def delete_account(call: Call) -> None:
    await resetting.delete_account(call.database, cast(UUID, call.thing_id))


async def start_session(call: Call) -> SessionShown:
    account_id = cast(UUID, call.thing_id)
    return await people_service.sign_in(call.database, account_id, remembered=call.asked.remembered)


async def read_inbox(call: Call) -> Inbox:
    return await inbox.look(call.database, call.asked)


async def read_captcha(call: Call) -> CaptchaShown:
    return await captchas.read(call.database, cast(UUID, call.thing_id))


async def read_clock(_call: Call) -> ClockShown:
    return service.clock_shown()


async def move_clock(call: Call) -> ClockShown:
    return await service.move_clock(call.database, call.asked)


async def set_knobs(call: Call) -> WantedKnobs:
    return await providers.set_knobs(call.database, call.asked)


async def read_calls(call: Call) -> CallsShown:
    return await providers.calls(call.database, call.asked)


async def reset(call: Call) -> ResetDone:
    return await resetting.reset(call.database, call.asked)


OPERATIONS: list[tuple[Run, Operation]] = [
    (
        create_account,
        Operation(
            "POST",
            f"{API}/accounts",
            "createAccount",
            "Make a person in any state; the answer is the only place that tells the passwords",
            AccountShown,
            201,
            body=WantedAccount,
            refusals=(*BODY_REFUSALS, 409, 429),
        ),
    ),
    (
        list_accounts,
        Operation(
            "GET", f"{API}/accounts", "listAccounts", "People, the newest first", Accounts,
            query=AccountQuery, refusals=(400, 503),
        ),
    ),
    (
        read_account,
        Operation("GET", ACCOUNT, "readAccount", "One person as they stand", AccountShown, refusals=(404, 503)),
    ),
    (
        delete_account,
        Operation(
            "POST", f"{ACCOUNT}/delete", "deleteAccount", "The account goes, its contracts stay with the operator",
            None, 204, body=Nothing, refusals=(*BODY_REFUSALS, 404),
        ),
    ),
    (
        start_session,
        Operation(
            "POST", f"{ACCOUNT}/sessions", "startSession", "Sign a browser in without the form", SessionShown, 201,
            body=WantedSession, refusals=(*BODY_REFUSALS, 404),
        ),
    ),
    (
        read_inbox,
        Operation(
            "GET", f"{API}/inbox", "readInbox", "SMS and letters, the newest first, the newest code beside them", Inbox,
            query=InboxQuery, refusals=(400, 503),
        ),
    ),
    (
        read_captcha,
        Operation(
            "GET", f"{API}/captchas/{{captcha_id}}", "readCaptcha", "What a captcha's picture says",
            CaptchaShown, refusals=(404, 503),
        ),
    ),
    (read_clock, Operation("GET", f"{API}/clock", "readClock", "What time it is here", ClockShown)),
    (
        move_clock,
        Operation(
            "POST", f"{API}/clock", "moveClock", "Move the clock of all workers; limits and expiries follow",
            ClockShown, body=WantedClock, refusals=BODY_REFUSALS,
        ),
    ),
    (
        set_knobs,
        Operation(
            "POST", f"{API}/identity/knobs", "setIdentityKnobs", "How one pretend identity provider shall behave",
            WantedKnobs, body=WantedKnobs, refusals=BODY_REFUSALS,
        ),
    ),
    (
        read_calls,
        Operation(
            "GET", f"{API}/identity/calls", "readIdentityCalls", "What the pretend identity providers received",
            CallsShown, query=CallsQuery, refusals=(400, 503),
        ),
    ),
    (
        reset,
        Operation(
            "POST", f"{API}/reset", "reset", "Clear what testers made, or tell the demo anew", ResetDone,
            body=WantedReset, refusals=BODY_REFUSALS,
        ),
    ),
]  # fmt: skip


def api_routes(database: Database) -> list[Route]:
    """Each operation, and ``openapi.json`` that describes them."""
    described = description()

    async def openapi(_request: Request) -> Response:
        return JSONResponse(described)

    made = [
        Route(operation.path, partial(_answer, database, run, operation), methods=[operation.method])
        for run, operation in OPERATIONS
    ]
    return [Route(f"{API}/openapi.json", openapi, methods=["GET"]), *made]


def description() -> dict[str, Any]:
    """The OpenAPI document."""
    try:
        release = version("rxapp")
    except PackageNotFoundError:
        release = "0"
    return rules.document([operation for _, operation in OPERATIONS], release)


async def _answer(database: Database, run: Run, operation: Operation, request: Request) -> Response:
    try:
        thing_id = _thing_id(request)
        if operation.body:
            if not is_json(request):
                return refusal(415, "operator.not_json")
            body = await body_of(request)
            if body is None:
                return refusal(413, "operator.too_large")
            asked: Any = operation.body.model_validate_json(body)
        else:
            asked = operation.query.model_validate(dict(request.query_params)) if operation.query else None
        answer = await run(Call(database, thing_id, asked))
    except ValidationError as error:
        return refusal(400, "operator.body_refused", fields_of(error))
    except DomainError as error:
        return _refused(error)
    except OperationalError:
        log.exception("sandbox_api_database")
        return refusal(503, "bss.unavailable")
    if answer is None:
        return Response(status_code=operation.status, headers=NO_STORE)
    return JSONResponse(answer.model_dump(mode="json"), status_code=operation.status, headers=NO_STORE)


def _thing_id(request: Request) -> UUID | None:
    for name, missing in MISSING.items():
        if name in request.path_params:
            try:
                return UUID(request.path_params[name])
            except ValueError:
                raise missing from None
    return None


def _refused(error: DomainError) -> Response:
    fields = {error.field: error.code} if error.field else {}
    match error:
        case FormRefused():
            return refusal(400, error.code, {name: code.partition("?")[0] for name, code in error.errors.items()})
        case AccountMissing() | CaptchaMissing():
            return refusal(404, error.code)
        case Taken() | UserNameTaken() | service.KeyReused():
            return refusal(409, error.code, fields)
        case TooManyRequests():
            return refusal(429, error.code, {"retry_after": str(error.retry_after)})
        case BssUnavailable() | ClockNotShared():
            return refusal(503, error.code)
        case _:
            return refusal(400, error.code, fields)
