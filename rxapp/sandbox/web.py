"""What the sandbox's JSON doors share: reading a body, answering, refusing."""

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

MAX_BODY = 65_536
NO_STORE = {"Cache-Control": "no-store"}
_FIELD_CODES = {"missing": "operator.field_missing", "extra_forbidden": "operator.field_unknown"}


async def body_of(request: Request, most: int = MAX_BODY) -> bytes | None:
    """The request's body; None when it is longer than ``most`` bytes."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            return None
    return body


def is_json(request: Request) -> bool:
    """A form of a foreign page cannot send this type without a preflight, which nobody answers."""
    return request.headers.get("content-type", "").split(";")[0].strip().lower() == "application/json"


def fields_of(error: ValidationError) -> dict[str, str]:
    """Each wrong field (``services.0.kind``) and the code of what is wrong with it."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return {
        ".".join(map(str, row["loc"])): _FIELD_CODES.get(row["type"], "operator.field_malformed")
        for row in found
        if row["loc"]
    }


def refusal(status: int, code: str, fields: dict[str, str] | None = None) -> Response:
    """``{"error", "fields"}``, the shape of every refusal."""
    return JSONResponse({"error": code, "fields": fields or {}}, status_code=status, headers=NO_STORE)
