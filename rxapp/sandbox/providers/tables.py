"""What the pretend providers keep. In the database: several workers must agree."""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field, SQLModel


class SandboxGrant(SQLModel, table=True):
    """A code or a token. ``asked`` is the authorization request as JSON; ``device_id`` is VK's."""

    __tablename__ = "sandbox_grant"

    value: str = Field(primary_key=True, max_length=128)
    provider: str = Field(max_length=8)
    kind: str = Field(max_length=8)
    subject: str = Field(max_length=64)
    device_id: str = Field(default="", max_length=64)
    asked: str = Field(default="{}", sa_type=Text)
    expires_at: datetime = Field(index=True)


class SandboxKnob(SQLModel, table=True):
    """One misbehaviour that is switched on, or a lasting value: the persona that approves by itself, a signing key."""

    __tablename__ = "sandbox_knob"

    provider: str = Field(primary_key=True, max_length=8)
    name: str = Field(primary_key=True, max_length=32)
    value: str = Field(default="", sa_type=Text)


class SandboxCall(SQLModel, table=True):
    """One request a pretend provider received; ``received`` is JSON of its parameters and of its Authorization."""

    __tablename__ = "sandbox_call"

    id: int | None = Field(default=None, primary_key=True)
    provider: str = Field(max_length=8)
    leg: str = Field(max_length=12)
    received: str = Field(default="{}", sa_type=Text)
    at: datetime
