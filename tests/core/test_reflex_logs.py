"""What Reflex itself writes of a stranger's message holds nothing of it (F-07, SEC-3)."""

import json
import logging
import os
import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
import structlog

from rxapp.core import logs
from rxapp.core.errors import DomainError
from rxapp.core.redaction import describe
from rxapp.core.settings import Settings

CANARY = "canary-7f3a"
Written = Callable[[], str]


@pytest.fixture
def written(capfd: pytest.CaptureFixture[str]) -> Iterator[Written]:
    """All the process wrote to its outputs since the last call; logging is put back afterwards."""
    root = logging.root
    kept = root.handlers[:], root.level, logging.getLogRecordFactory(), structlog.get_config()
    logs.configure(Settings(log_format="json", log_level="info"))
    yield lambda: "".join(capfd.readouterr())
    logging.captureWarnings(False)
    threading.excepthook = threading.__excepthook__
    root.handlers[:] = kept[0]
    root.setLevel(kept[1])
    logging.setLogRecordFactory(kept[2])
    structlog.configure(**kept[3])


def test_an_argument_it_could_not_convert(written: Written) -> None:
    from reflex_base.event import EventHandler
    from reflex_base.event.processor.base_state_processor import _prepare_event_payload

    def submit(state: Any, amount: int) -> None: ...

    _prepare_event_payload(EventHandler(fn=submit), {"amount": CANARY})
    told = written()
    assert "Error transforming event payload" in told
    assert CANARY not in told


async def test_a_malformed_event(written: Written) -> None:
    from reflex.app import EventNamespace
    from reflex_base.utils.exceptions import EventDeserializationError

    stranger = cast(Any, SimpleNamespace(sid_to_token={}))
    await EventNamespace.on_event(stranger, "sid", {"name": "a.b", "payload": {"password": CANARY}})
    known = cast(Any, SimpleNamespace(sid_to_token={"sid": "token"}))
    for data in (f"[{CANARY}", json.dumps([CANARY])):
        try:
            await EventNamespace.on_event(known, "sid", data)
        except EventDeserializationError:
            logging.getLogger("asyncio").exception("Task exception was never retrieved")
    told = written()
    assert told.count("Event data") == 3
    assert "EventDeserializationError" in told
    assert CANARY not in told


def test_an_error_a_browser_reports_is_one_short_line(written: Written) -> None:
    from reflex.app import default_frontend_exception_handler

    default_frontend_exception_handler(Exception(f'x password={CANARY}\n{{"level": "fake"}} ' + "y" * 9000))
    told = written()
    assert CANARY not in told
    assert told.count("\n") == 1
    assert len(json.loads(told)["event"]) < 300


def test_a_value_of_the_wrong_type(written: Written) -> None:
    import reflex as rx

    cast(Any, rx.State)(_reflex_internal_init=True).is_hydrated = CANARY
    told = written()
    assert "to receive type" in told
    assert CANARY not in told


def test_neither_reflex_nor_dbos_brings_a_handler_and_chatty_libraries_are_quiet(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dbos._logger import init_logger
    from reflex_base.utils.log import ensure_configured

    monkeypatch.setitem(os.environ, "REFLEX_MANAGED_LOGGING", "true")
    logs.configure(Settings(log_format="json", log_level="debug"))
    ensure_configured()
    init_logger()
    for name in ("reflex.state", "reflex_base.event", "dbos"):
        logging.getLogger(name).warning("once %s", name)
    assert written().count('"once') == 3
    for name in ("sqlalchemy.engine.Engine", "aiosqlite", "socketio.server", "engineio.server", "httpx"):
        logging.getLogger(name).info("parameters %s", CANARY)
    assert CANARY not in written()


def test_an_exception_is_told_by_kind_and_place_only() -> None:
    def fails() -> None:
        try:
            int(CANARY)
        except ValueError as wrong:
            raise DomainError("phone.malformed") from wrong

    with pytest.raises(DomainError) as failed:
        fails()
    told = describe(failed.value)
    assert CANARY not in told
    assert "DomainError [phone.malformed]" in told
    assert "ValueError" in told
    assert "in fails" in told


def test_a_failing_thread_tells_no_message(written: Written) -> None:
    thread = threading.Thread(target=int, args=(CANARY,))
    thread.start()
    thread.join()
    told = written()
    assert "ValueError" in told
    assert CANARY not in told
