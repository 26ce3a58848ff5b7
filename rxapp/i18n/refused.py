"""Refusals of a plain form on their way to the page that shows them: codes of the catalogues in the address.

Never a text of anybody's: what comes back is taken only when it is a message of ours with numbers in it.
"""

import re
from collections.abc import Mapping

from rxapp.i18n.catalogue import SOURCE, messages

PARAMETER = "refused"
_ONE = re.compile(r"(?P<field>[A-Za-z-]{1,32}):(?P<key>[a-z_]+\.[a-z_]+)(?P<numbers>\?[a-z_]+=[0-9]{1,7})?", re.ASCII)


def written(errors: Mapping[str, str]) -> str:
    """The value of ``PARAMETER`` for these messages by field id (``DomainError.message``); ``form`` for the whole."""
    return ",".join(f"{field}:{message}" for field, message in errors.items())


def read(value: str) -> dict[str, str]:
    """The messages in a value of ``PARAMETER``; whatever is not one of ours is left out."""
    found = {}
    for part in value[:500].split(","):
        one = _ONE.fullmatch(part)
        if one and one["key"] in messages(SOURCE):
            found[one["field"]] = one["key"] + (one["numbers"] or "")
    return found
