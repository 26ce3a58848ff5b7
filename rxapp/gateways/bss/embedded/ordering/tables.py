"""Tables of rules, orders and devices."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, BigInteger, CheckConstraint
from sqlmodel import Field, SQLModel


class BssChangeRule(SQLModel, table=True):
    """What the operator allows: ``change`` is up, down or same (of tariffs by price), option_on or option_off.

    ``pause_days`` is how long after a tariff change the next one waits; ``undo_hours`` how long it may be taken back.
    """

    __tablename__ = "bss_change_rule"

    kind: str = Field(primary_key=True, max_length=10)
    change: str = Field(primary_key=True, max_length=10)
    now: bool
    next_period: bool
    fee_minor: int = 0
    pause_days: int = 0
    undo_hours: int = 0


class BssSuspensionRule(SQLModel, table=True):
    """The voluntary stop of a service kind; kopecks for each day beyond the free ones of a calendar year."""

    __tablename__ = "bss_suspension_rule"

    kind: str = Field(primary_key=True, max_length=10)
    min_days: int
    max_days: int
    free_days_a_year: int
    price_minor_a_day: int


class BssOfferingRelation(SQLModel, table=True):
    """``offering_id`` needs (``requires``) or forbids (``excludes``) the other option."""

    __tablename__ = "bss_offering_relation"
    __table_args__ = (CheckConstraint("relation IN ('requires', 'excludes')", name="relation_known"),)

    offering_id: str = Field(foreign_key="bss_offering.id", primary_key=True, max_length=60)
    relation: str = Field(primary_key=True, max_length=10)
    other_id: str = Field(foreign_key="bss_offering.id", primary_key=True, max_length=60)


class BssEquipment(SQLModel, table=True):
    """A device at the subscriber's. ``names`` are the name in other languages, by code."""

    __tablename__ = "bss_equipment"

    serial: str = Field(primary_key=True, max_length=40)
    service_id: UUID = Field(foreign_key="bss_service.id", index=True)
    name: str = Field(max_length=120)
    names: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    terms: str = Field(max_length=10)


class BssProductOrder(SQLModel, table=True):
    """An order of a change. ``before_id`` is the tariff it replaced; ``ends_on`` the last day of a voluntary stop.

    ``fee_minor`` is for the change itself: part of ``charged_minor``, or taken on the day of a change that waits.
    ``period_ends_on`` is the charge day that was coming then: after it a change can no longer be taken back.
    """

    __tablename__ = "bss_product_order"

    id: UUID = Field(primary_key=True)
    service_id: UUID = Field(foreign_key="bss_service.id", index=True)
    kind: str = Field(max_length=10)
    offering_id: str = Field(default="", max_length=60)
    before_id: str = Field(default="", max_length=60)
    status: str = Field(max_length=10)
    at: datetime = Field(index=True)
    effective_on: date
    period_ends_on: date
    ends_on: date | None = None
    charged_minor: int = Field(default=0, sa_type=BigInteger)
    fee_minor: int = 0
    price_before_minor: int
    price_after_minor: int
    undo_until: datetime | None = None
