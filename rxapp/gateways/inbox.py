"""The sandbox's inbox: where messages land when there is no provider behind the ports."""

from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel

from rxapp.core import clock
from rxapp.core.db import Database, insert_of


class SandboxMessage(SQLModel, table=True):
    """A message "delivered" in the sandbox. ``key`` is the sender's idempotency key.

    ``at`` is by the real clock: a phone is outside of the world whose clock testers move, and newest stays newest.
    """

    __tablename__ = "sandbox_message"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    key: str = Field(max_length=64, unique=True)
    channel: str = Field(max_length=8)
    to: str = Field(max_length=320, index=True)
    subject: str = ""
    text: str
    at: datetime = Field(index=True)


async def put(database: Database, channel: Literal["sms", "email"], key: str, to: str, subject: str, text: str) -> None:
    """Add the message unless one with this key is already there."""
    insert = insert_of(database)
    row = {
        "id": uuid4(),
        "key": key,
        "channel": channel,
        "to": to,
        "subject": subject,
        "text": text,
        "at": clock.real(),
    }
    async with database.writing() as db:
        await db.exec(insert(SandboxMessage).values(**row).on_conflict_do_nothing(index_elements=["key"]))
