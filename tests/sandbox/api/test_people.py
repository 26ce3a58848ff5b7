"""Accounts in any state, made through the product's own services."""

from typing import Any

from sqlmodel import select

from rxapp.accounts import queries as account_queries
from rxapp.accounts.passwords import service as passwords
from rxapp.accounts.sessions import service as sessions
from rxapp.accounts.sessions.service import Browser
from rxapp.accounts.tables import Consent
from rxapp.core import secrets
from rxapp.core.db import Database
from rxapp.gateways.bss.embedded import ledger
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.registration import queries as drafts
from rxapp.sign_in import service as signing
from rxapp.sign_in.rules import identifier
from tests.sandbox.api.conftest import Door


async def signs_in(database: Database, name: str, password: str) -> bool:
    browser = Browser(secrets.digest(secrets.token()))
    try:
        await signing.sign_in(database, browser, identifier(name, "login"), password, remembered=False)
    except signing.SignInRefused:
        return False
    return True


async def test_an_empty_request_makes_somebody_who_can_sign_in_by_every_name(door: Door, operator: Database) -> None:
    one, other = await door.make(), await door.make()
    for field in ("id", "user_name", "phone", "email"):
        assert one[field] != other[field]
    assert one["confirmed"] == ["phone", "email"]
    assert (one["points"], one["services"], one["registration"]) == (None, [], None)
    for name in (one["user_name"], one["phone"], one["email"]):
        assert await signs_in(operator, name, one["password"])
    assert not await signs_in(operator, one["user_name"], other["password"] + "x")
    async with operator.reading() as db:
        given = await db.exec(select(Consent.document))
        assert sorted(given) == ["agreement"] * 2 + ["personal_data"] * 2


async def test_what_is_asked_for_is_what_is_there(door: Door) -> None:
    wanted: dict[str, Any] = {
        "user_name": "Vera.77",
        "password": "Ochen-Dlinny-9",
        "last_name": "Морозова",
        "first_name": "Вера",
        "middle_name": "Игоревна",
        "birth_date": "1992-02-29",
        "region": "RU-TA",
        "locale": "hi",
        "phone": "8 (905) 123-45-67",
        "email": None,
        "confirmed": [],
    }
    made = await door.make(**wanted)
    expected = {**wanted, "phone": "+79051234567", "email": ""}
    assert {name: made[name] for name in expected} == expected
    read = (await door.get(f"accounts/{made['id']}")).json()
    assert read == {**made, "password": None}
    listed = (await door.get("accounts", params={"phone": "+79051234567"})).json()
    assert listed == {"accounts": [read]}
    assert (await door.get("accounts", params={"user_name": "nobody"})).json() == {"accounts": []}


async def test_services_come_with_money_packages_states_and_points(door: Door, operator: Database) -> None:
    made = await door.make(
        points=1500,
        services=[
            {"kind": "internet", "tariff": "internet-500", "balance_minor": 125_000, "account_number": "540000000001"},
            {"kind": "mobile", "used": {"gb": 1024}, "status": "suspended"},
            {"kind": "tv", "balance_minor": -10_000, "credit_limit_minor": 50_000, "status": "debt"},
            {"kind": "phone", "linked": False, "login": "tel", "password": "tel-1"},
        ],
    )
    assert made["points"] == 1500
    by_kind = {service["kind"]: service for service in made["services"]}
    internet = by_kind["internet"]
    assert (internet["account_number"], internet["balance_minor"]) == ("540000000001", 125_000)
    assert {kind: row["status"] for kind, row in by_kind.items()} == {
        "internet": "active", "mobile": "suspended", "tv": "suspended", "phone": "active",
    }  # fmt: skip
    assert by_kind["tv"]["balance_minor"] == -10_000
    assert [by_kind[kind]["linked"] for kind in ("internet", "phone")] == [True, False]
    bss = EmbeddedBss(operator)
    for service in made["services"]:
        await bss.prove_ownership(
            kind=service["kind"],
            region=service["region"],
            number=service["account_number"],
            login=service["login"],
            secret=service["password"],
        )
    async with operator.reading() as db:
        assert await ledger.audit(db) == []
        owner = await account_queries.account_by_alias(db, "account_number", "540000000001")
    assert str(owner.id) == made["id"] if owner else False
    read = (await door.get(f"accounts/{made['id']}")).json()
    assert len(read["services"]) == 3
    assert read["points"] == 1500


async def test_an_unconfirmed_registration_waits_for_the_code_that_was_sent(door: Door, operator: Database) -> None:
    made = await door.make(state="unconfirmed")
    assert (made["id"], made["state"], made["confirmed"]) == (None, "unconfirmed", [])
    assert made["registration"]["sent_to"] == made["phone"]
    async with operator.reading() as db:
        draft = await drafts.draft_of(db, secrets.digest(made["registration"]["cookie"]["value"]))
    assert draft is not None
    assert (draft.step, draft.phone) == (4, made["phone"])
    assert await passwords.verify(draft.password_hash, made["password"])


async def test_a_session_is_a_live_one(door: Door, operator: Database) -> None:
    made = await door.make()
    answer = await door.post(f"accounts/{made['id']}/sessions", json={})
    async with operator.reading() as db:
        principal = await sessions.principal_of(db, secrets.digest(answer.json()["cookie"]["value"]))
    assert principal is not None
    assert str(principal.account_id) == made["id"]


async def test_the_same_key_makes_one_person(door: Door) -> None:
    first = await door.post("accounts", json={"idempotency_key": "k-1", "first_name": "Вера"})
    again = await door.post("accounts", json={"idempotency_key": "k-1", "first_name": "Вера"})
    other = await door.post("accounts", json={"idempotency_key": "k-1", "first_name": "Нина"})
    assert (first.status_code, again.json(), other.status_code) == (201, first.json(), 409)


async def test_a_refused_request_leaves_its_key_free(door: Door) -> None:
    refused = await door.post("accounts", json={"idempotency_key": "k-2", "phone": "123"})
    repaired = await door.post("accounts", json={"idempotency_key": "k-2"})
    assert (refused.status_code, repaired.status_code) == (400, 201)


REFUSED: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({"phone": "123"}, {"phone": "phone.malformed"}),
    ({"email": "x", "last_name": "Ivanova"}, {"email": "email.malformed", "last_name": "person.name_malformed"}),
    ({"region": "RU-XX"}, {"region": "region.unknown"}),
    ({"birth_date": "2999-01-01"}, {"birth_date": "person.birth_date_future"}),
    ({"password": ""}, {"password": "operator.field_malformed"}),
    ({"points": 5}, {"points": "sandbox.points_need_service"}),
    ({"services": [{"kind": "tv", "tariff": "internet-60"}]}, {"services.0.tariff": "bss.offering_unknown"}),
    ({"services": [{"kind": "tv", "status": "debt"}]}, {"services.0": "bss.no_debt"}),
    ({"services": [{"kind": "radio"}]}, {"services.0.kind": "operator.field_malformed"}),
    ({"services": [{}]}, {"services.0.kind": "operator.field_missing"}),
    ({"state": "unconfirmed", "services": [{"kind": "tv"}]}, {"services": "sandbox.not_open_yet"}),
    ({"locale": "fr", "x": 1}, {"locale": "operator.field_malformed", "x": "operator.field_unknown"}),
    ({"services": [{"kind": "tv", "login": "a\x00"}]}, {"services.0.login": "operator.field_malformed"}),
]


async def test_wrong_fields_are_named_and_nothing_stays(door: Door) -> None:
    for wanted, fields in REFUSED:
        answer = await door.post("accounts", json=wanted)
        assert (answer.status_code, answer.json()["fields"]) == (400, fields), wanted
    assert (await door.get("accounts")).json() == {"accounts": []}


async def test_what_somebody_has_is_taken(door: Door) -> None:
    made = await door.make(services=[{"kind": "tv", "account_number": "540000000002"}])
    for field, value in (("user_name", made["user_name"].upper()), ("phone", made["phone"]), ("email", made["email"])):
        answer = await door.post("accounts", json={field: value})
        assert (answer.status_code, answer.json()["fields"]) == (409, {field: "sandbox.taken"})
    answer = await door.post("accounts", json={"services": [{"kind": "tv", "account_number": "540000000002"}]})
    assert (answer.status_code, list(answer.json()["fields"])) == (409, ["services.0.account_number"])


async def test_an_unknown_account_is_not_there(door: Door) -> None:
    for unknown in ("00000000-0000-4000-8000-000000000000", "not-an-id"):
        assert (await door.get(f"accounts/{unknown}")).status_code == 404
        assert (await door.post(f"accounts/{unknown}/delete", json={})).status_code == 404
        assert (await door.post(f"accounts/{unknown}/sessions", json={})).status_code == 404


async def test_only_json_of_a_modest_size_is_read(door: Door) -> None:
    json_type = {"content-type": "application/json"}
    form = await door.post("accounts", data={"region": "RU-TA"})
    broken = await door.post("accounts", content="{", headers=json_type)
    huge = await door.post("accounts", content=b" " * 70_000, headers=json_type)
    assert (form.status_code, broken.status_code, huge.status_code) == (415, 400, 413)
