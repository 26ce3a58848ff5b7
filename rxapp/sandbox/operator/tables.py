"""How the demo operator's system behaves."""

from sqlmodel import Field, SQLModel


class SandboxTrouble(SQLModel, table=True):
    """At most one row: ``silent`` answers nothing, otherwise each answer comes ``slow_ms`` later."""

    __tablename__ = "sandbox_trouble"

    id: int = Field(default=1, primary_key=True)
    silent: bool = False
    slow_ms: int = 0
