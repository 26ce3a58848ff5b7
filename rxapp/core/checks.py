"""Rules of a field as data, so that the server and the browser run one and the same list.

A pattern uses only what Python's ``re`` and JavaScript's ``RegExp`` with the ``u`` flag understand alike: no ``\\d``,
``\\w``, ``\\s`` (their sets differ), no dot, no named groups, literal characters instead of escapes above U+FFFF.
A test runs both engines over the same samples.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

# What both sides cut from the ends of a value; str.strip and String.trim disagree about a few of these.
_BLANK = "[\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]"
TRIM = f"^{_BLANK}+|{_BLANK}+$"


@dataclass(frozen=True, slots=True)
class Check:
    """A value passes when all of it matches ``pattern``; otherwise ``message`` (catalogue key, ``?name=value``)."""

    pattern: str
    message: str


_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def trim(value: str) -> str:
    """The value without blanks at its ends, as the browser's component cuts it."""
    return re.sub(rf"\A{_BLANK}+|{_BLANK}+\Z", "", value)


def first_failure(checks: Sequence[Check], value: str) -> str:
    """The message of the first check the trimmed value fails, empty when it passes all."""
    plain = trim(value)
    return next((check.message for check in checks if not _compiled(check.pattern).fullmatch(plain)), "")


def as_data(checks: Sequence[Check]) -> list[tuple[str, str]]:
    """Pairs of pattern and message for the browser: ``new RegExp("^(?:" + pattern + ")$", "u")``, in this order."""
    return [(check.pattern, check.message) for check in checks]


@lru_cache(maxsize=128)
def uuid_or_empty(text: str) -> str:
    """The text when it is a UUID as we write them; empty for anything else, so that nothing else is ever asked for."""
    return text if _UUID.fullmatch(text) else ""


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
