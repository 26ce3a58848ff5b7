"""Sending the outbox durably.

Only the message's id and verdicts travel through the durable engine: its database never sees a text or an address.
"""

import asyncio
import logging
import random
import time
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import timedelta
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import update
from sqlmodel import col

from rxapp.accounts.messages import queries, rules
from rxapp.accounts.messages.rules import Ending
from rxapp.accounts.messages.tables import OutboxMessage
from rxapp.core import clock, durable
from rxapp.core.db import database
from rxapp.gateways import gateways
from rxapp.gateways.delivery import Refused, Retry
from rxapp.gateways.email import Letter
from rxapp.gateways.sms import Sms

SWEEP_SECONDS = 1.0
SWEEP_ROWS = 200
# A gateway that has not answered by then holds up nobody else; what it did is as unknown as after a crash.
HAND_OVER_SECONDS = 30.0
# A start that came to nothing is repeated after this long.
BEGIN_AGAIN_SECONDS = 30.0

log = logging.getLogger(__name__)
# Messages of the slow lane on their way to a first try, and since when (monotonic seconds).
_begun: dict[str, float] = {}
_slots: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


@durable.workflow("accounts.messages.deliver")
async def deliver(message_id: str) -> None:
    """Send one message of the outbox, with pauses between tries, until it is sent, refused or out of its term."""
    attempt = 0
    while True:
        attempt += 1
        try:
            verdict, seconds = await durable.step("send", try_to_send, message_id)
            if verdict != "retry":
                await durable.step("settle", settle, message_id, verdict)
                return
        except durable.StepFailed:
            # The main database or this code failed, not the gateway; the row is still queued.
            seconds = rules.pause(attempt, 0.5)
        await durable.sleep(seconds)


async def try_to_send(message_id: str) -> tuple[str, float]:
    """One try. Returns the verdict (sent, failed, expired, done or retry) and the pause before the next one, seconds.

    The gateway is asked outside of any transaction. Urgent messages go at once, of the others ten at a time.
    """
    async with database().reading() as db:
        urgent = await queries.is_urgent(db, UUID(message_id))
    async with _lane(urgent):
        verdict, seconds = await _try(message_id)
    _begun.pop(message_id, None)
    if verdict == "retry":
        await _await_next(message_id, seconds)
    return verdict, seconds


async def settle(message_id: str, verdict: Ending | str) -> None:
    """Write the verdict and erase what was said. Nothing happens when the row is already settled."""
    async with database().writing() as db:
        row = await db.get(OutboxMessage, UUID(message_id), with_for_update=True)
        if row is None or row.state != rules.QUEUED or verdict == "done":
            return
        row.state, row.to, row.text, row.subject = verdict, "", "", ""
        row.settled_at = clock.now()
        if verdict == "sent":
            row.sent_at = row.settled_at
        db.add(row)


async def begin(message_id: UUID, *, urgent: bool) -> None:
    """Start sending now if this process leads; otherwise the leader's sweep finds the row within a second or two.

    When fifty others than urgent ones are in work the rest wait for the sweep in the outbox, not in the engine.
    """
    if urgent or len(_begun) < rules.BULK_STARTED:
        await _begin(message_id, urgent=urgent)


async def sweep() -> None:
    """Start sending what nobody has tried yet: posted by another process, or committed just before a crash.

    Take up what was tried but lost its workflow, with the engine's database for instance; a workflow that is alive,
    asleep or under way is not started a second time.
    """
    async with database().reading() as db:
        urgent = await queries.untried(db, urgent=True, most=SWEEP_ROWS)
        others = await queries.untried(db, urgent=False, most=rules.BULK_STARTED)
        stale = await queries.stale(db, most=SWEEP_ROWS)
    for message_id in [*urgent, *stale]:
        await _begin(message_id, urgent=True, anew=True)
    forgotten = time.monotonic() - BEGIN_AGAIN_SECONDS
    for key in [key for key, begun_at in _begun.items() if begun_at < forgotten]:
        del _begun[key]
    for message_id in others:
        if str(message_id) not in _begun:
            await _begin(message_id, urgent=False, anew=True)


durable.register_job("accounts.messages.sweep", SWEEP_SECONDS, sweep)


async def _begin(message_id: UUID, *, urgent: bool, anew: bool = False) -> None:
    if not urgent and durable.is_leader():
        _begun[str(message_id)] = time.monotonic()
    await durable.start(deliver, f"message:{message_id}", str(message_id), anew=anew)


def _lane(urgent: bool) -> AbstractAsyncContextManager[Any]:
    if urgent:
        return nullcontext()
    return _slots.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(rules.BULK_AT_ONCE))


async def _try(message_id: str) -> tuple[str, float]:
    row = await _count_attempt(message_id)
    if row is None:
        return "done", 0
    left = rules.deadline(row.created_at, row.not_after) - clock.now()
    if left <= timedelta():
        return "expired", 0
    try:
        async with asyncio.timeout(HAND_OVER_SECONDS):
            await _hand_over(row, max(1, int(left.total_seconds())))
    except Refused as refused:
        log.warning("message_refused id=%s reason=%s", message_id, refused.reason)
        return "failed", 0
    except Retry as retry:
        wanted = retry.after
    except Exception as error:
        # The text of an unknown error may hold the address: its type must do.
        log.warning("message_gateway_failed id=%s error=%s", message_id, type(error).__name__)
        wanted = 0
    else:
        return "sent", 0
    seconds = max(wanted, rules.pause(row.attempts, random.random()))  # noqa: S311 - jitter, no secret
    if timedelta(seconds=seconds) >= rules.deadline(row.created_at, row.not_after) - clock.now():
        return ("expired" if row.not_after else "failed"), 0
    return "retry", seconds


async def _await_next(message_id: str, seconds: float) -> None:
    async with database().writing() as db:
        due = clock.now() + timedelta(seconds=seconds)
        await db.exec(update(OutboxMessage).where(col(OutboxMessage.id) == UUID(message_id)).values(next_at=due))


async def _count_attempt(message_id: str) -> OutboxMessage | None:
    async with database().writing() as db:
        row = await db.get(OutboxMessage, UUID(message_id), with_for_update=True)
        if row is None or row.state != rules.QUEUED:
            return None
        row.attempts += 1
        row.next_at = clock.now() + rules.ATTEMPT_LIFE
        db.add(row)
        return row


async def _hand_over(row: OutboxMessage, seconds_left: int) -> None:
    key = str(row.id)
    if row.channel == "sms":
        await gateways().sms.send(Sms(row.to, row.text, seconds_left, key))
    else:
        await gateways().email.send(Letter(row.to, row.subject, row.text, key))
