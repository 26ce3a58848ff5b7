"""The demo operator: its people, and its console over HTTP."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
import time_machine
from sqlalchemy import func
from sqlmodel import select
from starlette.applications import Starlette

import rxapp.accounts.tables
import rxapp.gateways.bss.embedded.tables
import rxapp.linked_services.tables  # noqa: F401
from rxapp.core.clock import now
from rxapp.core.db import Database
from rxapp.gateways.bss.embedded import ledger
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.gateways.bss.embedded.tables import BssEvent, BssOffering, BssOperation
from rxapp.sandbox.operator import demo, web

ANNA = "654022198043"


async def counts(database: Database) -> list[int]:
    async with database.reading() as db:
        tables = (BssEvent, BssOperation, BssOffering)
        return [(await db.exec(select(func.count()).select_from(table))).one() for table in tables]


async def test_the_demo_is_told_once_goes_on_by_itself_and_adds_up(database: Database) -> None:
    people = await demo.seed(database)
    before = await counts(database)
    assert await demo.seed(database) == people
    assert await counts(database) == before
    bss = EmbeddedBss(database)
    for person in people:
        for account in person.accounts:
            await bss.prove_ownership(
                kind=account.kind,
                region=account.region,
                number=account.number,
                login=account.login,
                secret=account.secret,
            )
    async with database.reading() as db:
        assert (await db.exec(select(func.count()).where(BssOffering.role == "tariff"))).one() >= 40
        assert await ledger.audit(db) == []
    statuses = {row.status for row in await bss.services([a.number for p in people for a in p.accounts])}
    assert statuses == {"active", "charge_soon", "suspended"}
    assert any(not person.portal for person in people)
    with time_machine.travel(now() + timedelta(days=31)):
        await demo.seed(database)
        assert (await counts(database))[1] > before[1]
        async with database.reading() as db:
            assert await ledger.audit(db) == []


def test_each_tariff_and_option_of_the_demo_is_named_in_every_language() -> None:
    tariffs, _people = demo._read()
    assert [row["id"] for row in tariffs["offerings"] if set(row["names"]) != {"en", "hi"}] == []


@pytest.fixture
async def console(database: Database, monkeypatch: pytest.MonkeyPatch) -> httpx.AsyncClient:
    tariffs, people = demo._read()
    monkeypatch.setattr(demo, "_read", lambda: (tariffs, [{**people[0], "months": 1}]))
    await demo.seed(database)
    app = Starlette(routes=web.routes(database))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test/sandbox/operator")


@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("post_payment", {"amount_minor": 50_000}),
        ("charge", {"amount_minor": 50_000, "service": "internet"}),
        ("suspend", {"service": "internet"}),
        ("resume", {}),
        ("add_points", {"points": 25}),
    ],
)
async def test_each_action_answers_with_how_the_account_stands(
    console: httpx.AsyncClient, action: str, body: dict[str, Any]
) -> None:
    answer = await console.post(f"/{action}", json={"account_number": ANNA, "idempotency_key": "k", **body})
    again = await console.post(f"/{action}", json={"account_number": ANNA, "idempotency_key": "k", **body})
    assert (answer.status_code, answer.json()["action"], answer.json()["account_number"]) == (200, action, ANNA)
    assert again.json() == answer.json()


@pytest.mark.parametrize(
    ("action", "body", "status", "error"),
    [
        ("post_payment", {"account_number": ANNA}, 400, "operator.body_refused"),
        ("post_payment", {"account_number": ANNA, "amount_minor": "5"}, 400, "operator.body_refused"),
        ("post_payment", {"account_number": ANNA, "amount_minor": 5, "x": 1}, 400, "operator.body_refused"),
        ("post_payment", {"account_number": "1", "amount_minor": 5}, 400, "operator.body_refused"),
        ("post_payment", {"account_number": "999999999999", "amount_minor": 5}, 404, "bss.account_unknown"),
        ("add_points", {"account_number": ANNA, "points": -999_999}, 409, "bss.points_insufficient"),
        ("explode", {}, 404, "operator.action_unknown"),
    ],
)
async def test_a_bad_request_is_refused_in_its_own_way(
    console: httpx.AsyncClient, action: str, body: dict[str, Any], status: int, error: str
) -> None:
    answer = await console.post(f"/{action}", json=body)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


async def test_the_wrong_fields_are_named(console: httpx.AsyncClient) -> None:
    answer = await console.post("/post_payment", json={"account_number": 1, "x": 1})
    assert answer.json()["fields"] == {
        "account_number": "operator.field_malformed",
        "amount_minor": "operator.field_missing",
        "x": "operator.field_unknown",
    }


async def test_only_json_of_a_modest_size_is_read(console: httpx.AsyncClient) -> None:
    form = await console.post("/post_payment", data={"account_number": ANNA, "amount_minor": "1"})
    json_type = {"content-type": "application/json"}
    broken = await console.post("/post_payment", content="{", headers=json_type)
    huge = await console.post("/post_payment", content=b" " * 20_000, headers=json_type)
    assert (form.status_code, broken.status_code, huge.status_code) == (415, 400, 413)


async def test_the_list_shows_accounts_and_no_secret(console: httpx.AsyncClient) -> None:
    answer = await console.get("/accounts.json")
    assert ANNA in {row["balance"]["account_number"] for row in answer.json()}
    assert "net-5521" not in answer.text
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"phone": "8 903 123-45-67"}, 200),
        ({"phone": "+74951234567"}, 400),
        ({"phone": "nobody"}, 400),
        ({"phone": 79031234567}, 400),
        ({}, 400),
        ({"phone": "+79031234567", "at": "2026"}, 400),
    ],
)
async def test_a_sim_is_changed_by_strict_json(database: Database, body: dict[str, object], status: int) -> None:
    app = Starlette(routes=web.routes(database))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
        answer = await http.post("/sandbox/operator/change_sim", json=body)
        form = await http.post("/sandbox/operator/change_sim", data={"phone": "+79031234567"})
    assert (answer.status_code, form.status_code) == (status, 415)
    told = await EmbeddedBss(database).sim_changed_at("+79031234567")
    if status == 200:
        assert told is not None
        assert answer.json() == {"phone": "+79031234567", "changed_at": told.isoformat()}
    else:
        assert told is None
        assert set(answer.json()["fields"]) <= {"phone", "at"}
