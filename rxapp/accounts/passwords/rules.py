"""Which passwords are accepted (PW-1, PW-4, PW-5, PW-6 and the public contract, section 6). First match wins.

``check``, ``as_typed`` and ``new_password`` read files: call them in a thread, ``asyncio.to_thread``.
"""

import re
import unicodedata
from bisect import bisect_left
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qsl

from rxapp.accounts.passwords.breached import is_breached
from rxapp.core.checks import Check, first_failure, trim
from rxapp.core.errors import DomainError, FormRefused
from rxapp.core.settings import settings

LONGEST = 128
HASH_BYTES = 5
BLOCKLIST = Path(__file__).parent / "blocklist.bin"
SHORTEST_CORE = 6
MOST_RUNS = 3
LONGEST_UNIT = 4
KEYS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz")


# Signs that are no letter of a script other than Latin: ASCII, Latin-1 signs, punctuation, symbols, emoji.
_NO_FOREIGN_LETTER = (
    "[\u0000-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7\u2000-\u206f\u20a0-\u20cf\u2116"
    "\u2190-\u2bff\u3000-\u3004\ufe00-\ufe0f\U0001f000-\U0001faff]*"
)
_ANY = r"[\s\S]*"


class PasswordRefused(DomainError):
    """The password is not accepted; the code says why."""

    code = "password.common"


def check(password: str, *, user_name: str = "") -> None:
    """Raise PasswordRefused with the first reason that applies. Nothing is trimmed, case is kept."""
    shortest = settings().password_min
    if len(password) < shortest:
        raise PasswordRefused("password.too_short", field="password", min=shortest)
    if len(password) > LONGEST:
        raise PasswordRefused("password.too_long", field="password", max=LONGEST)
    if code := _wrong_letters(password) or _too_easy(password, user_name):
        raise PasswordRefused(code, field="password")


def checks() -> tuple[Check, ...]:
    """The contract's rules in the contract's order, as data for both sides; the maximum is ours (PW-1)."""
    shortest = settings().password_min
    return (
        Check(f"{_ANY[:-1]}{{{shortest},}}", f"password.too_short?min={shortest}"),
        Check(f"{_ANY[:-1]}{{0,{LONGEST}}}", f"password.too_long?max={LONGEST}"),
        Check(_NO_FOREIGN_LETTER, "password.not_latin"),
        Check(f"{_ANY}[A-Z]{_ANY}", "password.no_upper"),
        Check(f"{_ANY}[a-z]{_ANY}", "password.no_lower"),
        Check(f"{_ANY}[^A-Za-z]{_ANY}", "password.no_digit_or_sign"),
    )


def as_typed(password: str, *, user_name: str = "") -> str:
    """The password of the contract's forms, blanks at the ends cut. Raises PasswordRefused with the first reason.

    After the contract's own rules those that only the server can check: common, simple, made of the user name.
    """
    plain = trim(password)
    if message := first_failure(checks(), plain):
        code, _, params = message.partition("?")
        raise PasswordRefused(code, field="password", **dict(parse_qsl(params)))
    if code := _too_easy(plain, user_name):
        raise PasswordRefused(code, field="password")
    return plain


def new_password(first: str, second: str, *, user_name: str = "", fields: tuple[str, str]) -> str:
    """A new password typed twice, checked for both ``fields``: the same rules first, then whether they are the same.

    Raises FormRefused with every wrong field.
    """
    errors: dict[str, str] = {}
    plain = ""
    for field, typed in zip(fields, (first, second), strict=True):
        try:
            plain = as_typed(typed, user_name=user_name)
        except PasswordRefused as refused:
            errors[field] = refused.message
    if fields[1] not in errors and trim(first) != trim(second):
        errors[fields[1]] = "password.not_same"
    if errors:
        raise FormRefused(errors)
    return plain


def _wrong_letters(password: str) -> str:
    if any(sign.isalpha() and not sign.isascii() for sign in password):
        return "password.not_latin"
    if not re.search(r"[A-Z]", password):
        return "password.no_upper"
    if not re.search(r"[a-z]", password):
        return "password.no_lower"
    return "" if re.search(r"[0-9]", password) else "password.no_digit"


def _too_easy(password: str, user_name: str) -> str:
    plain = canonical(password).casefold()
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    if is_listed(plain) or (len(core) >= SHORTEST_CORE and is_listed(core)):
        return "password.common"
    if len(user_name) >= 3 and user_name.casefold() in plain:
        return "password.has_user_name"
    if _is_run(plain):
        return "password.run"
    return "password.breached" if is_breached(password) else ""


def canonical(password: str) -> str:
    """NFC: the same signs typed on two systems are one password (PW-1). Nothing is trimmed, case is kept."""
    return unicodedata.normalize("NFC", password)


def _is_run(plain: str) -> bool:
    """Nothing but a short unit repeated (``aa1aa1aa1``), or at most three walks along the alphabet or the keys."""
    if any(plain == (plain[:unit] * len(plain))[: len(plain)] for unit in range(1, LONGEST_UNIT + 1)):
        return True
    parts = re.findall(r"[a-z]+|[0-9]+|[^a-z0-9]+", plain)
    return len(parts) <= MOST_RUNS and all(_is_walk(part) for part in parts)


def _is_walk(part: str) -> bool:
    """One sign, one sign repeated, or neighbours of one row in one direction."""
    if len(set(part)) == 1:
        return True
    return any(part in row or part[::-1] in row for row in KEYS)


def is_listed(word: str) -> bool:
    """Whether the case-folded word is on the list of common passwords (PW-4).

    The list is Latin. It holds Russian words as they come out of the other keyboard layout (``gfhjkm``), the only
    spelling of them that passes the rule of Latin letters.
    """
    data, wanted = _entries(), entry(word)
    at = bisect_left(range(len(data) // HASH_BYTES), wanted, key=lambda place: _at(data, place))
    return _at(data, at) == wanted


def entry(word: str) -> bytes:
    """How the list keeps a word: the first five bytes of its SHA-256."""
    return sha256(word.encode(errors="surrogatepass")).digest()[:HASH_BYTES]


def _at(data: bytes, place: int) -> bytes:
    return data[place * HASH_BYTES : (place + 1) * HASH_BYTES]


@lru_cache(maxsize=1)
def _entries() -> bytes:
    return BLOCKLIST.read_bytes()
