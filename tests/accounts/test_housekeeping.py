"""What is spent, over or past its term goes; what is still of use stays."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from sqlmodel import select

from rxapp.accounts import workflows
from rxapp.accounts.codes import rules as code_rules
from rxapp.accounts.codes import service as codes
from rxapp.accounts.codes.tables import ConfirmationCode
from rxapp.accounts.passwords import service as passwords
from rxapp.accounts.passwords.tables import SignInFailure
from rxapp.accounts.sessions import rules, service
from rxapp.accounts.sessions.service import Browser
from rxapp.accounts.sessions.tables import Session, SignInTicket
from rxapp.accounts.tables import Account
from rxapp.core import bus, clock, durable, limits
from rxapp.core.db import Database
from rxapp.core.limits import Rate, RateCounter
from rxapp.core.settings import settings
from rxapp.events import SessionEnded

HERE = Browser("browser", "Firefox", "192.0.2.7")


@pytest.fixture(autouse=True)
def _this_database(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workflows, "database", lambda: database)


async def count(database: Database, table: type) -> int:
    async with database.reading() as db:
        return len((await db.exec(select(table))).all())


async def after(seconds: float, name: str) -> None:
    with time_machine.travel(clock.now() + timedelta(seconds=seconds)):
        await workflows.purge(name)


async def opened(database: Database, *, remembered: bool = False) -> UUID:
    async with database.writing() as db:
        account = Account(
            user_name=str(uuid4())[:30], password_hash="-", last_name="А", first_name="А", region="RU-MOW",
            created_at=clock.now(),
        )  # fmt: skip
        db.add(account)
        await db.flush()
        ticket = await service.issue_ticket(db, account.id, HERE, remembered=remembered)
        await service.start_session(db, ticket, HERE)
    return account.id


async def test_tickets_go_once_they_are_dead(database: Database) -> None:
    account_id = await opened(database)
    async with database.writing() as db:
        await service.issue_ticket(db, account_id, HERE, remembered=False)
    await after(rules.TICKET_LIFE - 1, "purge-sessions")
    assert await count(database, SignInTicket) == 2
    await after(rules.TICKET_LIFE + 1, "purge-sessions")
    assert await count(database, SignInTicket) == 0


async def test_an_ended_session_goes_after_its_term(database: Database) -> None:
    await opened(database)
    async with database.writing() as db:
        (session,) = (await db.exec(select(Session))).all()
        await service.end_session(db, session.token_hash)
    await after(rules.KEEP_DEAD - 60, "purge-sessions")
    assert await count(database, Session) == 1
    await after(rules.KEEP_DEAD + 60, "purge-sessions")
    assert await count(database, Session) == 0


@pytest.mark.parametrize("remembered", [False, True])
async def test_the_tabs_of_a_session_that_died_of_age_are_told_once(
    database: Database, monkeypatch: pytest.MonkeyPatch, remembered: bool
) -> None:
    told: list[SessionEnded] = []

    async def hear(event: SessionEnded) -> None:
        told.append(event)

    monkeypatch.setattr(bus, "_listeners", {SessionEnded: [hear]})
    await opened(database, remembered=remembered)
    idle = settings().remembered_idle if remembered else settings().session_idle
    for seconds, expected in ((idle - 60, 0), (idle + 1, 1), (idle + 61, 1)):
        with time_machine.travel(clock.now() + timedelta(seconds=seconds)):
            await workflows.expire_sessions()
        assert len(told) == expected


@pytest.mark.parametrize("remembered", [False, True])
async def test_a_session_nobody_ended_goes_a_term_after_it_ran_out(database: Database, remembered: bool) -> None:
    await opened(database, remembered=remembered)
    idle = settings().remembered_idle if remembered else settings().session_idle
    await after(idle + rules.KEEP_DEAD - 60, "purge-sessions")
    assert await count(database, Session) == 1
    await after(idle + rules.KEEP_DEAD + 60, "purge-sessions")
    assert await count(database, Session) == 0


async def test_a_session_in_use_goes_a_term_after_its_absolute_limit(database: Database) -> None:
    await opened(database)
    absolute = settings().session_absolute
    async with database.writing() as db:
        (session,) = (await db.exec(select(Session))).all()
        session.seen_at = clock.now() + timedelta(seconds=absolute)
        db.add(session)
    await after(absolute + rules.KEEP_DEAD - 60, "purge-sessions")
    assert await count(database, Session) == 1
    await after(absolute + rules.KEEP_DEAD + 60, "purge-sessions")
    assert await count(database, Session) == 0


async def test_a_code_stays_while_its_flow_counts_resends_and_then_goes(database: Database) -> None:
    flow = codes.Flow(uuid4(), "test", "+79031234567", "browser")
    async with database.writing() as db:
        await codes.issue(db, flow)
    await after(code_rules.code_life() + 1, "purge-codes")
    assert await count(database, ConfirmationCode) == 1
    with time_machine.travel(clock.now() + timedelta(seconds=code_rules.FLOW_LIFE - 10)):
        async with database.writing() as db:
            await codes.issue(db, flow)
    await after(code_rules.FLOW_LIFE + 1, "purge-codes")
    assert await count(database, ConfirmationCode) == 1
    await after(code_rules.FLOW_LIFE + code_rules.code_life(), "purge-codes")
    assert await count(database, ConfirmationCode) == 0


async def test_counters_go_when_nobody_counts_by_them(database: Database) -> None:
    async with database.writing() as db:
        await limits.hit(db, "test", "key", Rate(5, 3600))
        await passwords.record_failure(db, "anna", "")
    await after(3599, "purge-limits")
    await after(passwords.FORGET_AFTER - 1, "purge-sign-in-failures")
    assert (await count(database, RateCounter), await count(database, SignInFailure)) == (1, 1)
    await after(3601, "purge-limits")
    await after(passwords.FORGET_AFTER + 1, "purge-sign-in-failures")
    assert (await count(database, RateCounter), await count(database, SignInFailure)) == (0, 0)


async def test_the_leader_is_given_every_purge(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, durable.Job] = {}
    monkeypatch.setattr(durable, "_jobs", given)
    workflows.register()
    assert set(given) == {*workflows.PURGES, "expire-sessions"}
    async with database.writing() as db:
        await limits.hit(db, "test", "key", Rate(1, 1))
    with time_machine.travel(clock.now() + timedelta(seconds=2)):
        for job in given.values():
            await job.run()
    assert await count(database, RateCounter) == 0
