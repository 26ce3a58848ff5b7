"""Sessions and the tickets that start them. Only hashes of what the browser holds (SESS-1)."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel


class Session(SQLModel, table=True):
    """A signed-in browser. Dead when ``ended_at`` is set or a limit has passed.

    The row outlives the cookie's value: ``token_hash`` is replaced at each renewal (SESS-3), ``id`` stays, so that the
    owner's list of devices does. ``stepped_up_at`` is when the person last proved who they are, signing in included
    unless a trusted browser was spared the second factor. ``lapsed``: idle for longer than an ordinary session may be.
    ``renew_by``: credentials have changed, the present value dies then at the latest.
    """

    __tablename__ = "session"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    token_hash: str = Field(max_length=64, unique=True)
    remembered: bool = False
    user_agent: str = Field(default="", max_length=200)
    ip: str = Field(default="", max_length=45)
    created_at: datetime
    seen_at: datetime
    ended_at: datetime | None = Field(default=None, index=True)
    stepped_up_at: datetime | None = None
    lapsed: bool = False
    renew_by: datetime | None = None


class SignInTicket(SQLModel, table=True):
    """A proof of sign-in on its way from the socket to the cookie: one use, seconds long, tied to one browser.

    ``session_id``: not a sign-in but a new value for the cookie of this session. ``proved``: identity was fully proved
    just now.
    """

    __tablename__ = "sign_in_ticket"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    ticket_hash: str = Field(max_length=64, unique=True)
    browser_hash: str = Field(max_length=64)
    remembered: bool = False
    session_id: UUID | None = Field(default=None, foreign_key="session.id")
    proved: bool = True
    expires_at: datetime
    used_at: datetime | None = None
