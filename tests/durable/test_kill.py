"""A process is killed at the worst moments; the next one must deliver the message exactly once."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

ROOT = Path(__file__).parents[2]
WORKER = Path(__file__).with_name("worker.py")
SECONDS = 45


def environment(data_dir: Path, **more: str) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "RXAPP_DATA_DIR": str(data_dir),
        "RXAPP_SECRET_KEY": "test-key-test-key-test-key-test-key-1234",
        **more,
    }


def worker(env: dict[str, str], *arguments: str) -> "subprocess.Popen[str]":
    command = [sys.executable, str(WORKER), *arguments]
    return subprocess.Popen(command, env=env, cwd=env["RXAPP_DATA_DIR"], stderr=subprocess.PIPE, text=True)


def run(env: dict[str, str], *arguments: str) -> tuple[int, str]:
    process = worker(env, *arguments)
    try:
        _, errors = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    return process.returncode, errors


@pytest.mark.parametrize(("where", "calls"), [("before-starting", 1), ("before-sending", 2), ("after-sending", 2)])
def test_a_killed_process_leaves_a_message_the_next_one_delivers_once(tmp_path: Path, where: str, calls: int) -> None:
    env = environment(tmp_path)
    assert run(env, "create") == (0, "")
    assert run(env, "post", where)[0] == -signal.SIGKILL
    with sqlite3.connect(tmp_path / "rxapp.db") as db:
        assert db.execute("SELECT state, text FROM outbox_message").fetchall() == [("queued", "Code 123456")]
        assert db.execute("SELECT count(*) FROM sandbox_message").fetchone() == (int(where == "after-sending"),)

    code, errors = run(env, "deliver")

    assert code == 0, errors
    with sqlite3.connect(tmp_path / "rxapp.db") as db:
        assert db.execute("SELECT state, text, sent_at IS NULL FROM outbox_message").fetchall() == [("sent", "", 0)]
        assert db.execute('SELECT "to", text FROM sandbox_message').fetchall() == [("+79031234567", "Code 123456")]
    # The same message, asked of the gateway as often as the moment of death explains.
    assert len((tmp_path / "calls").read_text().split()) == calls
    assert len(set((tmp_path / "calls").read_text().split())) == 1
    durable = (tmp_path / "rxapp-durable.db").read_bytes()
    assert b"123456" not in durable
    assert b"79031234567" not in durable


def test_a_second_embedded_process_is_refused_in_one_line(tmp_path: Path) -> None:
    env = environment(tmp_path)
    run(env, "create")
    first = worker(env, "race", "1")
    try:
        while not list(tmp_path.glob("done-*")):
            assert first.poll() is None
        code, errors = run(env, "deliver")
    finally:
        first.kill()
        first.communicate()
    assert code == 1
    assert errors == f"rxapp: another process already runs on {tmp_path}: embedded mode is exactly one process\n"


def test_two_processes_on_postgresql_deliver_each_message_once(tmp_path: Path, postgres_url: str) -> None:
    each = 10
    env = environment(tmp_path, RXAPP_DATABASE_URL=postgres_url)
    code, errors = run(env, "create")
    assert code == 0, errors

    racers = [worker(env, "race", str(each)) for _ in range(2)]
    try:
        ends = [racer.communicate(timeout=SECONDS) for racer in racers]
    finally:
        for racer in racers:
            racer.kill()

    assert [racer.returncode for racer in racers] == [0, 0], ends
    calls = (tmp_path / "calls").read_text().split()
    assert len(calls) == len(set(calls)) == 2 * each
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as db:
        assert db.execute("SELECT count(*), count(DISTINCT text) FROM sandbox_message").fetchone() == (20, 20)
        assert db.execute("SELECT DISTINCT state, text FROM outbox_message").fetchall() == [("sent", "")]


def test_when_the_leader_dies_another_process_takes_over(tmp_path: Path, postgres_url: str) -> None:
    env = environment(tmp_path, RXAPP_DATABASE_URL=postgres_url)
    with psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as db:
        db.execute("DROP SCHEMA IF EXISTS dbos CASCADE")
        db.execute("DROP SCHEMA public CASCADE")
        db.execute("CREATE SCHEMA public")
        assert run(env, "create")[0] == 0
        leader = worker(env, "post", "before-sending")
        waiting = worker(env, "deliver-when-posted")
        try:
            assert leader.wait(SECONDS) == -signal.SIGKILL
            _, errors = waiting.communicate(timeout=SECONDS)
        finally:
            for process in (leader, waiting):
                process.kill()
                process.communicate()
        assert waiting.returncode == 0, errors
        assert db.execute("SELECT state, text FROM outbox_message").fetchall() == [("sent", "")]
        assert db.execute("SELECT count(*) FROM sandbox_message").fetchone() == (1,)
