"""Where the clock stands, so that a worker that starts later shows the same time."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel


class SandboxClock(SQLModel, table=True):
    """At most one row: seconds by which the sandbox is ahead of the machine. Production never writes one."""

    __tablename__ = "sandbox_clock"

    id: int = Field(default=1, primary_key=True)
    ahead_seconds: int = Field(default=0, sa_type=BigInteger)
