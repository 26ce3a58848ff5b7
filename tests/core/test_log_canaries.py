"""Canary secrets in every shape a library may log them in (SEC-2, SEC-3)."""

import asyncio
import json
import logging
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from hypothesis import assume, given
from hypothesis import strategies as st
from reflex_base.event import Event

from rxapp.core import logs, secrets
from rxapp.core.redaction import redact
from rxapp.core.settings import Settings

CANARY = "canary-7f3a"


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Iterator[Any]:
    """The parsed lines written so far; logging is put back afterwards."""
    root = logging.root
    kept = root.handlers[:], root.level, logging.getLogRecordFactory(), structlog.get_config()
    logs.configure(Settings(log_format="json", log_level="info"))
    yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    root.handlers[:] = kept[0]
    root.setLevel(kept[1])
    logging.setLogRecordFactory(kept[2])
    structlog.configure(**kept[3])
    logging.captureWarnings(False)
    threading.excepthook = threading.__excepthook__


@pytest.mark.parametrize(
    "line",
    [
        f"password={CANARY}",
        f"password='{CANARY}, with a comma and \\' a quote {CANARY}'",
        f"{{'new_password': '{CANARY}', 'x': 1}}",
        f"{{'password-confirm': '{CANARY}'}}",
        f'{{"token": "{CANARY}"}}',
        f'"{{\\"client_token\\": \\"a b {CANARY}\\"}}"',
        f"{{'token': ['a b', '{CANARY}']}}",
        f"token='unfinished {CANARY}",
        f"/_event?token={CANARY}&x=1",
        f"smtp_password: {CANARY}",
        f"access_token={CANARY}",
        f"sms_code={CANARY}",
        f"Cookie: theme=light; __Host-sid={CANARY}; pre={CANARY}",
        f"HTTP_COOKIE': 'a=b; sid={CANARY}'",
        f"[(b'host', b'x'), (b'cookie', b'sid={CANARY}; a=b')]",
        f"Authorization: Bearer {CANARY}",
        f"authorization=Basic {CANARY}",
        f"Event(name='a.b', payload={{'form': {{'any': '{CANARY}'}}}})",
        f"Event(name='a.b', payload=Form(first='a b', other='{CANARY}'))",
        f"router_data={{'headers': {{'cookie': 'sid={CANARY}'}}}}",
        f"{{'__reflex_form_data__': [['username', '{CANARY}']]}}",
        f"Received event data as a string. Event data: {CANARY}",
        f"[type=int_parsing, input_value='{CANARY}', input_type=str]",
        f"[SQL: INSERT INTO account VALUES (?, ?)] [parameters: ('a b', '{CANARY}')]",
        f"postgresql+psycopg://rxapp:{CANARY}@localhost/rxapp",
    ],
)
def test_a_secret_is_cut_out(line: str) -> None:
    assert CANARY not in redact(line)


def test_a_token_without_a_name_and_a_spoken_code_are_cut_out() -> None:
    token = secrets.token() + "aB3"
    assert token not in redact(f"GET /registration/letter/{token} 200")
    assert "483920" not in redact("Код 483920. Никому не сообщайте.")


@pytest.mark.parametrize("key", ["password", "token", "secret", "cookie", "code", "sid", "authorization", "payload"])
@pytest.mark.parametrize("shape", [repr, json.dumps])
@given(secret=st.text(st.characters(categories=["L", "N"]), min_size=12, max_size=30), around=st.text(max_size=20))
def test_whatever_a_secret_is_its_key_hides_it(key: str, shape: Any, secret: str, around: str) -> None:
    assume(secret not in key)
    value = f"{around} {secret} {around}"
    written = redact("seen " + shape({"first": 1, key: value, "last": 2}))
    assert shape(secret)[1:-1] not in written


def test_what_helps_an_operator_stays() -> None:
    line = "GET /healthz status_code=200 in 12 ms, workflow 6f2c-11, 1764000000 s"
    assert redact(line) == line


def test_contacts_are_masked() -> None:
    written = redact("sent to anna.k@example.ru, +7 (903) 123-11-22, 89031231122, 79031231122, 9031231122")
    assert written == "sent to a•••@example.ru, +7•••••1122, +7•••••1122, +7•••••1122, +7•••••1122"


@given(st.text())
def test_a_line_cannot_be_forged_and_cleaning_twice_changes_nothing(text: str) -> None:
    once = redact(text)
    assert len(once.splitlines()) <= 1 or not {"\n", "\r", "\u2028", "\u2029", "\x85"} & set(once)
    assert redact(once) == once


@pytest.mark.parametrize(
    "unit", ["a", "token", "token ", "7 ", "9(", "a@", "://a:", "\\", "password='", "code\\", "-A1"]
)
def test_a_stranger_cannot_make_the_cleaning_slow(unit: str) -> None:
    started = time.process_time()
    redact(unit * (65_536 // len(unit)))
    assert time.process_time() - started < 1


def test_a_stranger_line_is_one_json_object_with_utc_time(lines: Any) -> None:
    logging.getLogger("a.stranger").warning("gone\n%s", '{"level": "fake"}')
    (line,) = lines()
    assert line["logger"] == "a.stranger"
    assert line["level"] == "warning"
    assert line["timestamp"].endswith("Z")
    assert "\n" not in line["event"]


async def test_the_unknown_event_of_the_framework_leaks_nothing(lines: Any) -> None:
    """The very line of event_processor: ``f"Error processing event queue entry for {event} [txid=...]"``."""
    event = Event(
        name="no.such_handler",
        router_data={"headers": {"cookie": f"__Host-sid={CANARY}"}, "ip": "10.0.0.1"},
        payload={"form": {"password": CANARY, "email": "anna@example.ru"}},
    )
    log = logging.getLogger("reflex_base.event.processor.event_processor")
    try:
        raise KeyError(f"No registered handler found for event: {event}")
    except KeyError:
        log.exception(f"Error processing event queue entry for {event} [txid=1]:")  # noqa: G004
    (line,) = lines()
    assert "no.such_handler" in line["event"]
    assert "KeyError" in line["exception"]
    assert CANARY not in json.dumps(line)
    assert "anna@" not in json.dumps(line)


def test_arguments_structured_values_and_numbers_are_cleaned(lines: Any) -> None:
    logging.getLogger("granian.canary").warning(
        "data %s %s", {"payload": {"password": CANARY}}, b"sid=" + b"canary-7f3a"
    )
    structlog.get_logger("own").warning("sent", password=CANARY, to=79031231122, deep={"a": [{"token": CANARY}]}, ms=12)
    first, second = lines()
    assert CANARY not in json.dumps([first, second])
    assert second["to"] == "+7•••••1122"
    assert second["ms"] == 12


def test_a_broken_format_neither_fails_nor_prints_its_arguments(lines: Any) -> None:
    logging.getLogger("broken").warning("%d of %d", CANARY)
    (line,) = lines()
    assert "arguments do not fit" in line["event"]
    assert CANARY not in json.dumps(line)


def test_a_handler_that_a_library_adds_later_gets_clean_records(lines: Any) -> None:
    seen: list[str] = []

    class Late(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.append(self.format(record))

    log = logging.getLogger("late")
    late = Late()
    log.addHandler(late)
    try:
        raise ValueError(f"password={CANARY}")
    except ValueError:
        log.exception("token=%s", CANARY)
    log.removeHandler(late)
    assert "ValueError" in seen[0]
    assert CANARY not in seen[0] + json.dumps(lines())


def test_the_workflow_engine_writes_through_the_same_door(lines: Any) -> None:
    from dbos._logger import init_logger

    init_logger()
    logging.getLogger("dbos").error("step failed: code=%s", CANARY)
    (line,) = lines()
    assert line["logger"] == "dbos"
    assert CANARY not in line["event"]


async def test_lines_of_a_task_carry_its_context(lines: Any) -> None:
    async def work() -> None:
        structlog.contextvars.bind_contextvars(request="r-1")
        logging.getLogger("any").warning("done")

    await asyncio.create_task(work())
    assert [line["request"] for line in lines()] == ["r-1"]
