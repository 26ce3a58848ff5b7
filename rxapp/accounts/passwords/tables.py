"""Failed sign-ins, per name; the name only as a keyed hash."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class SignInFailure(SQLModel, table=True):
    """How often in a row a name was tried with a wrong password (PW-9)."""

    __tablename__ = "sign_in_failure"

    who_hash: str = Field(primary_key=True, max_length=64)
    failures: int = 0
    failed_at: datetime
    blocked_until: datetime | None = None
