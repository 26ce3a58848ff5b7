"""A customer, their purses and services, brought to the state the tester wants."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

from sqlmodel import col, select

from rxapp.core import clock, region, secrets
from rxapp.core.db import Db
from rxapp.core.errors import DomainError, FormRefused
from rxapp.gateways.bss import BillingAccount, ServiceKind
from rxapp.gateways.bss.embedded import catalogue, operator, provisioning
from rxapp.gateways.bss.embedded.provisioning import NewService
from rxapp.gateways.bss.embedded.tables import BssBillingAccount, BssCustomer
from rxapp.sandbox.people import queries
from rxapp.sandbox.people.rules import WantedAccount, WantedService

DIALLED = frozenset({"phone", "mobile"})


@dataclass(frozen=True, slots=True)
class Contract:
    """A service that was connected, with the credentials that prove it theirs."""

    purse: BillingAccount
    service_id: str
    kind: ServiceKind
    login: str
    password: str = field(repr=False)
    linked: bool


async def sign(db: Db, name: str, home: str, wanted: WantedAccount, phone: str = "") -> list[Contract]:
    """Connect every wanted service, then give the points. Raises FormRefused with the field the operator refuses."""
    if wanted.points is not None and not wanted.services:
        raise FormRefused({"points": "sandbox.points_need_service"})
    if not wanted.services:
        return []
    customer = await provisioning.open_customer(db, f"T-{uuid4().hex[:12]}", name, clock.today(), phone)
    made: list[Contract] = []
    for place, service in enumerate(wanted.services):
        made.append(await _connect(db, customer, service, service.region or home, f"services.{place}"))
    if wanted.points is not None:
        await _give_points(db, made[0].purse.number, wanted.points)
    return made


async def _connect(db: Db, customer: BssCustomer, wanted: WantedService, where: str, place: str) -> Contract:
    try:
        where = region.region(where).code
    except DomainError as refused:
        raise FormRefused({f"{place}.region": refused.code}) from refused
    purse = await _purse(db, customer, wanted, where)
    if purse is None:
        raise FormRefused({f"{place}.account_number": "sandbox.taken"})
    login = wanted.login or f"{wanted.kind}-{purse.number[-6:]}"
    password = wanted.password or f"svc-{secrets.six_digits()}"
    try:
        tariff = wanted.tariff or await _cheapest(db, wanted.kind, where)
        options = tuple(wanted.options)
        order = NewService(wanted.kind, tariff, login, password, _dialled(wanted), options)
        first_charge = clock.today() + timedelta(days=wanted.charge_in_days)
        service = await provisioning.connect(db, purse, order, first_charge)
    except DomainError as refused:
        raise FormRefused({f"{place}.tariff": refused.code}) from refused
    try:
        await _live(db, purse.number, str(service.id), wanted)
    except DomainError as refused:
        raise FormRefused({place: refused.code}) from refused
    return Contract(
        BillingAccount(purse.number, where), str(service.id), wanted.kind, login, password, linked=wanted.linked
    )


async def _purse(db: Db, customer: BssCustomer, wanted: WantedService, where: str) -> BssBillingAccount | None:
    """The purse of this number when it is the customer's own, a new one when nobody has it, None when somebody has."""
    number = wanted.account_number
    while not number or (not wanted.account_number and await queries.number_is_taken(db, number)):
        number = secrets.six_digits() + secrets.six_digits()
    found = (await db.exec(select(BssBillingAccount).where(col(BssBillingAccount.number) == number))).first()
    if found is not None:
        return found if found.customer_id == customer.id else None
    return await provisioning.open_account(db, customer, number, where, wanted.credit_limit_minor)


async def _live(db: Db, number: str, service: str, wanted: WantedService) -> None:
    """Money, packages and state, through the operator's verbs. The programme is joined later: no points for this."""
    if wanted.balance_minor > 0:
        await operator.post_payment(db, number, wanted.balance_minor, f"tester:{service}:opening")
    if wanted.balance_minor < 0:
        await operator.charge(db, number, -wanted.balance_minor, f"tester:{service}:opening", service)
    for package, amount in wanted.used.items():
        await operator.use_allowance(db, number, package, amount, f"tester:{service}:use:{package}", service)
    if wanted.status != "active":
        reason = "debt" if wanted.status == "debt" else "operator"
        await operator.suspend(db, number, f"tester:{service}:stop", service, reason)


async def _give_points(db: Db, number: str, points: int) -> None:
    await operator.enrol(db, number, f"enrol:{number}")
    if points:
        await operator.add_points(db, number, points, f"tester:{number}:points")


async def _cheapest(db: Db, kind: ServiceKind, where: str) -> str:
    sold = await catalogue.sold(db, kind, where, 0, 1)
    return sold[0].id if sold else ""


def _dialled(wanted: WantedService) -> str:
    if wanted.number or wanted.kind not in DIALLED:
        return wanted.number
    prefix = "+7383" if wanted.kind == "phone" else "+7903"
    return f"{prefix}{secrets.six_digits()}{secrets.six_digits()[0]}"
