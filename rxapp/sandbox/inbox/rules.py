"""What a tester asks of the inbox and what they get."""

import re
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from rxapp.core import email_address, phone
from rxapp.core.errors import DomainError

# PostgreSQL takes no NUL.
PRINTABLE = r"^[^\x00-\x1f\x7f]*$"
LONGEST_WAIT = 30
MOST = 100
# The last line of an SMS that a browser may fill in by itself; then any six digits that stand alone.
_CODE = re.compile(r"#([0-9]{6})\b|(?<![0-9#])([0-9]{6})(?![0-9])")
_LINK = re.compile(r"https?://\S+")


class InboxQuery(BaseModel):
    """Which messages, and how long to wait for the first of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    to: Annotated[
        str, Field(max_length=320, pattern=PRINTABLE, description="a phone in any spelling, or an e-mail address")
    ] = ""
    channel: Annotated[Literal["sms", "email"] | None, Field(description="only this channel")] = None
    since: Annotated[
        AwareDatetime | None, Field(description="only messages later than this, by the inbox's own clock (`now`)")
    ] = None
    has: Annotated[Literal["code", "link"] | None, Field(description="only messages that hold one")] = None
    wait: Annotated[
        float, Field(ge=0, le=LONGEST_WAIT, description="seconds to wait for a message when there is none yet")
    ] = 0
    limit: Annotated[int, Field(ge=1, le=MOST)] = MOST


class Message(BaseModel):
    """One SMS or letter, with the code and the first link in it."""

    id: UUID
    channel: Literal["sms", "email"]
    to: str
    subject: str
    text: str
    at: AwareDatetime
    code: str | None
    link: str | None


class Inbox(BaseModel):
    """Messages, the newest first; the newest code and link among them; the inbox's clock, to be asked `since` it."""

    messages: list[Message]
    code: str | None
    link: str | None
    now: AwareDatetime


def code_in(text: str) -> str | None:
    """The one-time code in a message."""
    found = _CODE.search(text)
    return (found[1] or found[2]) if found else None


def link_in(text: str) -> str | None:
    """The first address in a message."""
    found = _LINK.search(text)
    return found[0] if found else None


def recipient(typed: str) -> str:
    """A phone or an e-mail as the inbox keeps it; a plus that a query string turned into a blank is forgiven."""
    try:
        return email_address.parse(typed).ascii if "@" in typed else phone.parse(typed).e164
    except DomainError:
        return typed.strip()
