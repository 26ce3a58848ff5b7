"""Failed sign-ins, per name, the name only as a keyed hash; and the passwords an account had before."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel


class SignInFailure(SQLModel, table=True):
    """How often in a row a name was tried with a wrong password (PW-9)."""

    __tablename__ = "sign_in_failure"

    who_hash: str = Field(primary_key=True, max_length=64)
    failures: int = 0
    failed_at: datetime
    blocked_until: datetime | None = None


class FormerPassword(SQLModel, table=True):
    """A hash the account had until ``replaced_at``; only the newest two are kept."""

    __tablename__ = "former_password"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    password_hash: str = Field(max_length=255)
    replaced_at: datetime
