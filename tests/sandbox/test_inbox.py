"""The inbox over HTTP."""

from datetime import datetime

from starlette.applications import Starlette
from starlette.testclient import TestClient

from rxapp import routes
from rxapp.core.db import Database
from rxapp.gateways.sms import Sms
from rxapp.gateways.sms.sandbox import SandboxSms
from rxapp.sandbox.inbox.web import inbox_routes


async def test_the_inbox_shows_the_newest_first_and_one_receiver_on_demand(database: Database) -> None:
    sms = SandboxSms(database)
    for number, key in (("+79030000001", "a"), ("+79030000002", "b"), ("+79030000002", "b")):
        await sms.send(Sms(number, f"text {key}", 60, key))
    with TestClient(Starlette(routes=list(inbox_routes(database)))) as client:
        every = client.get(routes.SANDBOX_INBOX_JSON)
        one = client.get(routes.SANDBOX_INBOX_JSON, params={"to": "+79030000001"})
    assert [message["text"] for message in every.json()] == ["text b", "text a"]
    assert [(message["channel"], message["to"]) for message in one.json()] == [("sms", "+79030000001")]
    assert datetime.fromisoformat(one.json()[0]["at"]).tzinfo is not None
    assert every.headers["cache-control"] == "no-store"
