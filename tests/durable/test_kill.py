"""A process is killed at the worst moments; the next one must deliver the message exactly once."""

import base64
import contextlib
import json
import pickle
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import create_engine, text

from tests.durable.processes import SECONDS, Worker, environment, run, running
from tests.services import schema


class Installation:
    """A fresh installation on one of the databases, and both its databases to look into."""

    def __init__(self, data_dir: Path, postgres: str) -> None:
        self.data_dir, self.postgres = data_dir, postgres
        self.env = environment(data_dir, **({"RXAPP_DATABASE_URL": postgres} if postgres else {}))
        (data_dir / "alone").touch()
        if not postgres:
            schema.sqlite_url(data_dir)

    def run(self, *arguments: str) -> tuple[int, str]:
        return run(self.env, *arguments)

    def sql(self, query: str, *, durable: bool = False) -> list[tuple[Any, ...]]:
        return self.all_sql([query], durable=durable)[0]

    def all_sql(self, queries: list[str], *, durable: bool = False) -> list[list[tuple[Any, ...]]]:
        if self.postgres:
            with psycopg.connect(self.postgres.replace("+psycopg", ""), autocommit=True) as db:
                if durable:
                    db.execute("SET search_path TO dbos")
                answers = map(db.execute, queries)
                return [answer.fetchall() if answer.description else [] for answer in answers]
        name = "rxapp-durable.db" if durable else "rxapp.db"
        with contextlib.closing(sqlite3.connect(self.data_dir / name, isolation_level=None)) as db:
            return [db.execute(query).fetchall() for query in queries]

    def lose_durable_database(self) -> None:
        if self.postgres:
            self.sql("DROP SCHEMA dbos CASCADE")
        for file in self.data_dir.glob("rxapp-durable.db*"):
            file.unlink()

    def durable_text(self) -> str:
        """All that the engine keeps, as text."""
        names = "SELECT tablename FROM pg_tables WHERE schemaname = 'dbos'"
        if not self.postgres:
            names = "SELECT name FROM sqlite_master WHERE type = 'table'"
        tables = [row[0] for row in self.sql(names, durable=True)]
        assert "workflow_status" in tables
        return repr(self.all_sql([f'SELECT * FROM "{table}"' for table in tables], durable=True))

    def calls(self) -> list[str]:
        path = self.data_dir / "calls"
        return path.read_text().split() if path.exists() else []


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Installation:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    if url:
        empty(url)
    return Installation(tmp_path, url)


def empty(url: str) -> None:
    """The product's tables there and empty, the engine's gone."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA IF EXISTS dbos CASCADE"))
        schema.empty_postgres_now(connection)
    engine.dispose()


OUTBOX = 'SELECT state, text, "to" FROM outbox_message'
ABANDONED = "UPDATE outbox_message SET next_at = '2020-01-01 00:00:00+00:00'"


@pytest.mark.parametrize(("where", "calls"), [("before-starting", 1), ("before-sending", 2), ("after-sending", 2)])
def test_a_killed_process_leaves_a_message_the_next_one_delivers_once(
    installation: Installation, where: str, calls: int
) -> None:
    here = installation
    assert here.run("post", where)[0] == -signal.SIGKILL
    assert here.sql(OUTBOX) == [("queued", "Code 123456", "+79031234567")]
    assert here.sql("SELECT count(*) FROM sandbox_message") == [(int(where == "after-sending"),)]

    code, errors = here.run("deliver")

    assert code == 0, errors
    assert here.sql(OUTBOX) == [("sent", "", "")]
    assert here.sql('SELECT "to", text FROM sandbox_message') == [("+79031234567", "Code 123456")]
    # The same message, asked of the gateway as often as the moment of death explains.
    assert len(here.calls()) == calls
    assert len(set(here.calls())) == 1
    kept = here.durable_text()
    assert "123456" not in kept
    assert "79031234567" not in kept


@pytest.mark.parametrize(("where", "calls", "term"), [("before-starting", 0, 0.1), ("before-sending", 1, 6)])
def test_a_code_that_expires_while_nobody_runs_is_never_sent(
    installation: Installation, where: str, calls: int, term: float
) -> None:
    here = installation
    assert here.run("post", where, str(term))[0] == -signal.SIGKILL
    here.sql("UPDATE outbox_message SET not_after = created_at")
    assert here.run("deliver")[0] == 0
    assert here.sql(OUTBOX) == [("expired", "", "")]
    assert len(here.calls()) == calls
    assert here.sql("SELECT count(*) FROM sandbox_message") == [(0,)]


def test_a_tried_message_outlives_the_loss_of_the_durable_database(installation: Installation) -> None:
    here = installation
    assert here.run("post", "before-sending")[0] == -signal.SIGKILL
    here.lose_durable_database()
    here.sql(ABANDONED)
    code, errors = here.run("deliver")
    assert code == 0, errors
    assert here.sql(OUTBOX) == [("sent", "", "")]
    assert len(here.calls()) == 2


def test_a_queued_message_whose_workflow_has_ended_is_sent_all_the_same(installation: Installation) -> None:
    here = installation
    assert here.run("post", "after-sending")[0] == -signal.SIGKILL
    assert here.run("deliver")[0] == 0
    # The main database comes back from a copy that is older than the durable one.
    here.sql("UPDATE outbox_message SET state = 'queued', settled_at = NULL, text = 'again', \"to\" = '+79031234567'")
    here.sql(ABANDONED)
    assert here.run("deliver")[0] == 0
    assert here.sql(OUTBOX) == [("sent", "", "")]
    assert len(here.calls()) == 3


def test_a_sleeping_workflow_is_not_started_twice(installation: Installation) -> None:
    code, errors = installation.run("doze")
    assert code == 0, errors
    (pause,) = json.loads((installation.data_dir / "report").read_text())["pauses"]
    assert pause >= 3


def test_a_code_overtakes_five_hundred_letters_at_a_slow_server(installation: Installation) -> None:
    code, errors = installation.run("crowd", "500")
    assert code == 0, errors
    found = json.loads((installation.data_dir / "report").read_text())
    assert found["seconds"] <= 2, found
    assert found["sent"] < 500
    assert found["most"] <= 10


def test_an_expired_registration_of_a_killed_process_goes(installation: Installation) -> None:
    here = installation
    assert here.run("register-and-die")[0] == -signal.SIGKILL
    assert len(here.sql("SELECT browser_hash FROM registration_draft")) == 2
    here.sql("UPDATE registration_draft SET expires_at = created_at WHERE browser_hash = 'old'")
    with lingering(here):
        wait_for(lambda: here.sql("SELECT browser_hash FROM registration_draft") == [("new",)])


def test_finished_workflows_are_forgotten_after_a_week(installation: Installation) -> None:
    here = installation
    assert here.run("post", "before-starting")[0] == -signal.SIGKILL
    assert here.run("deliver")[0] == 0
    week = 7 * 86_400_000
    finished = "SELECT count(*) FROM workflow_status WHERE completed_at IS NOT NULL"
    # That process ended with the message sent, maybe a moment before its workflow was written down as finished.
    with lingering(here):
        wait_for(lambda: here.sql(finished, durable=True) == [(1,)])
    here.sql(f"UPDATE workflow_status SET completed_at = completed_at - {week}", durable=True)
    with lingering(here):
        wait_for(lambda: here.sql("SELECT count(*) FROM workflow_status", durable=True) == [(0,)])
    assert here.sql("SELECT count(*) FROM operation_outputs", durable=True) == [(0,)]


class Bomb:
    """What an intruder who can write to the engine's database would leave there."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.path,)


def test_the_durable_database_can_run_no_code(installation: Installation) -> None:
    here, mark = installation, installation.data_dir / "exploded"
    assert here.run("post", "before-sending")[0] == -signal.SIGKILL
    kept = {row[0] for row in here.sql("SELECT serialization FROM workflow_status", durable=True)}
    assert kept == {"portable_json"}
    bomb = base64.b64encode(pickle.dumps(Bomb(mark))).decode()
    here.sql("UPDATE workflow_status SET serialization = 'py_pickle'", durable=True)
    here.sql(f"UPDATE workflow_status SET inputs = '{bomb}' WHERE inputs IS NOT NULL", durable=True)
    here.sql(f"UPDATE workflow_input SET inputs = '{bomb}'", durable=True)
    here.sql(ABANDONED)
    with lingering(here):
        wait_for(lambda: mark.exists() or here.sql(OUTBOX) == [("sent", "", "")])
    assert not mark.exists()


def lingering(here: Installation) -> AbstractContextManager[list[Worker]]:
    return running(here.env, ("linger",))


def wait_for(come: Callable[[], bool]) -> None:
    until = time.monotonic() + SECONDS
    while not come():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_second_embedded_process_is_refused_in_one_line(tmp_path: Path) -> None:
    here = Installation(tmp_path, "")
    with running(here.env, ("race", "1")) as (first,):
        while not list(tmp_path.glob("done-*")):
            assert first.is_running
            time.sleep(0.01)
        code, errors = here.run("deliver")
    assert code == 1
    assert errors == f"rxapp: another process already runs on {tmp_path}: embedded mode is exactly one process\n"


def test_two_processes_on_postgresql_deliver_each_message_once(tmp_path: Path, postgres_url: str) -> None:
    each = 10
    empty(postgres_url)
    env = environment(tmp_path, RXAPP_DATABASE_URL=postgres_url)
    with running(env, *[("race", str(each))] * 2) as racers:
        ends = [racer.finish() for racer in racers]
    assert [code for code, _ in ends] == [0, 0], ends
    calls = (tmp_path / "calls").read_text().split()
    assert len(calls) == len(set(calls)) == 2 * each
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as db:
        assert db.execute("SELECT count(*), count(DISTINCT text) FROM sandbox_message").fetchone() == (20, 20)
        assert db.execute("SELECT DISTINCT state, text FROM outbox_message").fetchall() == [("sent", "")]


def test_when_the_leader_dies_another_process_takes_over(tmp_path: Path, postgres_url: str) -> None:
    empty(postgres_url)
    env = environment(tmp_path, RXAPP_DATABASE_URL=postgres_url)
    with (
        psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as db,
        running(env, ("post", "before-sending"), ("deliver-when-posted",)) as (leader, waiting),
    ):
        assert leader.finish()[0] == -signal.SIGKILL
        code, errors = waiting.finish()
        assert code == 0, errors
        assert db.execute("SELECT state, text FROM outbox_message").fetchall() == [("sent", "")]
        assert db.execute("SELECT count(*) FROM sandbox_message").fetchone() == (1,)
