"""Bodies that belong to the door itself, and the OpenAPI 3.1 description made of the models."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Self

from pydantic import AwareDatetime, BaseModel, Field, model_validator
from pydantic.json_schema import models_json_schema

from rxapp.sandbox.clock.service import MOST_AHEAD
from rxapp.sandbox.people.rules import Asked

REFUSALS = {
    400: "A field is wrong; `fields` says which and why",
    404: "There is no such account or captcha",
    409: "Somebody has this name, contact or number, or the idempotency key was used for another request",
    413: "The body is too large",
    415: "The body is not JSON",
    429: "A limit of the product was hit; `fields.retry_after` says for how many seconds",
    503: "The database or a worker does not answer; try again",
}


class Nothing(Asked):
    """An empty object: the shell takes no method but GET and POST, and no POST of a machine that is not JSON."""


class WantedClock(Asked):
    """Exactly one of the two. ``shift_seconds`` 0 brings the real time back."""

    shift_seconds: Annotated[
        int | None, Field(ge=0, le=MOST_AHEAD, description="seconds ahead of the machine's clock")
    ] = None
    advance_seconds: Annotated[int | None, Field(ge=0, le=MOST_AHEAD, description="seconds further ahead than now")] = (
        None
    )

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.shift_seconds is None) == (self.advance_seconds is None):
            raise ValueError("exactly one of shift_seconds and advance_seconds")
        return self


class ClockShown(BaseModel):
    """The product's time, the machine's, and the seconds between them."""

    now: AwareDatetime
    real_now: AwareDatetime
    shift_seconds: int


class Refusal(BaseModel):
    """Every answer that is not a success: a stable code, and codes by field."""

    error: str
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Operation:
    """One address and method: what it takes, what it answers with which status, what it may refuse with."""

    method: str
    path: str
    name: str
    summary: str
    answer: type[BaseModel] | None
    status: int = 200
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    refusals: tuple[int, ...] = ()


def document(operations: Sequence[Operation], version: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document of these operations."""
    asked = {operation.body for operation in operations if operation.body}
    answered = {operation.answer for operation in operations if operation.answer} | {Refusal}
    _, shapes = models_json_schema(
        [(model, "validation") for model in sorted(asked, key=_name)]
        + [(model, "serialization") for model in sorted(answered, key=_name)],
        ref_template="#/components/schemas/{model}",
    )
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _described(operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "rxapp testers' door", "version": version, "description": "Sandbox only. Money is kopecks."},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": shapes.get("$defs", {})},
    }


def _described(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {"operationId": operation.name, "summary": operation.summary}
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
        for name in _path_names(operation.path)
    ]
    if operation.query:
        shape = operation.query.model_json_schema()
        required = shape.get("required", [])
        parameters += [
            {"name": name, "in": "query", "required": name in required, "schema": schema}
            for name, schema in shape["properties"].items()
        ]
    if parameters:
        described["parameters"] = parameters
    if operation.body:
        described["requestBody"] = {"required": True, "content": _content(operation.body)}
    answers: dict[str, Any] = {str(operation.status): {"description": "Done"}}
    if operation.answer:
        answers[str(operation.status)]["content"] = _content(operation.answer)
    for status in sorted(operation.refusals):
        answers[str(status)] = {"description": REFUSALS[status], "content": _content(Refusal)}
    return {**described, "responses": answers}


def _path_names(path: str) -> list[str]:
    return [part[1:-1] for part in path.split("/") if part.startswith("{")]


def _content(model: type[BaseModel]) -> Mapping[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{model.__name__}"}}}


def _name(model: type[BaseModel]) -> str:
    return model.__name__
