"""The end of an account: nobody gets in, nothing personal stays but what the law keeps (PD-5, PD-6)."""

from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine

from rxapp import wiring
from rxapp.accounts import queries as accounts
from rxapp.accounts.journal import service as journal
from rxapp.accounts.principal import Principal
from rxapp.accounts.sessions import service as sessions
from rxapp.accounts.sessions.freshness import StepUpNeeded
from rxapp.accounts.sessions.service import TicketRefused
from rxapp.accounts.tables import Account
from rxapp.core import clock
from rxapp.core.db import Database
from rxapp.profile.personal_data import queries, rules, service
from rxapp.profile.tables import ClosedAccount, HomeAddress
from tests.accounts.kit import at_once, kinds, outbox, someone, who
from tests.profile.personal_data.kit import (
    CANARIES,
    EMAIL,
    HERE,
    NUMBER,
    PHONE,
    canaries_in,
    everything,
    settle_messages,
    vera,
)


async def start(database: Database, ticket: str) -> None:
    async with database.writing() as db:
        await sessions.start_session(db, ticket, HERE)


A_MINUTE = timedelta(seconds=rules.SETTLING_SECONDS)


async def close(database: Database, me: Principal, *, sure: bool = True) -> None:
    async with database.writing() as db:
        await service.close(db, me, HERE, sure=sure)


async def grave(database: Database, me: Principal) -> ClosedAccount:
    async with database.reading() as db:
        return await db.get_one(ClosedAccount, me.account_id)


async def test_every_canary_sings_before(database: Database) -> None:
    await vera(database)
    assert {canary for _, canary in canaries_in(await everything(database))} == set(CANARIES)


async def test_nobody_gets_in_from_the_moment_of_closing(database: Database) -> None:
    me, cookie = await vera(database)
    await close(database, me)
    assert await who(database, cookie) is None
    async with database.reading() as db:
        for kind, key in (
            ("phone", PHONE),
            ("email", EMAIL),
            ("user_name", "canary.login"),
            ("account_number", NUMBER),
        ):
            assert await accounts.alias(db, kind, key) is None
    found = await everything(database)
    assert {name: found[name] for name in rules.WAYS_IN if found[name]} == {}


async def test_a_ticket_given_a_moment_before_opens_nothing(database: Database) -> None:
    me, _ = await vera(database)
    await close(database, me)
    async with database.writing() as db:
        ticket = await sessions.issue_ticket(db, me.account_id, HERE, remembered=False)
    with patch.object(sessions, "_at_start", [wiring.refuse_closed]), pytest.raises(TicketRefused):
        await start(database, ticket)
    assert (await everything(database))["session"][0]["ended_at"] != "None"


async def test_nothing_personal_is_left(database: Database) -> None:
    me, _ = await vera(database)
    await close(database, me)
    await settle_messages(database)
    await service.erase(database, me.account_id)
    assert canaries_in(await everything(database)) == set()


async def test_what_the_law_keeps_is_kept_and_names_nobody(database: Database) -> None:
    me, _ = await vera(database)
    await close(database, me)
    await service.erase(database, me.account_id)
    found = await everything(database)
    mine = {name for name, rows in found.items() for row in rows if str(me.account_id) in row.values()}
    kept = {name for name, held in rules.PERSONAL.items() if held.fate != "deleted"} - {"change_outcome"}
    assert mine == kept | {"outbox_message"}
    mine_in_outbox = [row for row in found["outbox_message"] if row["account_id"] == str(me.account_id)]
    assert {row["purpose"] for row in mine_in_outbox} == {"notice.account_closed"}
    assert {(row["document"], row["ip"]) for row in found["consent"]} == {
        ("agreement", ""),
        ("personal_data", ""),
        ("marketing", ""),
    }
    assert {(row["version"], len(row["text_hash"])) for row in found["consent"]} == {("2026-11", 64)}
    ended = sorted((row["method"], row["ip"]) for row in found["consent_withdrawal"])
    assert ended == [("closing", ""), ("closing", ""), ("profile", "")]
    assert {key: value for key, value in found["account"][0].items() if value not in ("", "None", "ru")}.keys() == {
        "id",
        "created_at",
    }
    async with database.reading() as db:
        assert await journal.first_flaw(db, me.account_id) is None
    assert (await kinds(database, me.account_id))[-1] == "account_closed"


async def test_its_owner_is_told_over_every_confirmed_channel(database: Database) -> None:
    me, _ = await vera(database)
    await close(database, me)
    await service.erase(database, me.account_id)
    told = await outbox(database, "notice.account_closed")
    assert {(row.channel, row.to) for row in told} == {("sms", PHONE), ("email", EMAIL)}
    assert {row.purpose for row in await outbox(database) if row.to in (PHONE, EMAIL)} == {"notice.account_closed"}


async def test_the_names_are_free_for_another(database: Database) -> None:
    me, _ = await vera(database)
    await close(database, me)
    again = await someone(database, "canary.login", phone=PHONE, email=EMAIL)
    assert again != me.account_id
    # Erasing the old account takes nothing of the new one.
    await service.erase(database, me.account_id)
    async with database.reading() as db:
        found = await accounts.account_by_alias(db, "phone", PHONE)
    assert found
    assert (found.id, found.phone) == (again, PHONE)


async def test_it_wants_a_tick_and_a_fresh_proof(database: Database) -> None:
    me, cookie = await vera(database)
    with pytest.raises(rules.NotConfirmed):
        await close(database, me, sure=False)
    with time_machine.travel(clock.now() + timedelta(minutes=6)), pytest.raises(StepUpNeeded):
        await close(database, me)
    assert await who(database, cookie) is not None


async def test_of_two_closings_at_once_one_closes(database: Database) -> None:
    me, _ = await vera(database)
    done, refused = await at_once(close(database, me), close(database, me))
    assert (len(done), refused) == (1, ["session.step_up_needed"])
    assert len(await outbox(database, "notice.account_closed")) == 2


async def test_what_was_under_way_is_erased_by_the_run_after_a_minute(database: Database) -> None:
    me, _ = await vera(database)
    await close(database, me)
    await service.erase(database, me.account_id)
    assert (await grave(database, me)).erased_at is None
    async with database.writing() as db:
        db.add(HomeAddress(account_id=me.account_id, city="CanaryCity", changed_at=clock.now()))
    with time_machine.travel(clock.now() + A_MINUTE):
        await service.erase(database, me.account_id)
    marked = await grave(database, me)
    assert marked.erased_at is not None
    assert (await everything(database))["home_address"] == []
    async with database.reading() as db:
        assert list(await queries.unerased(db)) == []


async def test_again_does_no_harm(database: Database) -> None:
    me, _ = await vera(database)
    other = await someone(database)
    await close(database, me)
    with time_machine.travel(clock.now() + A_MINUTE, tick=False):
        await service.erase(database, me.account_id)
        once = await everything(database)
        await service.erase(database, me.account_id)
    assert await everything(database) == once
    async with database.reading() as db:
        assert (await db.get_one(Account, other)).first_name == "Анна"


async def test_consents_of_a_closed_account_go_after_three_years(database: Database) -> None:
    me, _ = await vera(database)
    await close(database, me)
    closed = clock.now()
    with time_machine.travel(closed + timedelta(days=rules.CONSENTS_KEPT_DAYS + 1), tick=False):
        async with database.writing() as db:
            # Not erased yet.
            assert await service.purge_consents(db) == 0
    with time_machine.travel(clock.now() + 2 * A_MINUTE, tick=False):
        await service.erase(database, me.account_id)
    for days, gone in ((rules.CONSENTS_KEPT_DAYS - 1, 0), (rules.CONSENTS_KEPT_DAYS + 1, 3)):
        with time_machine.travel(closed + timedelta(days=days), tick=False):
            async with database.writing() as db:
                assert await service.purge_consents(db) == gone
    found = await everything(database)
    assert (found["consent"], found["consent_withdrawal"]) == ([], [])
    assert len(found["closed_account"]) == 1
