"""The operator's console: each action is a strict body (unknown fields refused) and one verb of the billing."""

from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field

from rxapp.core.db import Db
from rxapp.gateways.bss import Balance, Loyalty, Service
from rxapp.gateways.bss.embedded import operator
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.gateways.bss.embedded.operations import Receipt
from rxapp.gateways.bss.embedded.rewards.refunds import refund_payment
from rxapp.gateways.bss.embedded.rules import MAX_AMOUNT_MINOR
from rxapp.gateways.bss.embedded.usage import recording

Amount = Annotated[int, Field(ge=1, le=MAX_AMOUNT_MINOR)]
ServiceRef = Annotated[str, Field(max_length=36)]


class Body(BaseModel):
    """What every action has: the billing account, and a key that makes a repeated request harmless."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    account_number: Annotated[str, Field(pattern=r"^[0-9]{12}$")]
    idempotency_key: Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[\x21-\x7e]+$")] = Field(
        default_factory=lambda: str(uuid4())
    )

    @property
    def key(self) -> str:
        """The key in a space of its own: it never meets the keys of payments or of the monthly run."""
        return f"console:{self.idempotency_key}"


class PostPayment(Body):
    """Kopecks received."""

    amount_minor: Amount

    async def perform(self, db: Db) -> Receipt:
        return await operator.post_payment(db, self.account_number, self.amount_minor, self.key)


class Charge(Body):
    """Kopecks taken, for a service (kind or id) or for the account as a whole."""

    amount_minor: Amount
    service: ServiceRef = ""

    async def perform(self, db: Db) -> Receipt:
        return await operator.charge(db, self.account_number, self.amount_minor, self.key, self.service)


class Suspend(Body):
    """Stop a service (kind or id; may be left out when there is one)."""

    service: ServiceRef = ""
    reason: Literal["operator", "debt"] = "operator"

    async def perform(self, db: Db) -> Receipt:
        return await operator.suspend(db, self.account_number, self.key, self.service, self.reason)


class Resume(Body):
    """Let a service work again."""

    service: ServiceRef = ""

    async def perform(self, db: Db) -> Receipt:
        return await operator.resume(db, self.account_number, self.key, self.service)


class AddPoints(Body):
    """Points given; a negative number spends them."""

    points: Annotated[int, Field(ge=-1_000_000, le=1_000_000)]

    async def perform(self, db: Db) -> Receipt:
        return await operator.add_points(db, self.account_number, self.points, self.key)


class UseAllowance(Body):
    """Part of a package used: megabytes of gb, pieces of min and sms."""

    allowance: Literal["gb", "min", "sms"]
    amount: Annotated[int, Field(ge=1, le=100_000_000)]
    service: ServiceRef = ""

    async def perform(self, db: Db) -> Receipt:
        return await operator.use_allowance(
            db, self.account_number, self.allowance, self.amount, self.key, self.service
        )


class RecordUsage(Body):
    """One record of usage: megabytes of gb, pieces of the others; ``peer`` is the other number or the title."""

    kind: Literal["gb", "min", "sms", "rentals"]
    amount: Annotated[int, Field(ge=1, le=100_000_000)]
    peer: Annotated[str, Field(max_length=120)] = ""
    flow: Literal["out", "in"] = "out"
    service: ServiceRef = ""

    async def perform(self, db: Db) -> Receipt:
        return await recording.record(
            db, self.account_number, self.kind, self.amount, self.key, self.service, self.peer, self.flow
        )


class RefundPayment(Body):
    """Part of a payment given back; ``payment`` is the idempotency key it was posted under at this console."""

    payment: Annotated[str, Field(min_length=1, max_length=80)]
    amount_minor: Amount

    async def perform(self, db: Db) -> Receipt:
        return await refund_payment(db, self.account_number, f"console:{self.payment}", self.amount_minor, self.key)


class ChangeSim(BaseModel):
    """A mobile number, however it is spelt, gets a new SIM or is ported: now."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    phone: Annotated[str, Field(min_length=1, max_length=40)]


class Trouble(BaseModel):
    """How the operator's system behaves: answers nothing, or each answer so many milliseconds later."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    silent: bool = False
    slow_ms: Annotated[int, Field(ge=0, le=60_000)] = 0


Action = PostPayment | Charge | Suspend | Resume | AddPoints | UseAllowance | RecordUsage | RefundPayment
ACTIONS: dict[str, type[Action]] = {
    "post_payment": PostPayment,
    "charge": Charge,
    "suspend": Suspend,
    "resume": Resume,
    "add_points": AddPoints,
    "use_allowance": UseAllowance,
    "record_usage": RecordUsage,
    "refund_payment": RefundPayment,
}


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A billing account as the console lists it. No login or password of a service is here."""

    balance: Balance
    services: list[Service]
    loyalty: Loyalty | None


async def perform(bss: EmbeddedBss, action: Action) -> Receipt:
    """Do it, and tell the open tabs after the commit. Raises BssRefused, BssUnavailable."""
    async with bss.changing() as db:
        return await action.perform(db)


async def subscribers(bss: EmbeddedBss) -> list[Subscriber]:
    """Every billing account. Points are told once a customer, on their first account."""
    numbers = await bss.numbers()
    points = {row.account_number: row for row in await bss.loyalty(numbers)}
    services = await bss.services(numbers)
    return [
        Subscriber(
            balance,
            [row for row in services if row.account_number == balance.account_number],
            points.get(balance.account_number),
        )
        for balance in await bss.balances(numbers)
    ]
