"""The testers' door on both databases; every answer is held against its own description."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from openapi_schema_validator import OAS31Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012
from starlette.applications import Starlette
from starlette.routing import Match

from rxapp.core import clock
from rxapp.core.db import Database
from rxapp.gateways.bss.embedded import catalogue, loyalty
from rxapp.gateways.bss.embedded.catalogue import OfferingEntry
from rxapp.sandbox.api import web
from rxapp.sandbox.operator import demo
from tests.services.databases import database

__all__ = ["database"]

ROUTES = web.api_routes
DOCUMENT = web.description()
REGISTRY = Registry().with_resource("urn:api", DRAFT202012.create_resource(DOCUMENT))


class Door(httpx.AsyncClient):
    """A client of the door that checks each answer's status and shape."""

    def __init__(self, database: Database) -> None:
        self.routes = ROUTES(database)
        transport = httpx.ASGITransport(Starlette(routes=self.routes))
        super().__init__(
            transport=transport, base_url="http://test/sandbox/api/", event_hooks={"response": [self._check]}
        )

    async def _check(self, answer: httpx.Response) -> None:
        scope = {"type": "http", "method": answer.request.method, "path": answer.request.url.path}
        route = next((one for one in self.routes if one.matches(scope)[0] is Match.FULL), None)
        if route is None or route.path.endswith("openapi.json"):
            return
        described = DOCUMENT["paths"][route.path][answer.request.method.lower()]["responses"]
        assert str(answer.status_code) in described, (answer.status_code, await answer.aread())
        content = described[str(answer.status_code)].get("content")
        body = await answer.aread()
        if content is None:
            assert body == b""
            return
        reference = content["application/json"]["schema"]["$ref"]
        validator = OAS31Validator({"$ref": f"urn:api{reference}"}, registry=REGISTRY)
        validator.validate(answer.json())

    async def make(self, **wanted: Any) -> dict[str, Any]:
        """A person, made."""
        answer = await self.post("accounts", json=wanted)
        assert answer.status_code == 201, answer.text
        return answer.json()


@pytest.fixture
async def operator(database: Database) -> Database:
    """Tariffs and the bonus programme, nobody yet."""
    tariffs, _ = demo._read()
    async with database.writing() as db:
        await catalogue.load(db, [OfferingEntry(**row) for row in tariffs["offerings"]])
        await loyalty.set_rules(db, **tariffs["loyalty"])
    return database


@pytest.fixture
async def door(operator: Database) -> AsyncIterator[Door]:
    async with Door(operator) as client:
        yield client


@pytest.fixture(autouse=True)
def _real_clock() -> Any:
    yield
    clock.set_ahead(timedelta())
