"""Tables of the embedded billing. Money is kopecks; the cabinet's features never read them, only the port's adapter."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import JSON, BigInteger, CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from rxapp.core import append_only


class BssCustomer(SQLModel, table=True):
    """Who the contract is with. ``number`` is the operator's own, ``phone`` a contact (E.164).

    ``since`` is the contract's day.
    """

    __tablename__ = "bss_customer"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    number: str = Field(max_length=20, unique=True)
    name: str = Field(max_length=200)
    phone: str = Field(default="", max_length=16, index=True)
    birth_date: date | None = None
    since: date


class BssBillingAccount(SQLModel, table=True):
    """A purse. ``balance_minor`` repeats the sum of its postings; ``ledger.audit`` proves it.

    ``credit_limit_minor`` is how far below zero a monthly charge may take it before its services stop. ``entries`` and
    ``chain_hash`` are the head of the chain of its postings.
    """

    __tablename__ = "bss_billing_account"
    __table_args__ = (CheckConstraint("length(number) = 12", name="number_of_12"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    number: str = Field(max_length=12, unique=True)
    region: str = Field(max_length=10)
    address: str = Field(default="", max_length=300)
    customer_id: UUID = Field(foreign_key="bss_customer.id", index=True)
    balance_minor: int = Field(default=0, sa_type=BigInteger)
    credit_limit_minor: int = Field(default=0, sa_type=BigInteger)
    entries: int = 0
    chain_hash: str = Field(default="", max_length=64)


class BssOffering(SQLModel, table=True):
    """A product offering: a tariff, or an option on top of one. Zero means the offering has none of that.

    ``names`` are the name in other languages, by code.
    """

    __tablename__ = "bss_offering"

    id: str = Field(primary_key=True, max_length=60)
    kind: str = Field(max_length=10, index=True)
    role: str = Field(default="tariff", max_length=10)
    name: str = Field(max_length=120)
    names: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    speed_mbit: int = 0
    minutes: int = 0
    gigabytes: int = 0
    sms: int = 0
    channels: int = 0


class BssOfferingPrice(SQLModel, table=True):
    """Kopecks a month in one region; region ``RU`` is everywhere without a price of its own."""

    __tablename__ = "bss_offering_price"

    offering_id: str = Field(foreign_key="bss_offering.id", primary_key=True, max_length=60)
    region: str = Field(primary_key=True, max_length=10)
    price_minor: int


class BssService(SQLModel, table=True):
    """A product of an account. ``login`` and ``secret_hash`` prove ownership; ``stopped_for`` is debt, operator or own.

    A stop of the subscriber's own choice has the day it began and the day it ends by itself. ``discount_minor`` is
    taken off the coming charges until it is used up.
    """

    __tablename__ = "bss_service"
    __table_args__ = (UniqueConstraint("billing_account_id", "login"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    billing_account_id: UUID = Field(foreign_key="bss_billing_account.id", index=True)
    kind: str = Field(max_length=10)
    offering_id: str = Field(foreign_key="bss_offering.id", max_length=60)
    msisdn: str = Field(default="", max_length=16)
    login: str = Field(max_length=64)
    secret_hash: str = Field(max_length=255)
    price_minor: int
    stopped_for: str = Field(default="", max_length=10)
    charge_day: int
    next_charge_on: date
    discount_minor: int = 0
    stopped_on: date | None = None
    resume_on: date | None = None


class BssServiceOption(SQLModel, table=True):
    """An option switched on for a service, at the price agreed then."""

    __tablename__ = "bss_service_option"

    service_id: UUID = Field(foreign_key="bss_service.id", primary_key=True)
    offering_id: str = Field(foreign_key="bss_offering.id", primary_key=True, max_length=60)
    price_minor: int


class BssAllowance(SQLModel, table=True):
    """A month's package. ``kind`` is gb, min, sms, rentals or channels; gb is in megabytes, the others in pieces.

    ``extra`` of the total is a gift for this month only.
    """

    __tablename__ = "bss_allowance"
    __table_args__ = (CheckConstraint("used >= 0 AND used <= total", name="used_within_total"),)

    service_id: UUID = Field(foreign_key="bss_service.id", primary_key=True)
    kind: str = Field(primary_key=True, max_length=10)
    used: int = 0
    total: int
    extra: int = 0


class BssLedgerTransaction(SQLModel, table=True):
    """One movement of money; its postings sum to zero. Never changed or deleted."""

    __tablename__ = "bss_ledger_transaction"
    __table_args__ = (UniqueConstraint("kind", "source_id"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    kind: str = Field(max_length=20)
    source_id: str = Field(max_length=120)
    at: datetime


class BssPosting(SQLModel, table=True):
    """One side of a movement, on a billing account or on a book of the operator (``cash``, ``revenue``)."""

    __tablename__ = "bss_posting"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    transaction_id: UUID = Field(foreign_key="bss_ledger_transaction.id", index=True)
    billing_account_id: UUID | None = Field(default=None, foreign_key="bss_billing_account.id", index=True)
    book: str = Field(max_length=20)
    amount_minor: int = Field(sa_type=BigInteger)


class BssLedgerLink(SQLModel, table=True):
    """A posting's place among its account's, and the hash that ties it to all before it. Never changed or deleted."""

    __tablename__ = "bss_ledger_link"
    __table_args__ = (UniqueConstraint("billing_account_id", "number"),)

    posting_id: UUID = Field(foreign_key="bss_posting.id", primary_key=True)
    billing_account_id: UUID = Field(foreign_key="bss_billing_account.id")
    number: int
    link_hash: str = Field(max_length=64)


class BssLoyaltyRule(SQLModel, table=True):
    """How many paid kopecks earn a point; no row, no points. ``source`` is what earns: payment."""

    __tablename__ = "bss_loyalty_rule"

    source: str = Field(primary_key=True, max_length=20)
    minor_per_point: int


class BssLoyaltyLevel(SQLModel, table=True):
    """A level begins at so many points earned within a year; ``percent`` of the rate is paid on it."""

    __tablename__ = "bss_loyalty_level"

    level: str = Field(primary_key=True, max_length=20)
    threshold: int
    percent: int = 100


class BssLoyaltyMember(SQLModel, table=True):
    """A customer in the bonus programme. ``points`` repeats the sum of the entries, ``earned`` of the positive ones.

    ``level`` is the one last reached; it holds until ``level_until``.
    """

    __tablename__ = "bss_loyalty_member"
    __table_args__ = (CheckConstraint("points >= 0", name="points_not_negative"),)

    customer_id: UUID = Field(foreign_key="bss_customer.id", primary_key=True)
    joined_at: datetime
    points: int = 0
    earned: int = 0
    level: str = Field(default="standard", max_length=20)
    level_until: date | None = None


class BssPointEntry(SQLModel, table=True):
    """One movement of points. Never changed or deleted."""

    __tablename__ = "bss_point_entry"
    __table_args__ = (UniqueConstraint("kind", "source_id"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    customer_id: UUID = Field(foreign_key="bss_customer.id", index=True)
    kind: str = Field(max_length=20)
    source_id: str = Field(max_length=120)
    points: int
    at: datetime


class BssEvent(SQLModel, table=True):
    """A line of the feed: a code and its values, never words."""

    __tablename__ = "bss_event"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    billing_account_id: UUID = Field(foreign_key="bss_billing_account.id", index=True)
    code: str = Field(max_length=40)
    at: datetime = Field(index=True)
    amount_minor: int = Field(default=0, sa_type=BigInteger)
    points: int = 0
    kind: str = Field(default="", max_length=10)
    tariff: str = Field(default="", max_length=120)


class BssOperation(SQLModel, table=True):
    """A change asked for once: the same key brings the same ``answer`` (JSON), another request is refused."""

    __tablename__ = "bss_operation"

    kind: str = Field(primary_key=True, max_length=20)
    key: str = Field(primary_key=True, max_length=120)
    request_hash: str = Field(max_length=64)
    answer: str = Field(default="", sa_type=Text)
    at: datetime


append_only.install(SQLModel.metadata, "bss_ledger_transaction", "bss_posting", "bss_point_entry", "bss_ledger_link")
