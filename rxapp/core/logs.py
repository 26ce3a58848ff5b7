"""One line of JSON an event, UTC, for every logger of the process; nothing secret in any of them (SEC-2, SEC-3).

Reflex writes whole events, payload and headers included, when one is unknown or malformed (F-07), and DBOS brings a
handler of its own. So the redaction stands where a record is born: no logger and no handler, present or later, gets
the text as it was.
"""

import logging
import os
import sys
import threading
from collections.abc import MutableMapping
from typing import Any

import structlog

from rxapp.core.redaction import describe, redact, scrub
from rxapp.core.settings import Settings

__all__ = ["configure", "get", "redact"]

# They write parameters of statements, whole packets or addresses with their queries at these levels.
# The two servers' own loggers by name: finding no level set they would bring a handler of their own.
_QUIET = (
    *("sqlalchemy", "aiosqlite", "psycopg", "engineio", "engineio.server", "socketio", "socketio.server"),
    *("httpx", "httpx2", "httpcore", "httpcore2", "authlib", "hpack", "aiosmtplib"),
)
# Already safe, or not for writing.
_AS_IS = ("_record", "_from_structlog", "exception")


def get(name: str) -> structlog.stdlib.BoundLogger:
    """A structured logger: ``get(__name__).info("session started", account_id=...)``.

    A keyword named like a secret (``code``, ``token``, ``text`` ...) loses its value.
    """
    return structlog.stdlib.get_logger(name)


def configure(settings: Settings) -> None:
    """Send every logger's lines through the redaction to stderr. Called again it replaces itself."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _exception,
        _scrubbed,
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    handler = _Stderr()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    logging.setLogRecordFactory(_redacted)
    logging.captureWarnings(True)
    threading.excepthook = _thread_failed
    _take_over(handler, settings.log_level.upper())


def _take_over(handler: logging.Handler, level: str) -> None:
    # Reflex attaches handlers only to a process marked as its own; DBOS only to a logger that has none.
    os.environ.pop("REFLEX_MANAGED_LOGGING", None)
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(level)
    for name in list(logging.root.manager.loggerDict):
        found = logging.getLogger(name)
        found.handlers[:] = []
        found.propagate = True
        found.disabled = False
    logging.getLogger("dbos").addHandler(logging.NullHandler())
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


class _Stderr(logging.StreamHandler[Any]):
    """Writes to what ``sys.stderr`` is at that moment, not to what it was at the start."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> Any:
        return sys.stderr


def _redacted(*args: Any, **kwargs: Any) -> logging.LogRecord:
    """A record that never held more than may be written."""
    record = logging.LogRecord(*args, **kwargs)
    if isinstance(record.msg, dict):
        return record
    try:
        message = record.getMessage()
    except (TypeError, ValueError, KeyError):
        message = f"{record.msg} [arguments do not fit]"
    record.msg, record.args = redact(message), ()
    if record.exc_info and record.exc_info[1]:
        record.exc_text = describe(record.exc_info[1])
    record.exc_info = None
    return record


def _exception(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    info = event.pop("exc_info", None)
    error = sys.exc_info()[1] if info is True else info[1] if isinstance(info, tuple) else info
    record = event.get("_record")
    if isinstance(error, BaseException):
        event["exception"] = describe(error)
    elif record is not None and record.exc_text:
        event["exception"] = record.exc_text
    return event


def _scrubbed(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: value if key in _AS_IS else scrub(value, key) for key, value in event.items()}


def _thread_failed(failed: threading.ExceptHookArgs) -> None:
    error = failed.exc_value
    info = (type(error), error, error.__traceback__) if error else None
    logging.getLogger("threading").error("a thread failed", exc_info=info)
