"""What is linked: its name, its card's place, and the way out."""

import asyncio
from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select

import rxapp.gateways.bss.embedded.tables
import rxapp.linked_services.tables  # noqa: F401
from rxapp.accounts import queries as accounts
from rxapp.accounts.journal.tables import SecurityEvent
from rxapp.accounts.principal import Principal
from rxapp.accounts.sessions.freshness import StepUpNeeded
from rxapp.core.clock import now
from rxapp.core.db import Database
from rxapp.gateways.bss import BillingAccount, ServiceUnknown
from rxapp.linked_services import queries, rules, service
from rxapp.linked_services.cards import service as cards
from tests.linked_services.kit import BROWSER, PROOF, links_of, person

FORM = {"kind": "internet", "region": "RU-NVS", "number": "6540 2219 8043", "login": "anna", "secret": "s"}


async def test_only_ones_own_link_is_renamed_and_unlinked(database: Database) -> None:
    anna, boris = await person(database, "anna"), await person(database, "boris")
    async with database.writing() as db:
        await service.link(db, anna, PROOF, now(), name="Дом")
    for verb in (
        lambda db: service.rename(db, boris, PROOF.number, "Моё"),
        lambda db: service.unlink(db, boris, BROWSER, PROOF.number),
        lambda db: service.unlink(db, anna, BROWSER, "999999999999"),
        lambda db: service.unlink(db, anna, BROWSER, ""),
    ):
        with pytest.raises(rules.NotLinked):
            async with database.writing() as db:
                await verb(db)
    async with database.reading() as db:
        assert [row.name for row in await queries.rows(db, anna.account_id)] == ["Дом"]


async def test_unlinking_takes_the_number_from_the_sign_in_form_of_its_holder_only(database: Database) -> None:
    anna, boris = await person(database, "anna"), await person(database, "boris")
    for one in (anna, boris):
        async with database.writing() as db:
            await service.link(db, one, PROOF, now())
    async with database.writing() as db:
        await service.unlink(db, boris, BROWSER, PROOF.number)
    async with database.reading() as db:
        held = await accounts.account_by_alias(db, "account_number", PROOF.number)
        assert held is not None
        assert held.id == anna.account_id
    async with database.writing() as db:
        await service.unlink(db, anna, BROWSER, PROOF.number)
    async with database.reading() as db:
        assert await accounts.account_by_alias(db, "account_number", PROOF.number) is None
    async with database.reading() as db:
        told = (await db.exec(select(SecurityEvent).where(SecurityEvent.kind == "service_unlinked"))).all()
    assert len(told) == 2


async def test_an_old_sign_in_unlinks_nothing(database: Database) -> None:
    anna = await person(database, "anna")
    async with database.writing() as db:
        await service.link(db, anna, PROOF, now())
    with time_machine.travel(now() + timedelta(minutes=6), tick=False), pytest.raises(StepUpNeeded):
        async with database.writing() as db:
            await service.unlink(db, anna, BROWSER, PROOF.number)
    assert await links_of(database, anna) == [PROOF]


async def test_two_unlinks_at_once_have_one_effect(database: Database) -> None:
    anna = await person(database, "anna")
    async with database.writing() as db:
        await service.link(db, anna, PROOF, now())

    async def unlink() -> None:
        async with database.writing() as db:
            await service.unlink(db, anna, BROWSER, PROOF.number)

    answers = await asyncio.gather(unlink(), unlink(), return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in answers) == ["NoneType", "NotLinked"]
    async with database.reading() as db:
        told = (await db.exec(select(SecurityEvent).where(SecurityEvent.kind == "service_unlinked"))).all()
    assert len(told) == 1


async def test_the_fifty_first_account_is_refused_and_a_linked_one_is_not(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_LINKS", 2)
    anna = await person(database, "anna")
    for number in ("100000000001", "100000000002", "100000000001"):
        async with database.writing() as db:
            await service.link(db, anna, BillingAccount(number, "RU-NVS"), now())
    with pytest.raises(rules.LinksFull):
        async with database.writing() as db:
            await service.link(db, anna, BillingAccount("100000000003", "RU-NVS"), now())


async def test_cards_go_where_their_owner_puts_them(database: Database) -> None:
    anna, boris = await person(database, "anna"), await person(database, "boris")
    present = ["a", "b", "c"]

    async def lying(principal: Principal) -> tuple[list[str], frozenset[str]]:
        async with database.reading() as db:
            layout = await cards.layout(db, principal)
        return rules.arranged(present, layout.order), layout.hidden

    for one, step in (("c", -1), ("c", -1), ("c", -1), ("a", 99)):
        async with database.writing() as db:
            await cards.move(db, anna, present, one, step)
    async with database.writing() as db:
        await cards.hide(db, anna, present, "b", hidden=True)
    assert await lying(anna) == (["c", "b", "a"], frozenset({"b"}))
    assert await lying(boris) == (present, frozenset())
    async with database.writing() as db:
        await cards.hide(db, anna, present, "b", hidden=False)
    assert (await lying(anna))[1] == frozenset()
    for verb in (
        lambda db: cards.move(db, anna, present, "theirs", 1),
        lambda db: cards.hide(db, anna, present, "theirs", hidden=True),
    ):
        with pytest.raises(ServiceUnknown):
            async with database.writing() as db:
                await verb(db)


def test_a_new_card_lies_behind_those_that_have_a_place() -> None:
    assert rules.arranged(["new", "a", "b"], {"b": 0, "a": 1}) == ["b", "a", "new"]
