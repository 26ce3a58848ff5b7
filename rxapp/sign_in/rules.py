"""What kind of name was typed, and what the form checks before it is sent (LI-1, LI-2; the public contract, section 4).

Patterns are valid in Python and in JavaScript (flag u): the browser runs the same ones when a field is left.
"""

import re
from dataclasses import dataclass
from typing import Any

from rxapp.core import email_address, phone
from rxapp.core.errors import DomainError

ACCOUNT_NUMBER = re.compile(r"[0-9]{12}")
# Ten digits without a prefix are how people say a mobile number; the public contract knows the others.
PHONE = r"^(?:(?:\+?7|8)(?:[\s()\-]*[0-9]){10}|\(?9(?:[\s()\-]*[0-9]){9}|\+375(?:[\s()\-]*[0-9]){9})\s*$"
SOMETHING = r"\S"
TABS: list[dict[str, Any]] = [
    {
        "value": "phone",
        "id": "t-btn-tab-phone",
        "caption": "sign_in.tab_phone",
        "label": "sign_in.label_phone",
        "checks": [(SOMETHING, "sign_in.phone_empty"), (PHONE, "sign_in.phone_malformed")],
    },
    {
        "value": "mail",
        "id": "t-btn-tab-mail",
        "caption": "sign_in.tab_mail",
        "label": "sign_in.label_mail",
        "checks": [(SOMETHING, "sign_in.mail_empty")],
    },
    {
        "value": "login",
        "id": "t-btn-tab-login",
        "caption": "sign_in.tab_login",
        "label": "sign_in.label_login",
        "checks": [(SOMETHING, "sign_in.login_empty")],
    },
    {
        "value": "ls",
        "id": "t-btn-tab-ls",
        "caption": "sign_in.tab_ls",
        "label": "sign_in.label_ls",
        "checks": [(SOMETHING, "sign_in.ls_empty"), (r"^[\s\-]*(?:[0-9][\s\-]*){12}$", "sign_in.ls_malformed")],
    },
]
# (what was typed, the tab it belongs to, the tabs it is taken from); the first that fits wins.
MOVES: list[tuple[str, str, list[str]]] = [
    ("@", "mail", ["phone", "login", "ls"]),
    (PHONE, "phone", ["mail", "login", "ls"]),
    (r"^[0-9]{12}$", "ls", ["phone", "mail", "login"]),
    (r"[A-Za-zА-Яа-яЁё]", "login", ["phone", "mail"]),
    (r"^[0-9]+$", "login", ["mail"]),
]


class NameMissing(DomainError):
    """Nothing was typed."""

    code = "sign_in.phone_empty"


@dataclass(frozen=True, slots=True)
class Identifier:
    """A sign-in name in its canonical form; ``kind`` is a kind of ``SignInAlias``."""

    kind: str
    key: str


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
    return next((str(one["checks"][0][1]) for one in TABS if one["value"] == tab), "sign_in.login_empty")


def _email(plain: str) -> Identifier:
    try:
        return Identifier("email", email_address.parse(plain).key)
    except DomainError:
        return Identifier("email", plain.casefold()[:320])
