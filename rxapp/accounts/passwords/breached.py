"""Passwords known from breaches (PW-6): the operator's copy of the "Pwned Passwords" file, searched where it lies.

The file is the SHA-1 download ordered by hash: lines ``HASH:COUNT``, upper case, sorted. It has tens of gigabytes, so
it is never loaded: about 35 short reads by offset find a line. Nothing is asked over a network. It may be replaced
while the product runs.
"""

import hashlib
import logging
import os
import re
import unicodedata
from pathlib import Path
from typing import BinaryIO, Literal

from rxapp.core.settings import settings

State = Literal["off", "ready", "missing", "malformed"]
HASH_SIGNS = 40
# More than a line of the file has; a wrong file without line ends must not be read whole.
LONGEST_LINE = 128

log = logging.getLogger(__name__)
_LINE = re.compile(rb"[0-9A-Fa-f]{40}:[0-9]+\r?\n?")


def is_breached(password: str) -> bool:
    """Whether the password is in the operator's file; False when there is none or it cannot be read.

    Blocks on the disk: call it in a thread.
    """
    path = settings().breached_passwords_file
    if not path:
        return False
    plain = unicodedata.normalize("NFC", password).encode(errors="surrogatepass")
    digest = hashlib.sha1(plain, usedforsecurity=False).hexdigest().upper().encode()
    try:
        with Path(path).open("rb") as file:
            return holds(file, digest)
    except OSError:
        return False


def holds(file: BinaryIO, digest: bytes) -> bool:
    """Whether the sorted file has a line of this hash (upper-case hex). Raises OSError."""
    low, high = 0, file.seek(0, os.SEEK_END)
    # The line, if there is one, begins within [low, high); ``low`` is always the beginning of a line.
    while low < high:
        middle = (low + high) // 2
        _to_line(file, low, middle)
        if file.tell() >= high:
            high = middle
            continue
        found = file.readline(LONGEST_LINE)[:HASH_SIGNS].upper()
        if found == digest:
            return True
        if found < digest:
            low = file.tell()
        else:
            high = middle
    return False


def state() -> State:
    """How the file stands: not wanted, usable, not there or not readable, or of another format. Blocks on the disk."""
    path = settings().breached_passwords_file
    if not path:
        return "off"
    try:
        with Path(path).open("rb") as file:
            return "ready" if _LINE.fullmatch(file.readline(LONGEST_LINE)) else "malformed"
    except OSError:
        return "missing"


def warn_if_unusable() -> None:
    """One line in the log at the start when the file was wanted and cannot be used; people choose passwords all the
    same."""
    if (found := state()) in ("missing", "malformed"):
        log.warning("RXAPP_BREACHED_PASSWORDS_FILE cannot be used (%s): breached passwords are accepted", found)


def _to_line(file: BinaryIO, low: int, place: int) -> None:
    """To the first line that begins at ``place`` or later."""
    if place == low:
        file.seek(low)
    else:
        file.seek(place - 1)
        file.readline(LONGEST_LINE)
