"""A small operator: two customers, three purses, the four services among them."""

from datetime import date, timedelta

import pytest

import rxapp.accounts.tables
import rxapp.gateways.bss.embedded.tables
import rxapp.linked_services.tables  # noqa: F401
from rxapp.core import clock
from rxapp.core.db import Database
from rxapp.gateways.bss.embedded import catalogue, loyalty, provisioning
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.gateways.bss.embedded.catalogue import OfferingEntry
from rxapp.gateways.bss.embedded.provisioning import NewService
from tests.services.databases import database

__all__ = ["database"]

INTERNET, MOBILE, FOREIGN = "100000000001", "100000000002", "200000000001"
OFFERINGS = [
    OfferingEntry("net-100", "internet", "Сто", {"RU": 50_000, "RU-MOW": 60_000}, content={"speed_mbit": 100}),
    OfferingEntry("net-500", "internet", "Пятьсот", {"RU-NVS": 65_000}, content={"speed_mbit": 500}),
    OfferingEntry("net-ip", "internet", "Адрес", {"RU": 15_000}, role="option"),
    OfferingEntry(
        "mob-30",
        "mobile",
        "Тридцать",
        {"RU": 45_000},
        content={"gigabytes": 30, "minutes": 600},
        names={"en": "Thirty"},
    ),
    OfferingEntry("tv-145", "tv", "Стартовый", {"RU": 32_000}, content={"channels": 145}),
]


@pytest.fixture
async def bss(database: Database) -> EmbeddedBss:
    today: date = clock.today()
    async with database.writing() as db:
        await catalogue.load(db, OFFERINGS)
        await loyalty.set_rules(db, minor_per_point=10_000, thresholds={"standard": 0, "privilege": 1000, "vip": 3000})
        anna = await provisioning.open_customer(db, "C-1", "Анна", today)
        boris = await provisioning.open_customer(db, "C-2", "Борис", today)
        net = await provisioning.open_account(db, anna, INTERNET, "RU-NVS")
        mobile = await provisioning.open_account(db, anna, MOBILE, "RU-NVS")
        foreign = await provisioning.open_account(db, boris, FOREIGN, "RU-MOW")
        soon, later = today + timedelta(days=2), today + timedelta(days=20)
        wanted = NewService("internet", "net-500", "anna", "net-secret", options=("net-ip",))
        await provisioning.connect(db, net, wanted, later)
        sim = NewService("mobile", "mob-30", "anna-mob", "mob-secret", msisdn="+79120000001")
        await provisioning.connect(db, mobile, sim, soon)
        await provisioning.connect(db, foreign, NewService("internet", "net-100", "boris", "b-secret"), later)
        await provisioning.connect(db, foreign, NewService("tv", "tv-145", "boris-tv", "tv-secret"), later)
    return EmbeddedBss(database)
