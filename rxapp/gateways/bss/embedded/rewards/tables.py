"""Lots of points, the terms of the programme, the catalogue of rewards and what was taken of it."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import JSON, BigInteger, CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel


class BssPointLot(SQLModel, table=True):
    """Points earned at once; ``left`` of them are still there. ``source_id`` is that of their entry."""

    __tablename__ = "bss_point_lot"
    __table_args__ = (CheckConstraint('"left" >= 0 AND "left" <= points', name="left_within_points"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    customer_id: UUID = Field(foreign_key="bss_customer.id", index=True)
    source_id: str = Field(max_length=120)
    earned_at: datetime
    expires_on: date = Field(index=True)
    points: int
    left: int


class BssBonusTerms(SQLModel, table=True):
    """At most one row: points for a birthday and for each year of loyalty, months a lot and a level live."""

    __tablename__ = "bss_bonus_terms"

    id: int = Field(default=1, primary_key=True)
    birthday_points: int = 0
    year_points: int = 0
    lot_months: int = 12
    level_months: int = 12


class BssReward(SQLModel, table=True):
    """What points buy. ``effect`` is days, allowance or discount; ``amount`` is days, the package's unit, or kopecks.

    ``kinds`` are the service kinds it suits; ``a_month`` is how often a customer may take it within a month.
    """

    __tablename__ = "bss_reward"

    id: str = Field(primary_key=True, max_length=60)
    name: str = Field(max_length=120)
    names: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    points: int
    effect: str = Field(max_length=10)
    allowance: str = Field(default="", max_length=10)
    amount: int
    kinds: list[str] = Field(default_factory=list, sa_type=JSON)
    a_month: int = 1


class BssRedemption(SQLModel, table=True):
    """A reward that was taken."""

    __tablename__ = "bss_redemption"

    id: UUID = Field(primary_key=True)
    customer_id: UUID = Field(foreign_key="bss_customer.id", index=True)
    service_id: UUID = Field(foreign_key="bss_service.id", index=True)
    reward_id: str = Field(foreign_key="bss_reward.id", max_length=60)
    points: int
    at: datetime


class BssRefund(SQLModel, table=True):
    """Money given back for a payment; all refunds of one never exceed it (L7)."""

    __tablename__ = "bss_refund"
    __table_args__ = (UniqueConstraint("payment_key", "key"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    payment_key: str = Field(max_length=120, index=True)
    key: str = Field(max_length=120)
    amount_minor: int = Field(sa_type=BigInteger)
    points: int
    at: datetime
