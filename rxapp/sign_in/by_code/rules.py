"""Numbers and fields. Durations are seconds."""

from rxapp.core import address
from rxapp.core.checks import Check
from rxapp.core.errors import DomainError

FLOW_LIFE = 900


class NothingAsked(DomainError):
    """This browser has asked for no code in the last 15 minutes."""

    code = "sign_in.code_not_asked"


def field_checks() -> dict[str, tuple[Check, ...]]:
    """What the browser checks when the field is left, by field id; the same list runs here."""
    return {"address": address.CHECKS}
