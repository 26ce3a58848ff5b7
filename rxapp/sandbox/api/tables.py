"""What was answered to a request with an idempotency key."""

from sqlalchemy import Text
from sqlmodel import Field, SQLModel


class SandboxAnswer(SQLModel, table=True):
    """``answer`` is the JSON that was answered, empty while the request is at work."""

    __tablename__ = "sandbox_answer"

    key: str = Field(primary_key=True, max_length=80)
    request_hash: str = Field(max_length=64)
    answer: str = Field(default="", sa_type=Text)
