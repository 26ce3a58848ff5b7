"""What kind of sign-in name was typed (LI-1, LI-2 and the public contract, section 4)."""

import re
from dataclasses import dataclass

from rxapp.core import email_address, phone
from rxapp.core.errors import DomainError

ACCOUNT_NUMBER = re.compile(r"\d{12}")
TABS = {"phone": "phone", "mail": "email", "login": "user_name", "ls": "account_number"}
EMPTY = {
    "phone": "sign_in.phone_empty",
    "mail": "sign_in.mail_empty",
    "login": "sign_in.login_empty",
    "ls": "sign_in.ls_empty",
}


class NameMissing(DomainError):
    """Nothing was typed."""

    code = "sign_in.phone_empty"


@dataclass(frozen=True, slots=True)
class Identifier:
    """A sign-in name in its canonical form; ``kind`` is a kind of ``SignInAlias``."""

    kind: str
    key: str

    @property
    def who(self) -> str:
        """One string for counters of attempts."""
        return f"{self.kind}:{self.key}"


def identifier(typed: str, tab: str) -> Identifier:
    """What the person meant: by the look of it first, by the tab otherwise. Raises NameMissing."""
    plain = typed.strip()
    if not plain:
        raise NameMissing(EMPTY.get(tab, EMPTY["login"]), field="username")
    if "@" in plain:
        return _email(plain)
    digits = re.sub(r"[\s()+-]", "", plain)
    if ACCOUNT_NUMBER.fullmatch(digits):
        return Identifier("account_number", digits)
    try:
        return Identifier("phone", phone.parse(plain).e164)
    except DomainError:
        return Identifier("user_name", plain.casefold()[:320])


def _email(plain: str) -> Identifier:
    try:
        return Identifier("email", email_address.parse(plain).key)
    except DomainError:
        return Identifier("email", plain.casefold()[:320])
