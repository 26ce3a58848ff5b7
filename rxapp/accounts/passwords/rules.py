"""Which passwords are accepted (PW-1, PW-4, PW-5 and the public contract, section 6). First match wins."""

import re
import unicodedata
from bisect import bisect_left
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from rxapp.core.errors import DomainError
from rxapp.core.settings import settings

LONGEST = 128
HASH_BYTES = 5
BLOCKLIST = Path(__file__).parent / "blocklist.bin"
SHORTEST_CORE = 6
MOST_RUNS = 3
LONGEST_UNIT = 4
KEYS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz")


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
    return "password.run" if _is_run(plain) else ""


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
