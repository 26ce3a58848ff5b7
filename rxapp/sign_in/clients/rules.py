"""The registry of clients (passport-contract.md, sections 1 and 10)."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import uuid4

from rxapp import routes
from rxapp.core.settings import settings

OWN = "account_b2c"
# What suites written for the real site send as our own client's address.
PUBLIC_OWN_REDIRECT = "https://b2c.passport.rt.ru/account_b2c/login"


@dataclass(frozen=True, slots=True)
class Client:
    """One site: which form it shows first (``password`` or ``code``), which tabs it hides, whether it lets register."""

    id: str
    redirect_uris: frozenset[str]
    first_form: str = "password"
    hidden_tabs: tuple[str, ...] = ()
    registers: bool = True


def own() -> Client:
    """The cabinet itself."""
    return Client(OWN, frozenset({settings().origin + routes.ACCOUNT_LOGIN, PUBLIC_OWN_REDIRECT}))


def find(client_id: str) -> Client | None:
    """The registered client with this id; None for any other."""
    if client_id == OWN:
        return own()
    for one in settings().clients:
        if one.id == client_id:
            return Client(one.id, frozenset(one.redirect_uris), one.first_form, tuple(one.hidden_tabs), one.registers)
    return None


def allowed(query: Mapping[str, str]) -> bool:
    """Whether an authorize address may be served: known client, exact redirect address, the code flow."""
    client = find(query.get("client_id", ""))
    if client is None or query.get("response_type", "code") != "code":
        return False
    redirect = query.get("redirect_uri", "")
    return not redirect or redirect in client.redirect_uris


def own_entry() -> str:
    """The authorize address of our own client."""
    marks = {
        "client_id": OWN,
        "redirect_uri": settings().origin + routes.ACCOUNT_LOGIN,
        "response_type": "code",
        "scope": "openid",
        "state": str(uuid4()),
    }
    return f"{routes.AUTHORIZE}?{urlencode(marks)}"


def entry_of(host: str) -> str:
    """Where a stranger at the start page of this ``Host`` goes: the contract's address at a passport host, or ours."""
    named = {name.strip() for name in settings().passport_hosts.split(",")}
    return own_entry() if host.rsplit(":", 1)[0] in named else routes.SIGN_IN
