"""Which passwords are accepted (PW-1, PW-4, PW-5 and the public contract, section 6). First match wins."""

import re
import unicodedata
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

from rxapp.core.errors import DomainError
from rxapp.core.settings import settings

LONGEST = 128
HASH_BYTES = 5
BLOCKLIST = Path(__file__).parent / "blocklist.bin"
LAYOUT = str.maketrans("йцукенгшщзхъфывапролджэячсмитьбюё", "qwertyuiop[]asdfghjkl;'zxcvbnm,.`")


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
    plain = unicodedata.normalize("NFC", password).casefold()
    if len(user_name) >= 3 and user_name.casefold() in plain:
        return "password.has_user_name"
    if _is_run(plain):
        return "password.run"
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    listed = any(is_listed(word) for word in {plain, core, plain.translate(LAYOUT)} if len(word) >= 6)
    return "password.common" if listed else ""


def _is_run(plain: str) -> bool:
    """One repeated sign, or a walk up or down the alphabet or the digits."""
    steps = {ord(after) - ord(before) for before, after in pairwise(plain)}
    return len(steps) == 1 and steps <= {-1, 0, 1}


def is_listed(word: str) -> bool:
    """Whether the word is on the list of common passwords (PW-4)."""
    return entry(word) in _entries()


def entry(word: str) -> bytes:
    """How the list keeps a word: the first five bytes of its SHA-256."""
    return sha256(word.encode()).digest()[:HASH_BYTES]


@lru_cache(maxsize=1)
def _entries() -> frozenset[bytes]:
    data = BLOCKLIST.read_bytes()
    return frozenset(data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES))
