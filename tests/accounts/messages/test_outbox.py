"""States of a message in the outbox."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine

from rxapp import gateways
from rxapp.accounts.messages import rules, service, workflows
from rxapp.accounts.messages.tables import OutboxMessage
from rxapp.core import clock
from rxapp.core.db import Database
from rxapp.gateways import Gateways
from rxapp.gateways.delivery import Refused, Retry
from rxapp.gateways.email.sandbox import SandboxEmail
from rxapp.gateways.sms import Sms
from rxapp.sandbox.inbox import service as inbox


class Scripted:
    """An SMS gateway that answers what the test says."""

    def __init__(self) -> None:
        self.answer: Exception | None = None
        self.asked: list[Sms] = []

    async def send(self, sms: Sms) -> str:
        self.asked.append(sms)
        if self.answer:
            raise self.answer
        return "1"


@pytest.fixture
def sms(database: Database, monkeypatch: pytest.MonkeyPatch) -> Scripted:
    scripted = Scripted()
    monkeypatch.setattr(workflows, "database", lambda: database)
    monkeypatch.setattr(gateways, "_installed", [])
    gateways.install(Gateways(sms=scripted, email=SandboxEmail(database), bss=None))  # type: ignore[arg-type]
    return scripted


async def posted(database: Database, not_after: datetime | None = None) -> str:
    async with database.writing() as db:
        return str(
            await service.post(db, channel="sms", to="+79031234567", text="Code 1", purpose="t", not_after=not_after)
        )


async def stored(database: Database, message_id: str) -> OutboxMessage:
    async with database.reading() as db:
        row = await db.get(OutboxMessage, UUID(message_id))
    assert row is not None
    return row


async def test_a_sent_message_keeps_neither_text_nor_address(database: Database, sms: Scripted) -> None:
    message_id = await posted(database)
    verdict, _ = await workflows.try_to_send(message_id)
    await workflows.settle(message_id, verdict)
    row = await stored(database, message_id)
    assert (row.state, row.to, row.text, row.attempts) == ("sent", "", "", 1)
    assert row.settled_at is not None
    assert row.sent_at is not None
    assert [(sent.to, sent.text, sent.key) for sent in sms.asked] == [("+79031234567", "Code 1", message_id)]


async def test_a_sent_message_is_not_sent_again(database: Database, sms: Scripted) -> None:
    message_id = await posted(database)
    await workflows.settle(message_id, "sent")
    assert await workflows.try_to_send(message_id) == ("done", 0)
    assert sms.asked == []


async def test_a_settled_message_keeps_its_first_verdict(database: Database, sms: Scripted) -> None:
    message_id = await posted(database)
    await workflows.settle(message_id, "sent")
    await workflows.settle(message_id, "failed")
    assert (await stored(database, message_id)).state == "sent"


async def test_a_message_past_its_term_expires_unsent_and_erased(database: Database, sms: Scripted) -> None:
    message_id = await posted(database, clock.now() - timedelta(seconds=1))
    verdict, _ = await workflows.try_to_send(message_id)
    await workflows.settle(message_id, verdict)
    row = await stored(database, message_id)
    assert (row.state, row.to, row.text, row.sent_at) == ("expired", "", "", None)
    assert sms.asked == []


async def test_a_refused_message_fails_and_is_erased(database: Database, sms: Scripted) -> None:
    sms.answer = Refused("blocked")
    message_id = await posted(database)
    verdict, _ = await workflows.try_to_send(message_id)
    await workflows.settle(message_id, verdict)
    row = await stored(database, message_id)
    assert (row.state, row.to, row.text) == ("failed", "", "")


@pytest.mark.parametrize("fault", [Retry(), RuntimeError("+79031234567 unreachable")])
async def test_a_busy_gateway_is_asked_again_later(database: Database, sms: Scripted, fault: Exception) -> None:
    sms.answer = fault
    message_id = await posted(database)
    verdict, first = await workflows.try_to_send(message_id)
    _, second = await workflows.try_to_send(message_id)
    assert verdict == "retry"
    assert 1.6 <= first <= 2.4
    assert 3.2 <= second <= 4.8
    row = await stored(database, message_id)
    assert (row.state, row.attempts, row.text) == ("queued", 2, "Code 1")


async def test_the_pause_a_gateway_asks_for_is_kept(database: Database, sms: Scripted) -> None:
    sms.answer = Retry(60)
    assert await workflows.try_to_send(await posted(database)) == ("retry", 60)


async def test_a_pause_beyond_the_term_expires_the_message_at_once(database: Database, sms: Scripted) -> None:
    sms.answer = Retry(60)
    message_id = await posted(database, clock.now() + timedelta(seconds=30))
    assert await workflows.try_to_send(message_id) == ("expired", 0)


async def test_the_provider_learns_how_long_a_message_makes_sense(database: Database, sms: Scripted) -> None:
    with time_machine.travel(datetime(2026, 1, 1, tzinfo=UTC), tick=False):
        await workflows.try_to_send(await posted(database, clock.now() + timedelta(seconds=300)))
    assert sms.asked[0].validity == 300


async def test_a_rolled_back_message_is_not_left(database: Database, sms: Scripted) -> None:
    async with database.writing() as db:
        message_id = await service.post(db, channel="sms", to="+79031234567", text="x", purpose="t")
        await db.rollback()
        db.info.clear()
    assert await workflows.try_to_send(str(message_id)) == ("done", 0)


class Engine:
    """Takes what is to be started, and whether an ended workflow of that name may run once more."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.anew: list[bool] = []

    async def start(self, _run: object, workflow_id: str, *_args: str, anew: bool = False) -> None:
        self.begun.append(workflow_id.removeprefix("message:"))
        self.anew.append(anew)

    @staticmethod
    def is_leader() -> bool:
        return True


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    made = Engine()
    monkeypatch.setattr(workflows.durable, "start", made.start)
    monkeypatch.setattr(workflows.durable, "is_leader", made.is_leader)
    monkeypatch.setattr(workflows, "_begun", {})
    return made


async def test_the_sweep_starts_what_nobody_tried(database: Database, sms: Scripted, engine: Engine) -> None:
    untried, tried, sent = [await posted(database) for _ in range(3)]
    await workflows.settle(sent, "sent")
    sms.answer = Retry()
    await workflows.try_to_send(tried)
    workflows._begun.clear()
    engine.begun.clear()
    await workflows.sweep()
    assert engine.begun == [untried]


async def test_the_sweep_takes_up_a_tried_message_once_nobody_works_on_it(
    database: Database, sms: Scripted, engine: Engine
) -> None:
    sms.answer = Retry(300)
    tried = await posted(database)
    await workflows.try_to_send(tried)
    engine.begun.clear()
    for seconds, expected in [(301, []), (359, []), (361, [tried])]:
        with time_machine.travel(clock.now() + timedelta(seconds=seconds)):
            await workflows.sweep()
        assert engine.begun == expected
    assert engine.anew == [False, True]


async def test_codes_overtake_letters_in_the_outbox(database: Database, sms: Scripted, engine: Engine) -> None:
    letters = [await posted(database) for _ in range(rules.BULK_STARTED + 5)]
    code = await posted(database, clock.now() + timedelta(minutes=5))
    assert engine.begun == [*letters[: rules.BULK_STARTED], code]
    engine.begun.clear()
    workflows._begun.clear()  # as after a restart
    await workflows.sweep()
    assert engine.begun == [code, *letters[: rules.BULK_STARTED]]
    await workflows.sweep()
    assert engine.begun[rules.BULK_STARTED + 1 :] == [code]  # what is under way is not asked for again each second


async def test_at_most_ten_letters_are_at_the_gateway_at_once_and_codes_are_not_counted(
    database: Database, sms: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = [await posted(database) for _ in range(rules.BULK_AT_ONCE + 1)]
    code = await posted(database, clock.now() + timedelta(minutes=5))
    inside, leave = 0, asyncio.Event()

    async def send(sent: Sms) -> str:
        nonlocal inside
        inside += 1
        await leave.wait()
        return "1"

    monkeypatch.setattr(sms, "send", send)
    async with asyncio.TaskGroup() as group:
        for message_id in letters:
            group.create_task(workflows.try_to_send(message_id))
        async with asyncio.timeout(10):
            while inside < rules.BULK_AT_ONCE:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            urgent = group.create_task(workflows.try_to_send(code))
            while inside < rules.BULK_AT_ONCE + 1:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert sorted([(await stored(database, each)).attempts for each in letters]) == [0, *[1] * rules.BULK_AT_ONCE]
        leave.set()
    assert urgent.result() == ("sent", 0)
    assert inside == rules.BULK_AT_ONCE + 2


async def test_settled_messages_go_after_thirty_days(database: Database, sms: Scripted) -> None:
    settled, queued = await posted(database), await posted(database)
    await workflows.settle(settled, "failed")
    for days, gone in [(29, 0), (30, 1)]:
        with time_machine.travel(clock.now() + timedelta(days=days, seconds=1)):
            async with database.writing() as db:
                assert await service.purge(db) == gone
    assert (await stored(database, queued)).state == "queued"


async def test_a_message_sending_has_lost_sight_of_is_given_up_and_erased(database: Database, sms: Scripted) -> None:
    code, letter = await posted(database, clock.now() + timedelta(minutes=5)), await posted(database)
    for later, states in [
        (timedelta(minutes=5), ["queued", "queued"]),
        (timedelta(minutes=7), ["expired", "queued"]),
        (timedelta(hours=25), ["expired", "failed"]),
    ]:
        with time_machine.travel(clock.now() + later):
            async with database.writing() as db:
                await service.give_up(db)
        rows = [await stored(database, each) for each in (code, letter)]
        assert [row.state for row in rows] == states
        assert all(
            (row.text, row.to, row.settled_at is None) == ("", "", False) for row in rows if row.state != "queued"
        )


async def test_a_letter_lands_in_the_sandbox_once(database: Database, sms: Scripted) -> None:
    async with database.writing() as db:
        message_id = await service.post(db, channel="email", to="a@b.ru", subject="Hi", text="Text", purpose="t")
    for _ in range(2):
        await workflows.try_to_send(str(message_id))
    async with database.reading() as db:
        shown = await inbox.messages(db, to="a@b.ru")
    assert [(m.channel, m.subject, m.text) for m in shown] == [("email", "Hi", "Text")]


@pytest.mark.parametrize(("attempt", "low", "high"), [(1, 1.6, 2.4), (5, 25.6, 38.4), (10, 819, 900), (99, 819, 900)])
def test_pauses_double_up_to_a_quarter_of_an_hour(attempt: int, low: float, high: float) -> None:
    assert low <= rules.pause(attempt, 0.0) <= rules.pause(attempt, 0.999) <= high
