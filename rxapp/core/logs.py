"""One line of JSON an event, UTC, for every logger of the process; nothing secret in any of them (SEC-2, SEC-3).

Reflex writes whole events, payload and headers included, when one is unknown or malformed (F-07). So the redaction
stands in the formatter, behind which no logger can get.
"""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from rxapp.core.settings import Settings

NEVER_LOGGED = (
    r"pass(?:word|wd)?(?:[-_]\w+)?|secret|token|ticket|cookie|authorization|sid|pre|code|otp|payload|router_data|"
    r"client_token|reflex-client-token|card|passport|text"
)
# name: 'value' | "name": "value" | name=value, up to the end of the quoted or bare value.
_VALUE = r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s,;)}\]]+)"""
_PAIR = re.compile(rf"""(?ix)(["']?\b(?:{NEVER_LOGGED})\b["']?\s*[:=]\s*){_VALUE}""")
_FORM = re.compile(r"(?is)(__reflex_form_data__['\"]?\s*:\s*)\[.*\]")
_BLOCK = re.compile(r"(?is)\b(payload|router_data|headers)(['\"]?\s*[=:]\s*)[{\[].*")
_EMAIL = re.compile(r"([\w.+-])[\w.+-]*@([\w-]+(?:\.[\w-]+)+)")
_PHONE = re.compile(r"(?<!\d)(?:\+7|8|7)[\s(-]*\d{3}[\s)-]*\d{3}[\s-]*(\d{2})[\s-]*(\d{2})(?!\d)")
_LONG = 4000


def redact(line: str) -> str:
    """``line`` without secrets, with masked phones and e-mails, on one line."""
    line = _BLOCK.sub(r"\1\2•••", line)
    line = _FORM.sub(r"\1•••", line)
    line = _PAIR.sub(r"\1•••", line)
    line = _EMAIL.sub(r"\1•••@\2", line)
    line = _PHONE.sub(r"+7•••••\1\2", line)
    return line.replace("\r", "\\r").replace("\n", "\\n")[:_LONG]


def _redact_event(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: redact(value) if isinstance(value, str) else value for key, value in event.items()}


class _Stderr(logging.StreamHandler[Any]):
    """Writes to what ``sys.stderr`` is at that moment, not to what it was at the start."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> Any:
        return sys.stderr


def configure(settings: Settings) -> None:
    """Send every logger's lines through the redaction to stderr. Called again it replaces itself."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
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
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _redact_event, renderer],
        )
    )
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(settings.log_level.upper())
    for name in list(logging.root.manager.loggerDict):
        found = logging.getLogger(name)
        found.handlers[:] = []
        found.propagate = True
