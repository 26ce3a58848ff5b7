"""One row per captcha shown. There is no answer in it: see ``service``."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel


class Captcha(SQLModel, table=True):
    """A captcha of one browser, spent by the first right answer or the third wrong one."""

    __tablename__ = "captcha"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    browser_hash: str = Field(max_length=64, index=True)
    fetches: int = 0
    tries: int = 0
    expires_at: datetime = Field(index=True)
    used_at: datetime | None = None
