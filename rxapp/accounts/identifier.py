"""What kind of sign-in name was typed, and what a form checks before it is sent (LI-1, LI-2; contract, section 4)."""

import re
from dataclasses import dataclass

from rxapp.core import email_address, phone
from rxapp.core.checks import Check
from rxapp.core.errors import DomainError

ACCOUNT_NUMBER = re.compile(r"[0-9]{12}")
_BETWEEN = "[ ()\u00a0-]*"
# Ten digits without a prefix are how people say a mobile number; the public contract knows the others.
_PHONE = f"(?:[+]?7|8)(?:{_BETWEEN}[0-9]){{10}}|[(]?9(?:{_BETWEEN}[0-9]){{9}}|[+]375(?:{_BETWEEN}[0-9]){{9}}"
SOMETHING = "[^\n]+"


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the four tabs over the name. ``checks`` run in the browser too."""

    value: str
    checks: tuple[Check, ...]

    @property
    def empty(self) -> str:
        """The message for a name left out."""
        return self.checks[0].message


TABS = (
    Tab("phone", (Check(SOMETHING, "sign_in.phone_empty"), Check(_PHONE, "sign_in.phone_malformed"))),
    Tab("mail", (Check(SOMETHING, "sign_in.mail_empty"),)),
    Tab("login", (Check(SOMETHING, "sign_in.login_empty"),)),
    Tab("ls", (Check(SOMETHING, "sign_in.ls_empty"), Check("(?:[0-9][ -]*){12}", "sign_in.ls_malformed"))),
)
# (what was typed, the tab it belongs to, the tabs it is taken from); the first that fits wins.
MOVES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("[^\n]*@[^\n]*", "mail", ("phone", "login", "ls")),
    (_PHONE, "phone", ("mail", "login", "ls")),
    ("[0-9]{12}", "ls", ("phone", "mail", "login")),
    ("[^\n]*[A-Za-zА-Яа-яЁё][^\n]*", "login", ("phone", "mail")),
    ("[0-9]+", "login", ("mail",)),
)


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
        raise NameMissing(_empty(tab), field="username")
    if "@" in plain:
        return _email(plain)
    digits = re.sub(r"[\s()+-]", "", plain)
    if ACCOUNT_NUMBER.fullmatch(digits):
        return Identifier("account_number", digits)
    try:
        return Identifier("phone", phone.parse(plain).e164)
    except DomainError:
        return Identifier("user_name", plain.casefold()[:320])


def tab_of(typed: str) -> str:
    """The tab a form opens with when this was typed before."""
    if not typed.strip():
        return "phone"
    kind = identifier(typed, "phone").kind
    return {"email": "mail", "account_number": "ls", "user_name": "login"}.get(kind, "phone")


def _empty(tab: str) -> str:
    return next((one.empty for one in TABS if one.value == tab), "sign_in.login_empty")


def _email(plain: str) -> Identifier:
    try:
        return Identifier("email", email_address.parse(plain).key)
    except DomainError:
        return Identifier("email", plain.casefold()[:320])
