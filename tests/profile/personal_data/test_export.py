"""All that is held about a person, as one file (PD-4)."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine

from rxapp.accounts.sessions.freshness import StepUpNeeded
from rxapp.core import clock
from rxapp.core.db import Database
from rxapp.core.errors import TooManyRequests
from rxapp.gateways.bss import BssUnavailable
from rxapp.gateways.bss.embedded import operator, provisioning
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.profile.personal_data import rules, service
from tests.accounts.kit import enter, kinds, outbox, principal, someone
from tests.profile.personal_data.kit import EMAIL, HERE, NUMBER, PHONE, SECRETS, vera

FILES = {held.file for held in rules.PERSONAL.values() if held.file}


async def exported(database: Database, me: object) -> zipfile.ZipFile:
    async with database.writing() as db:
        return zipfile.ZipFile(io.BytesIO(service.as_zip(await service.export(db, me, HERE), None)))  # type: ignore[arg-type]


def table(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    told = archive.read(f"{name}.csv")
    assert told.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(told.decode("utf-8-sig")), delimiter=";"))


async def test_everything_is_in_it_and_nothing_secret(database: Database) -> None:
    me, cookie = await vera(database)
    archive = await exported(database, me)
    assert {name.rpartition(".")[0] for name in archive.namelist() if name.endswith(".csv")} == FILES
    told = json.loads(archive.read("data.json"))
    assert (set(told), told.pop("operator_answered")) == (FILES | {"operator_answered"}, False)
    # Vera has something of every kind.
    assert {name for name, rows in told.items() if not rows} == set()
    assert (told["account"][0]["first_name"], told["account"][0]["birth_date"]) == ("=CanaryName", "1991-02-03")
    assert {row["key"] for row in told["contacts_and_names"]} == {PHONE, EMAIL, "canary.login", NUMBER}
    assert [(row["document"], row["version"], row["text_hash"]) for row in told["consents"]] != []
    assert told["linked_services"][0]["name"] == "CanaryNote"
    whole = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert [secret for secret in (*SECRETS, cookie) if secret in whole] == []


async def test_the_tables_say_what_the_json_says_and_no_cell_is_a_formula(database: Database) -> None:
    me, _ = await vera(database)
    archive = await exported(database, me)
    told = json.loads(archive.read("data.json"))
    for name in FILES:
        assert len(table(archive, name)) == len(told[name]), name
    assert table(archive, "account")[0]["first_name"] == "'=CanaryName"
    assert table(archive, "account")[0]["phone"] == f"'{PHONE}"
    assert table(archive, "change_receipts")[0]["words"] == "'=Words"
    assert table(archive, "change_receipts")[0]["price_after_minor"] == "-5"


async def test_nobody_else_is_in_it(database: Database) -> None:
    await vera(database)
    anna = await someone(database, phone="+79031234567", email="anna@example.ru")
    me = await principal(database, await enter(database, anna, HERE))
    archive = await exported(database, me)
    whole = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert "anna@example.ru" in whole
    assert "Canary" not in whole.replace("CanaryAgent", "")
    assert PHONE not in whole


async def test_it_wants_a_fresh_proof_and_is_told_to_its_owner(database: Database) -> None:
    me, _ = await vera(database)
    await exported(database, me)
    assert (await kinds(database, me.account_id))[-1] == "data_exported"
    assert {row.to for row in await outbox(database, "notice.data_exported")} == {PHONE, EMAIL}
    with time_machine.travel(clock.now() + timedelta(minutes=6)), pytest.raises(StepUpNeeded):
        await exported(database, me)


async def test_it_may_be_had_five_times_an_hour(database: Database) -> None:
    me, _ = await vera(database)
    for _ in range(5):
        await exported(database, me)
    with pytest.raises(TooManyRequests):
        await exported(database, me)


async def test_what_the_operator_says_of_the_linked_contracts_is_in_it(database: Database) -> None:
    bss = EmbeddedBss(database)
    async with database.writing() as db:
        owner = await provisioning.open_customer(db, "C", "C", clock.today())
        await provisioning.open_account(db, owner, NUMBER, "RU-NVS")
        await operator.post_payment(db, NUMBER, 100_000, "first")
    me, _ = await vera(database)
    told = await service.from_operator(bss, [NUMBER])
    assert told is not None
    assert [(row["account_number"], row["balance_minor"]) for row in told["operator_balances"]] == [(NUMBER, 100_000)]
    assert [(row["account_number"], row["amount_minor"]) for row in told["operator_events"]] == [(NUMBER, 100_000)]
    async with database.writing() as db:
        archive = zipfile.ZipFile(io.BytesIO(service.as_zip(await service.export(db, me, HERE), told)))
    assert json.loads(archive.read("data.json"))["operator_answered"]
    assert table(archive, "operator_events")[0]["amount_minor"] == "100000"
    for name, columns in rules.OPERATOR_FILES.items():
        assert archive.read(f"{name}.csv").decode("utf-8-sig").splitlines()[0] == ";".join(columns)


async def test_a_silent_operator_keeps_nobody_from_the_rest(database: Database) -> None:
    with patch.object(EmbeddedBss, "events", side_effect=BssUnavailable):
        assert await service.from_operator(EmbeddedBss(database), [NUMBER]) is None
