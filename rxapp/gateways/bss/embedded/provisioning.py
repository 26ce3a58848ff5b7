"""Opening contracts: a customer, their purses, the services connected to them."""

from dataclasses import dataclass, field
from datetime import date

from sqlmodel import select

from rxapp.core.db import Db
from rxapp.gateways.bss.embedded import catalogue, entitlement
from rxapp.gateways.bss.embedded.secrets import hashed
from rxapp.gateways.bss.embedded.tables import (
    BssBillingAccount,
    BssCustomer,
    BssService,
    BssServiceOption,
)


@dataclass(frozen=True, slots=True)
class NewService:
    """A service to connect. ``secret`` is the service's own password; ``options`` are offering ids."""

    kind: str
    offering_id: str
    login: str
    secret: str = field(repr=False)
    msisdn: str = ""
    options: tuple[str, ...] = ()


async def open_customer(db: Db, number: str, name: str, since: date, phone: str = "") -> BssCustomer:
    """Sign a contract; ``phone`` is the customer's contact, E.164."""
    customer = BssCustomer(number=number, name=name, since=since, phone=phone)
    db.add(customer)
    await db.flush()
    return customer


async def customer(db: Db, number: str) -> BssCustomer | None:
    """The customer with the operator's number."""
    return (await db.exec(select(BssCustomer).where(BssCustomer.number == number))).first()


async def open_account(
    db: Db, owner: BssCustomer, number: str, region: str, credit_limit_minor: int = 0
) -> BssBillingAccount:
    """Open an empty purse; ``number`` is 12 digits, ``region`` an ISO 3166-2:RU code."""
    account = BssBillingAccount(number=number, region=region, customer_id=owner.id)
    account.credit_limit_minor = credit_limit_minor
    db.add(account)
    await db.flush()
    return account


async def connect(db: Db, account: BssBillingAccount, wanted: NewService, first_charge_on: date) -> BssService:
    """Connect a service at today's price of the region; its month renews on the day of ``first_charge_on``.

    Raises OfferingUnknown.
    """
    offering, price = await catalogue.priced(db, wanted.offering_id, wanted.kind, account.region)
    service = BssService(
        billing_account_id=account.id,
        kind=wanted.kind,
        offering_id=offering.id,
        msisdn=wanted.msisdn,
        login=wanted.login,
        secret_hash=hashed(wanted.secret),
        price_minor=price,
        charge_day=first_charge_on.day,
        next_charge_on=first_charge_on,
    )
    db.add(service)
    await db.flush()
    for option_id in wanted.options:
        option, extra = await catalogue.priced(db, option_id, wanted.kind, account.region, "option")
        db.add(BssServiceOption(service_id=service.id, offering_id=option.id, price_minor=extra))
    await db.flush()
    await entitlement.grant(db, service)
    return service
