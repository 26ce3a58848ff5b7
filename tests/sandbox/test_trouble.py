"""The demo operator's bad days, as testers order them."""

import time
from datetime import timedelta

import httpx
import pytest
from starlette.applications import Starlette

from rxapp.core import clock
from rxapp.core.db import Database
from rxapp.gateways.bss import BssUnavailable
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.gateways.bss.ordering import Change
from rxapp.sandbox.operator import troubled, web
from rxapp.sandbox.operator.troubled import TroubledBss, behave
from tests.gateways.bss.conftest import INTERNET, bss
from tests.services.databases import database

__all__ = ["bss", "database"]


@pytest.fixture(autouse=True)
def _heard_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(troubled, "REMEMBERED_SECONDS", 0.0)


async def test_a_silent_operator_answers_no_verb_and_then_all_again(bss: EmbeddedBss, database: Database) -> None:
    port = TroubledBss(database)
    mine = (await port.services([INTERNET]))[0].id
    await behave(database, silent=True, slow_ms=0)
    for asked in (
        port.prove_ownership(kind="internet", region="RU-NVS", number=INTERNET, login="anna", secret="net-secret"),
        port.sim_changed_at("+79120000001"),
        port.services([INTERNET]),
        port.balances([INTERNET]),
        port.loyalty([INTERNET]),
        port.enrol(INTERNET),
        port.events([INTERNET]),
        port.offerings("internet", "RU-NVS"),
        port.service([INTERNET], mine),
        port.tariff_offers([INTERNET], mine),
        port.quote([INTERNET], mine, Change("resume")),
        port.order([INTERNET], mine, Change("resume"), fingerprint="", key="k"),
        port.orders([INTERNET], mine),
    ):
        with pytest.raises(BssUnavailable):
            await asked
    await behave(database, silent=False, slow_ms=0)
    assert (await port.services([INTERNET]))[0].id == mine


async def test_a_slow_operator_answers_late_and_a_very_slow_one_not_at_all(
    bss: EmbeddedBss, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = TroubledBss(database)
    await behave(database, silent=False, slow_ms=60)
    begun = time.monotonic()
    assert await port.services([INTERNET])
    assert time.monotonic() - begun >= 0.06
    monkeypatch.setattr(troubled, "PATIENCE_SECONDS", 0.01)
    with pytest.raises(BssUnavailable):
        await port.services([INTERNET])


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"silent": True}, 200),
        ({"slow_ms": 300}, 200),
        ({}, 200),
        ({"silent": "yes"}, 400),
        ({"slow_ms": -1}, 400),
        ({"slow_ms": 60_001}, 400),
        ({"more": 1}, 400),
    ],
)
async def test_trouble_is_ordered_by_strict_json(database: Database, body: dict[str, object], status: int) -> None:
    app = Starlette(routes=web.routes(database))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
        answer = await http.post("/sandbox/operator/trouble", json=body)
    assert answer.status_code == status


async def test_the_operators_own_hand_is_not_troubled(bss: EmbeddedBss, database: Database) -> None:
    await behave(database, silent=True, slow_ms=0)
    assert await bss.charge_due(clock.today() + timedelta(days=2)) == 1
