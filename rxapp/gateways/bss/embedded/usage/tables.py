"""Records of usage, and what a piece costs beyond the package."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Index
from sqlmodel import Field, SQLModel


class BssUsageRecord(SQLModel, table=True):
    """A call, a message, a session, a rental. ``key`` enters it once; gb is in megabytes, the others in pieces."""

    __tablename__ = "bss_usage_record"
    __table_args__ = (Index("ix_bss_usage_record_service_id_at", "service_id", "at"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    key: str = Field(max_length=120, unique=True)
    service_id: UUID = Field(foreign_key="bss_service.id")
    at: datetime
    kind: str = Field(max_length=10)
    flow: str = Field(default="out", max_length=3)
    peer: str = Field(default="", max_length=120)
    amount: int
    cost_minor: int = 0


class BssUsageRate(SQLModel, table=True):
    """Kopecks for a piece (a megabyte of gb) beyond the package of this service kind; no row: it is not charged."""

    __tablename__ = "bss_usage_rate"

    service_kind: str = Field(primary_key=True, max_length=10)
    kind: str = Field(primary_key=True, max_length=10)
    minor_per_piece: int
