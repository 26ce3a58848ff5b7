"""The schema goes up and down, empty and filled, and is what the tables say."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from alembic.config import Config
from sqlalchemy import create_engine, inspect, text

from alembic import command
from tests.services.postgres import postgres_url

__all__ = ["postgres_url"]

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
