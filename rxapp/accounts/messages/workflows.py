"""Sending the outbox durably.

Only the message's id and verdicts travel through the durable engine: its database never sees a text or an address.
"""

import logging
import random
from datetime import timedelta
from uuid import UUID

from sqlmodel import col, select

from rxapp.accounts.messages import rules
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

log = logging.getLogger(__name__)


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

    The gateway is asked outside of any transaction.
    """
    row = await _count_attempt(message_id)
    if row is None:
        return "done", 0
    left = rules.deadline(row.created_at, row.not_after) - clock.now()
    if left <= timedelta():
        return "expired", 0
    try:
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
    if timedelta(seconds=seconds) >= left:
        return ("expired" if row.not_after else "failed"), 0
    return "retry", seconds


async def settle(message_id: str, verdict: Ending | str) -> None:
    """Write the verdict and erase what was said. Nothing happens when the row is already settled."""
    async with database().writing() as db:
        row = await db.get(OutboxMessage, UUID(message_id), with_for_update=True)
        if row is None or row.state != rules.QUEUED or verdict == "done":
            return
        row.state, row.text, row.subject = verdict, "", ""
        if verdict == "sent":
            row.sent_at = clock.now()
        db.add(row)


async def begin(message_id: UUID) -> None:
    """Start sending now if this process leads; otherwise the leader's sweep finds the row within a second or two."""
    await durable.start(deliver, f"message:{message_id}", str(message_id))


async def sweep() -> None:
    """Start sending what nobody has tried yet: posted by another process, or committed just before a crash."""
    async with database().reading() as db:
        untried = (col(OutboxMessage.state) == rules.QUEUED, col(OutboxMessage.attempts) == 0)
        found = await db.exec(
            select(OutboxMessage.id).where(*untried).order_by(col(OutboxMessage.created_at)).limit(SWEEP_ROWS)
        )
        ids = found.all()
    for message_id in ids:
        await begin(message_id)


durable.register_job("accounts.messages.sweep", SWEEP_SECONDS, sweep)


async def _count_attempt(message_id: str) -> OutboxMessage | None:
    async with database().writing() as db:
        row = await db.get(OutboxMessage, UUID(message_id), with_for_update=True)
        if row is None or row.state != rules.QUEUED:
            return None
        row.attempts += 1
        db.add(row)
        return row


async def _hand_over(row: OutboxMessage, seconds_left: int) -> None:
    key = str(row.id)
    if row.channel == "sms":
        await gateways().sms.send(Sms(row.to, row.text, seconds_left, key))
    elif row.channel == "email":
        await gateways().email.send(Letter(row.to, row.subject, row.text, key))
