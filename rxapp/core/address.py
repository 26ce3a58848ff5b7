"""One field for a phone or an e-mail (the public contract, sections 5 and 6)."""

import re
from dataclasses import dataclass
from typing import Literal

from rxapp.core import email_address, phone
from rxapp.core.checks import Check, first_failure, trim
from rxapp.core.errors import DomainError

_BETWEEN = "[ ()-]*"
_PHONE = rf"(?:(?:[+]7|7|8)(?:{_BETWEEN}[0-9]){{10}}|[+]375(?:{_BETWEEN}[0-9]){{9}})"
_LOCAL = "[A-Za-z0-9_+-]+(?:[.][A-Za-z0-9_+-]+)*"
_DOMAIN = "(?:[A-Za-z0-9_-]+[.])+[A-Za-z]{2,24}"
_EMAIL = rf"(?=[^@]{{1,64}}@)(?=[^@]{{1,64}}@[^@]{{4,189}}$){_LOCAL}@{_DOMAIN}"

CHECKS = (Check(rf"{_PHONE}|{_EMAIL}", "address.malformed"),)


class AddressMalformed(DomainError):
    """Neither a phone nor an e-mail as the contract spells them."""

    code = "address.malformed"


@dataclass(frozen=True, slots=True)
class Address:
    """What was typed, canonical.

    ``kind`` and ``key`` are those of a ``SignInAlias``. ``to`` is where a message goes (E.164, ASCII e-mail); it is
    empty for what looks right and cannot be reached: landlines, other countries (OTP-7), impossible mail domains.
    """

    kind: Literal["phone", "email"]
    key: str
    shown: str
    to: str

    @property
    def channel(self) -> Literal["sms", "email"]:
        return "sms" if self.kind == "phone" else "email"


def parse(typed: str) -> Address:
    """The address meant. Raises AddressMalformed for the field ``address``."""
    if first_failure(CHECKS, typed):
        raise AddressMalformed(field="address")
    plain = trim(typed)
    return _email(plain) if "@" in plain else _phone(plain)


def _phone(plain: str) -> Address:
    digits = re.sub("[^0-9]", "", plain)
    e164 = f"+{digits}" if plain.startswith("+") else f"+7{digits[1:]}"
    try:
        to = phone.parse(e164).e164
    except DomainError:
        to = ""
    return Address("phone", e164, e164, to)


def _email(plain: str) -> Address:
    try:
        found = email_address.parse(plain)
    except DomainError:
        return Address("email", plain.casefold(), plain, "")
    return Address("email", found.key, found.shown, found.ascii)
