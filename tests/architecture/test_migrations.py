"""The schema goes up and down, empty and filled, and is what the tables say."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from alembic.config import Config
from sqlalchemy import create_engine, inspect, text
from sqlmodel import SQLModel

from alembic import command
from rxapp import tables as every_table  # noqa: F401 - declares them
from rxapp.core.db import Database
from rxapp.gateways.bss.embedded import ledger

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["sqlite", "postgresql"])
def config(request: pytest.FixtureRequest, tmp_path: Path) -> Config:
    url = f"sqlite:///{tmp_path}/migrated.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as db:
            db.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    made = Config(str(ROOT / "alembic.ini"))
    made.set_main_option("sqlalchemy.url", url)
    return made


def tables(config: Config) -> set[str]:
    return set(inspect(create_engine(config.get_main_option("sqlalchemy.url") or "")).get_table_names())


def test_an_empty_database_goes_up_and_down(config: Config) -> None:
    command.upgrade(config, "head")
    assert "account" in tables(config)
    command.check(config)
    command.downgrade(config, "base")
    assert tables(config) == {"alembic_version"}


def guards(config: Config) -> set[str]:
    """Triggers as the database tells them, on PostgreSQL with the bodies of their functions."""
    engine = create_engine(config.get_main_option("sqlalchemy.url") or "")
    told = {
        "sqlite": "SELECT sql FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT pg_get_triggerdef(t.oid) || p.prosrc FROM pg_trigger t "
        "JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal",
    }
    with engine.connect() as connection:
        return {row[0] for row in connection.execute(text(told[engine.dialect.name]))}


def test_the_guards_are_those_of_the_tables_whatever_release_one_comes_from(config: Config) -> None:
    command.upgrade(config, "0014")
    if "postgresql" in (config.get_main_option("sqlalchemy.url") or ""):
        engine = create_engine(config.get_main_option("sqlalchemy.url") or "")
        with engine.begin() as connection:
            # As the first release had it.
            connection.exec_driver_sql("DROP FUNCTION bss_posting_kept() CASCADE")
            connection.exec_driver_sql(
                "CREATE FUNCTION bss_immutable() RETURNS trigger AS $$ BEGIN RETURN NULL; END $$ LANGUAGE plpgsql"
            )
            connection.exec_driver_sql(
                "CREATE TRIGGER bss_posting_immutable BEFORE DELETE ON bss_posting "
                "FOR EACH ROW EXECUTE FUNCTION bss_immutable()"
            )
    command.upgrade(config, "head")
    migrated = guards(config)
    command.downgrade(config, "base")
    SQLModel.metadata.create_all(create_engine(config.get_main_option("sqlalchemy.url") or ""))
    assert migrated == guards(config)
    assert len(migrated) >= 7


def test_a_filled_database_goes_up_and_down(config: Config) -> None:
    command.upgrade(config, "head")
    engine = create_engine(config.get_main_option("sqlalchemy.url") or "")
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO rate_counter (scope, key_hash, uses, expires_at) VALUES ('a', 'b', '[]', :at)"),
            {"at": datetime.now(UTC).isoformat(" ")},
        )
    command.upgrade(config, "head")
    command.downgrade(config, "base")
    command.upgrade(config, "head")
    assert "rate_counter" in tables(config)


def test_the_outbox_of_the_first_release_is_taken_over(config: Config) -> None:
    command.upgrade(config, "0001")
    engine = create_engine(config.get_main_option("sqlalchemy.url") or "")
    at = datetime(2026, 11, 1, tzinfo=UTC)
    row = (
        'INSERT INTO outbox_message (id, channel, "to", subject, text, purpose, created_at, state, attempts) '
        "VALUES (:id, 'sms', '+79031234567', '', '', 'test', :at, :state, 1)"
    )
    with engine.begin() as connection:
        for state in ("queued", "sent"):
            connection.execute(text(row), {"id": uuid4().hex, "at": at.isoformat(" "), "state": state})
    command.upgrade(config, "head")
    with engine.connect() as connection:
        kept = connection.execute(
            text(
                'SELECT state, "to", urgent, next_at = created_at, settled_at = created_at FROM outbox_message '
                "ORDER BY state"
            )
        )
        assert [tuple(found) for found in kept] == [
            ("queued", "+79031234567", False, True, None),
            ("sent", "", False, True, True),
        ]
    command.downgrade(config, "0001")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM outbox_message")).scalar_one() == 2
    engine.dispose()


IDS = {name: uuid4().hex for name in "abcd"}
LEDGER = (
    "INSERT INTO bss_customer (id, number, name, phone, since) VALUES (:a, 'C', 'C', '', '2026-01-01')",
    "INSERT INTO bss_billing_account (id, number, region, address, customer_id, balance_minor, credit_limit_minor) "
    "VALUES (:a, '300000000001', 'RU', '', :a, 700, 0)",
    "INSERT INTO bss_ledger_transaction (id, kind, source_id, at) VALUES (:a, 'payment', 'p', :later)",
    "INSERT INTO bss_posting (id, transaction_id, billing_account_id, book, amount_minor) VALUES "
    "(:a, :a, :a, 'subscriber', 1000), (:b, :a, NULL, 'cash', -1000)",
    "INSERT INTO bss_ledger_transaction (id, kind, source_id, at) VALUES (:b, 'charge', 'c', :at)",
    "INSERT INTO bss_posting (id, transaction_id, billing_account_id, book, amount_minor) VALUES "
    "(:c, :b, :a, 'subscriber', -300), (:d, :b, NULL, 'revenue', 300)",
)


def test_a_ledger_without_a_chain_is_given_one(config: Config) -> None:
    command.upgrade(config, "0011")
    url = config.get_main_option("sqlalchemy.url") or ""
    engine = create_engine(url)
    at = datetime(2026, 11, 1, tzinfo=UTC)
    moments = {"at": at.isoformat(" "), "later": (at + timedelta(days=1)).isoformat(" ")}
    with engine.begin() as connection:
        for line in LEDGER:
            connection.execute(text(line), {**IDS, **moments})
    command.upgrade(config, "head")
    engine.dispose()

    async def audited() -> list[str]:
        database = Database(url)
        async with database.writing() as db:
            before = await ledger.audit(db)
            await (await db.connection()).execute(text("UPDATE bss_billing_account SET entries = 1"))
            after = await ledger.audit(db)
        await database.dispose()
        return [*before, "then", *after]

    assert asyncio.run(audited()) == ["then", "chain 300000000001"]


FILLING = (
    "INSERT INTO account (id, user_name, password_hash, last_name, first_name, middle_name, region, email, phone, "
    "locale, created_at) VALUES (:id, 'vera', 'h', 'М', 'В', '', 'RU-NVS', '', '', 'ru', :at)",
    "INSERT INTO registration_draft (id, browser_hash, kind, step, user_name, password_hash, last_name, first_name, "
    "middle_name, region, email, phone, way, decoy, link_hash, consent_hash, locale, ip, created_at, expires_at) "
    "VALUES (:id, 'b', 'quick', 4, '', '', '', '', '', '', '', '', '', false, '', '', 'ru', '', :at, :at)",
    "INSERT INTO former_password (id, account_id, password_hash, replaced_at) VALUES (:id, :id, 'h', :at)",
    "INSERT INTO recovery (id, browser_hash, step, who_hash, account_id, way, channel, destination, link_hash, locale, "
    "ip, expires_at) VALUES (:id, 'b', 1, 'w', :id, '', '', '', '', 'ru', '', :at)",
    'INSERT INTO code_sign_in (id, browser_hash, kind, key, shown, "to", account_id, locale, ip, expires_at) '
    "VALUES (:id, 'b', 'phone', 'k', 's', '', :id, 'ru', '', :at)",
    "INSERT INTO captcha (id, browser_hash, fetches, tries, expires_at) VALUES (:id, 'b', 0, 0, :at)",
    "INSERT INTO code_guessing (destination_hash, failures, guessed_at) VALUES ('d', 1, :at)",
    "INSERT INTO code_volume (hour, sent) VALUES ('2026-11-25T03', 1)",
)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_tables_of_the_ways_back_go_down_filled(config: Config, kind: str, request: pytest.FixtureRequest) -> None:
    if kind == "postgresql":
        config.set_main_option("sqlalchemy.url", request.getfixturevalue("postgres_url"))
        with create_engine(request.getfixturevalue("postgres_url")).begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    command.upgrade(config, "0004")
    engine = create_engine(config.get_main_option("sqlalchemy.url") or "")
    with engine.begin() as connection:
        for insert in FILLING:
            connection.execute(text(insert), {"id": "0" * 32, "at": datetime.now(UTC).isoformat(" ")})
    engine.dispose()
    command.downgrade(config, "0001")
    assert "recovery" not in tables(config)
    command.upgrade(config, "0004")
    command.downgrade(config, "base")
