"""The schema goes up and down, empty and filled, and is what the tables say."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.config import Config
from sqlalchemy import create_engine, inspect, text

from alembic import command

ROOT = Path(__file__).parents[2]


@pytest.fixture
def config(tmp_path: Path) -> Config:
    made = Config(str(ROOT / "alembic.ini"))
    made.set_main_option("sqlalchemy.url", f"sqlite:///{tmp_path}/migrated.db")
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
