"""Linking a billing account: proof, limits, the first link, whose is whose."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from sqlmodel import select

import rxapp.gateways.bss.embedded.tables
import rxapp.linked_services.tables  # noqa: F401
from rxapp.accounts.journal.tables import SecurityEvent
from rxapp.accounts.principal import Principal
from rxapp.accounts.sessions.freshness import StepUpNeeded
from rxapp.core import bus
from rxapp.core.clock import now
from rxapp.core.db import Database
from rxapp.core.errors import FormRefused, TooManyRequests
from rxapp.events import ServiceLinked
from rxapp.gateways.bss import BillingAccount, OwnershipNotProven
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.linked_services import queries, rules, service
from rxapp.linked_services.cards import service as cards
from tests.accounts.kit import enter, who
from tests.linked_services.kit import BROWSER, PROOF, links_of, person

FORM = {"kind": "internet", "region": "RU-NVS", "number": "6540 2219 8043", "login": "anna", "secret": "s"}


async def test_the_first_link_is_told_as_first_and_a_repeat_is_silent(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, bool]] = []

    async def listen(event: ServiceLinked) -> None:
        told.append((event.account_number, event.first))

    monkeypatch.setattr(bus, "_listeners", {ServiceLinked: [listen]})
    boris = await person(database, "boris")
    for proof in (PROOF, PROOF, BillingAccount("160033417709", "RU-TA")):
        async with database.writing() as db:
            await service.link(db, boris, proof, now())
    assert told == [("654022198043", True), ("160033417709", False)]
    async with database.reading() as db:
        assert await service.linked_accounts(db, boris) == [PROOF, BillingAccount("160033417709", "RU-TA")]


async def test_of_two_first_links_at_once_exactly_one_is_the_first(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[bool] = []

    async def listen(event: ServiceLinked) -> None:
        told.append(event.first)

    monkeypatch.setattr(bus, "_listeners", {ServiceLinked: [listen]})
    boris = await person(database, "boris")
    both_ready = asyncio.Barrier(2)

    async def link(number: str) -> None:
        async with database.writing() as db:
            if not database.is_sqlite:  # there the second writer waits before its first statement
                await db.exec(select(1))
                await both_ready.wait()
            await service.link(db, boris, BillingAccount(number, "RU-NVS"), now())

    await asyncio.gather(link("654022198043"), link("160033417709"))
    assert sorted(told) == [False, True]


async def test_each_sees_their_own_and_both_hear_a_shared_account(database: Database) -> None:
    anna, boris, clara = [await person(database, name) for name in ("anna", "boris", "clara")]
    for one in (anna, boris):
        async with database.writing() as db:
            assert await service.link(db, one, PROOF, now())
    async with database.reading() as db:
        assert await service.linked_accounts(db, clara) == []
        assert set[UUID](await service.accounts_of(db, PROOF.number)) == {anna.account_id, boris.account_id}
        assert await service.accounts_of(db, "999999999999") == []


async def test_the_sixth_try_in_an_hour_is_refused_and_a_bad_form_is_not_a_try(database: Database) -> None:
    boris = await person(database, "boris")
    for _ in range(7):
        with pytest.raises(FormRefused):
            async with database.writing() as db:
                await service.attempt(db, boris, **{**FORM, "number": "1"})
    for n in range(5):
        async with database.writing() as db:
            claim = await service.attempt(db, boris, **{**FORM, "number": f"65402219804{n}"})
        assert claim.number == f"65402219804{n}"
    with pytest.raises(TooManyRequests):
        async with database.writing() as db:
            await service.attempt(db, boris, **FORM)


async def test_an_old_sign_in_must_be_proved_anew_and_costs_no_try(database: Database) -> None:
    boris = await person(database, "boris")
    with time_machine.travel(now() + timedelta(minutes=6), tick=False):
        for _ in range(12):
            with pytest.raises(StepUpNeeded):
                async with database.writing() as db:
                    await service.attempt(db, boris, **FORM)
    async with database.writing() as db:
        await service.attempt(db, boris, **FORM)


async def test_one_billing_account_bears_twenty_tries_a_day_from_everybody(database: Database) -> None:
    crowd = [await person(database, f"user{n}") for n in range(21)]
    for stranger in crowd[:20]:
        async with database.writing() as db:
            await service.attempt(db, stranger, **FORM)
    with pytest.raises(TooManyRequests):
        async with database.writing() as db:
            await service.attempt(db, crowd[20], **FORM)


@pytest.mark.parametrize(
    ("field", "wrong", "error"),
    [
        ("kind", "mobile", {"kind": "linked_services.kind_missing"}),
        ("kind", "", {"kind": "linked_services.kind_missing"}),
        ("region", "Новосибирск", {"region": "linked_services.region_missing"}),
        ("number", "65402219804", {"account-number": "linked_services.number_malformed"}),
        ("number", "6540221980433", {"account-number": "linked_services.number_malformed"}),
        ("number", "٦٥٤٠٢٢١٩٨٠٤٣", {"account-number": "linked_services.number_malformed"}),
        ("login", "  ", {"service-login": "linked_services.login_missing"}),
        ("secret", "", {"service-password": "linked_services.password_missing"}),
        ("secret", "x" * 65, {"service-password": "linked_services.password_missing"}),
        ("login", "anna\x00", {"service-login": "linked_services.login_missing"}),
        ("login", "anna\ud800", {"service-login": "linked_services.login_missing"}),
        ("secret", "s\n", {"service-password": "linked_services.password_missing"}),
        ("secret", "s\ud800", {"service-password": "linked_services.password_missing"}),
    ],
)
def test_each_bad_field_has_its_own_message(field: str, wrong: str, error: dict[str, str]) -> None:
    with pytest.raises(FormRefused) as refusal:
        rules.claim(**{**FORM, field: wrong})
    assert refusal.value.errors == error


async def test_credentials_in_any_script_reach_the_operator_and_are_weighed(database: Database) -> None:
    bss = EmbeddedBss(database)
    for text in ("Анна", "अन्ना", "x' OR '1'='1", "\u00a0", "😀" * rules.MAX_CREDENTIAL):
        claim = rules.claim(**{**FORM, "login": f"a{text}"[: rules.MAX_CREDENTIAL], "secret": text})
        with pytest.raises(OwnershipNotProven):
            await service.prove(bss, claim)


def test_a_claim_never_shows_its_secret() -> None:
    assert "hunter2" not in repr(rules.claim(**{**FORM, "secret": "hunter2"}))


async def proved(database: Database, principal: Principal, account: BillingAccount = PROOF) -> None:
    async with database.writing() as db:
        await service.keep(db, principal, account)


async def test_what_was_proved_is_linked_when_confirmed_once_and_told_to_its_owner(database: Database) -> None:
    boris = await person(database, "boris")
    await proved(database, boris)
    assert await links_of(database, boris) == []
    async with database.writing() as db:
        await service.confirm(db, boris, BROWSER, "  Мамина   квартира ")
    async with database.reading() as db:
        (row,) = await queries.rows(db, boris.account_id)
        told = (await db.exec(select(SecurityEvent).where(SecurityEvent.kind == "service_linked"))).all()
    assert (row.account_number, row.name) == (PROOF.number, "Мамина квартира")
    assert [json.loads(entry.details) for entry in told] == [{"account": "•••• 8043"}]
    with pytest.raises(rules.NothingProved):
        async with database.writing() as db:
            await service.confirm(db, boris, BROWSER, "")


async def test_a_proof_lives_ten_minutes_in_its_session_only(database: Database) -> None:
    boris = await person(database, "boris")
    await proved(database, boris)
    elsewhere = await who(database, await enter(database, boris.account_id))
    assert elsewhere
    for principal, minutes in ((elsewhere, 0), (boris, 11)):
        with time_machine.travel(now() + timedelta(minutes=minutes), tick=False), pytest.raises(rules.NothingProved):
            async with database.writing() as db:
                await service.confirm(db, principal, BROWSER, "")
    with time_machine.travel(now() + timedelta(minutes=11), tick=False):
        async with database.writing() as db:
            assert await service.purge(db) == 1


async def test_of_two_confirmations_at_once_one_links(database: Database) -> None:
    boris = await person(database, "boris")
    await proved(database, boris)

    async def confirm() -> None:
        async with database.writing() as db:
            await service.confirm(db, boris, BROWSER, "")

    answers = await asyncio.gather(confirm(), confirm(), return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in answers) == ["NoneType", "NothingProved"]
    assert await links_of(database, boris) == [PROOF]


@pytest.mark.parametrize("name", ["x" * 41, "a\u202eb", "a\u200bb", "\ue000"])
def test_a_name_is_short_and_visible(name: str) -> None:
    with pytest.raises(rules.NameMalformed):
        rules.name(name)
    assert rules.name(" Дача\n у  озера ") == "Дача у озера"
    assert rules.name("क्\u200dष 👩\u200d👧") == "क्\u200dष 👩\u200d👧"


async def test_a_remembered_session_arranges_and_renames_nothing(database: Database) -> None:
    anna = await person(database, "anna")
    async with database.writing() as db:
        await service.link(db, anna, PROOF, now())
    await proved(database, anna, BillingAccount("160033417709", "RU-TA"))
    looking = replace(anna, reduced=True)
    for verb in (
        lambda db: service.rename(db, looking, PROOF.number, "Дом"),
        lambda db: service.confirm(db, looking, BROWSER, ""),
        lambda db: cards.move(db, looking, ["a", "b"], "a", 1),
        lambda db: cards.hide(db, looking, ["a", "b"], "a", hidden=True),
    ):
        with pytest.raises(StepUpNeeded):
            async with database.writing() as db:
                await verb(db)
