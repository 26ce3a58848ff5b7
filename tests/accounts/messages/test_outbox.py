"""States of a message in the outbox."""

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


async def test_a_sent_message_keeps_no_text(database: Database, sms: Scripted) -> None:
    message_id = await posted(database)
    verdict, _ = await workflows.try_to_send(message_id)
    await workflows.settle(message_id, verdict)
    row = await stored(database, message_id)
    assert (row.state, row.text, row.attempts) == ("sent", "", 1)
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
    assert (row.state, row.text, row.sent_at) == ("expired", "", None)
    assert sms.asked == []


async def test_a_refused_message_fails_and_is_erased(database: Database, sms: Scripted) -> None:
    sms.answer = Refused("blocked")
    message_id = await posted(database)
    verdict, _ = await workflows.try_to_send(message_id)
    await workflows.settle(message_id, verdict)
    row = await stored(database, message_id)
    assert (row.state, row.text) == ("failed", "")


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


async def test_the_sweep_starts_only_what_nobody_tried(
    database: Database, sms: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    untried, tried, sent = [await posted(database) for _ in range(3)]
    await workflows.settle(sent, "sent")
    sms.answer = Retry()
    await workflows.try_to_send(tried)
    begun: list[str] = []

    async def start(_run: object, workflow_id: str, *_args: str) -> None:
        begun.append(workflow_id)

    monkeypatch.setattr(workflows.durable, "start", start)
    await workflows.sweep()
    assert begun == [f"message:{untried}"]


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
