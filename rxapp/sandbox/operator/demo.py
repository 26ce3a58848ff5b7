"""The demo subscribers: contracts and months of history, entered through the operator's own verbs.

History goes on by itself: at each start the payments and charges since the last one are entered, each under a key made
of the account and the month, so a second start on the same day changes nothing.
"""

import asyncio
import json
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from rxapp.core import clock
from rxapp.core.db import Database, Db
from rxapp.gateways.bss.embedded import catalogue, charging, loyalty, operator, provisioning, rules
from rxapp.gateways.bss.embedded.catalogue import OfferingEntry
from rxapp.gateways.bss.embedded.ordering import terms
from rxapp.gateways.bss.embedded.ordering.tables import BssEquipment
from rxapp.gateways.bss.embedded.provisioning import NewService
from rxapp.gateways.bss.embedded.rewards import catalogue as rewards
from rxapp.gateways.bss.embedded.tables import BssAllowance, BssBillingAccount, BssCustomer, BssOperation, BssService
from rxapp.gateways.bss.embedded.usage import recording
from rxapp.sandbox.operator import habits

HERE = Path(__file__).parent
PAY_TIME = time(12, 30)


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A billing account to link: what the form asks for."""

    number: str
    region: str
    kind: str
    login: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class DemoSubscriber:
    """A demo person; ``portal`` says whether they come with a portal account, the others wait to be linked."""

    user_name: str
    last_name: str
    first_name: str
    middle_name: str
    birth_date: date
    phone: str
    email: str
    region: str
    portal: bool
    accounts: tuple[DemoAccount, ...]


async def seed(database: Database) -> list[DemoSubscriber]:
    """Bring tariffs, demo people and their history up to today; one transaction a person."""
    tariffs, people = await asyncio.to_thread(_read)
    today = clock.today()
    async with database.writing() as db:
        await catalogue.load(db, [OfferingEntry(**row) for row in tariffs["offerings"]])
        await loyalty.set_rules(db, **tariffs["loyalty"])
        await rewards.load(db, tariffs["rewards"])
        await recording.set_rates(db, tariffs["rates"])
        await terms.set_rules(db, tariffs["changes"], tariffs["suspensions"])
    for person in people:
        async with database.writing() as db:
            await _tell(db, person, today)
    return [_shaped(person) for person in people]


def user_names() -> list[str]:
    """Who comes with the demo; everybody else was made by a tester."""
    return [person["user_name"] for person in _read()[1] if person["portal"]]


async def _tell(db: Db, person: dict[str, Any], today: date) -> None:
    if await provisioning.customer(db, person["customer"]) is None:
        await _sign(db, person, today)
    first = person["accounts"][0]["number"]
    done = await _done(db, [account["number"] for account in person["accounts"]])
    for account in person["accounts"]:
        await _live(db, account, person["months"], done, today)
    for account in person["accounts"]:
        await _use(db, account, done)
        await _live_by_habit(db, account, today)
    if person["points"] and f"demo:{first}:points" not in done:
        await operator.add_points(db, first, person["points"], f"demo:{first}:points", clock.now() - timedelta(days=40))


async def _sign(db: Db, person: dict[str, Any], today: date) -> None:
    """Contracts as of the months ago that the story begins; members of the programme from their first day."""
    months = person["months"]
    starts = {account["number"]: rules.months_before(today + _days(account), months) for account in person["accounts"]}
    since = min(starts.values()) - timedelta(days=7)
    name = " ".join(filter(None, (person["last_name"], person["first_name"], person["middle_name"])))
    owner = await provisioning.open_customer(db, person["customer"], name, since, person["phone"])
    owner.birth_date = date.fromisoformat(person["birth_date"])
    for account in person["accounts"]:
        number = account["number"]
        purse = await provisioning.open_account(db, owner, number, account["region"], account["credit_limit_minor"])
        wanted = {key: value for key, value in account["service"].items() if key not in ("use", "equipment")}
        wanted["options"] = tuple(wanted.get("options", ()))
        service = await provisioning.connect(db, purse, NewService(**wanted), starts[number])
        service.charge_day = (today + _days(account)).day
        purse.address = account["address"]
        devices = account["service"].get("equipment", [])
        db.add_all(BssEquipment(service_id=service.id, **device) for device in devices)
        opened = clock.moment(since, PAY_TIME)
        if account["opening_minor"]:
            await operator.post_payment(db, number, account["opening_minor"], f"demo:{number}:opening", opened)
    if person["portal"]:
        first = person["accounts"][0]["number"]
        await operator.enrol(db, first, f"enrol:{first}", clock.moment(since, PAY_TIME) + timedelta(hours=1))


async def _live(db: Db, account: dict[str, Any], months: int, done: set[str], today: date) -> None:
    """Pay for each month some days before (or after) its charge; who misses months pays no more."""
    number = account["number"]
    service, since = await _service(db, number)
    price = await charging.monthly_price(db, service)
    paid_months = months - account["missed_months"] if account["missed_months"] else None
    for day in _charge_days(since, service.charge_day, today + timedelta(days=31))[:paid_months]:
        pays_on = day - timedelta(days=account["pays_early_days"])
        key = f"demo:{number}:{day:%Y-%m}"
        if pays_on > today or key in done:
            continue
        await charging.charge_due(db, number, pays_on - timedelta(days=1))
        await operator.post_payment(db, number, price, key, min(clock.moment(pays_on, PAY_TIME), clock.now()))
    await charging.charge_due(db, number, today)


async def _use(db: Db, account: dict[str, Any], done: set[str]) -> None:
    number = account["number"]
    for place, (kind, amount) in enumerate(account["service"].get("use", {}).items()):
        key = f"demo:{number}:use:{kind}"
        if key not in done:
            at = clock.now() - timedelta(days=9, hours=place)
            await operator.use_allowance(db, number, kind, amount, key, at=at)


async def _live_by_habit(db: Db, account: dict[str, Any], today: date) -> None:
    service, _ = await _service(db, account["number"])
    packages = await db.exec(select(BssAllowance).where(BssAllowance.service_id == service.id, BssAllowance.used > 0))
    life = habits.Life(
        number=account["number"],
        service_id=service.id,
        kind=service.kind,
        month_began=rules.months_before(service.next_charge_on, 1),
        spent={package.kind: package.used for package in packages if package.kind != "channels"},
    )
    await recording.enter(db, habits.records(life, today))


async def _done(db: Db, numbers: list[str]) -> set[str]:
    """Keys of the story already told about these accounts."""
    keys: set[str] = set()
    for number in numbers:
        mine = select(BssOperation.key).where(col(BssOperation.key).startswith(f"demo:{number}:"))
        keys.update(await db.exec(mine))
    return keys


async def _service(db: Db, number: str) -> tuple[BssService, date]:
    found = (
        select(BssService, col(BssCustomer.since))
        .join(BssBillingAccount, col(BssBillingAccount.id) == BssService.billing_account_id)
        .join(BssCustomer, col(BssCustomer.id) == BssBillingAccount.customer_id)
        .where(BssBillingAccount.number == number)
    )
    row = (await db.exec(found)).one()
    return row[0], row[1]


def _charge_days(since: date, charge_day: int, until: date) -> list[date]:
    days = [rules.next_charge(since, charge_day)]
    while days[-1] < until:
        days.append(rules.month_after(days[-1], charge_day))
    return days


def _days(account: dict[str, Any]) -> timedelta:
    return timedelta(days=account["charge_in_days"])


def _read() -> tuple[dict[str, Any], list[dict[str, Any]]]:
    tariffs = json.loads((HERE / "tariffs.json").read_text(encoding="utf-8"))
    return tariffs, json.loads((HERE / "subscribers.json").read_text(encoding="utf-8"))


def _shaped(person: dict[str, Any]) -> DemoSubscriber:
    services = [(account, account["service"]) for account in person["accounts"]]
    accounts = tuple(
        DemoAccount(account["number"], account["region"], service["kind"], service["login"], service["secret"])
        for account, service in services
    )
    names = {key: person[key] for key in ("user_name", "last_name", "first_name", "middle_name")}
    contacts = {key: person[key] for key in ("phone", "email", "region", "portal")}
    return DemoSubscriber(**names, birth_date=date.fromisoformat(person["birth_date"]), **contacts, accounts=accounts)
