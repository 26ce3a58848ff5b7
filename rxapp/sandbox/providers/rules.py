"""Who lives at the pretend providers, what may be asked of them, how they may be told to misbehave. No input here."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints, model_validator

from rxapp.gateways.identity import ProviderName
from rxapp.sandbox.people.rules import Asked

CODE_LIFE: Mapping[ProviderName, int] = {"yandex": 600, "mail": 600, "vk": 600, "ok": 120, "google": 600}
TOKEN_LIFE = 3600
SLOW_SECONDS = 8
HUGE_BYTES = 2_000_000
NEWEST_CALLS = 200

# Where the browser is sent first and where it ends up. The real hosts are in the paths: suites that were written for
# the real ones look for them in the address.
HOSTS: Mapping[ProviderName, tuple[str, str]] = {
    "yandex": ("oauth.yandex.ru/authorize", "passport.yandex.ru/auth"),
    "mail": ("oauth.mail.ru/login", "connect.mail.ru/oauth/authorize"),
    "vk": ("id.vk.ru/authorize", "id.vk.com/auth"),
    "ok": ("connect.ok.ru/oauth/authorize", "connect.ok.ru/dk"),
    "google": ("accounts.google.com/o/oauth2/v2/auth", "accounts.google.com/signin"),
}
DOMAINS: Mapping[ProviderName, str] = {
    "yandex": "yandex.ru",
    "mail": "mail.ru",
    "vk": "example.com",
    "ok": "example.com",
    "google": "gmail.com",
}

KNOBS: Mapping[ProviderName, frozenset[str]] = {
    "yandex": frozenset({"no_phone", "foreign_email", "invalid_client", "no_birthday"}),
    "mail": frozenset({"foreign_email", "no_birthday", "token_not_found"}),
    "vk": frozenset({"no_phone", "payload", "wrong_device", "no_device", "other_user", "latin_names", "other_state"}),
    "ok": frozenset({"grants_email", "expired_session", "bad_signature", "hidden_year", "no_rights"}),
    "google": frozenset(
        {
            "unverified_email",
            "foreign_email",
            "bad_nonce",
            "bad_aud",
            "bad_azp",
            "bad_issuer",
            "bad_callback_issuer",
            "short_issuer",
            "expired_token",
            "bad_at_hash",
            "bad_signature",
            "alg_none",
            "no_id_token",
        }
    ),
}
COMMON = frozenset({"slow", "down", "not_json", "huge", "invalid_grant", "no_email", "deny"})

Subject = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,20}$")]


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody with an account at the provider. ``born`` is year, month, day; 0 for an unknown part."""

    subject: str
    given: str
    family: str
    latin: tuple[str, str]
    born: tuple[int, int, int]
    email: str
    phone: str


_PEOPLE = (
    ("Илья", "Соснин", ("Ilya", "Sosnin"), (1987, 3, 12)),
    ("Вера", "Климова", ("Vera", "Klimova"), (1994, 11, 5)),
    ("Глеб", "Рябов", ("Gleb", "Ryabov"), (0, 12, 23)),
    ("Майя", "Доронина", ("Maya", "Doronina"), (1979, 1, 30)),
)
# The third one hides the year, the fourth has neither an e-mail nor a phone.
SUBJECTS = ("1000034426", "1000034427", "1000034428", "1000034429")


def personas(provider: ProviderName) -> list[Persona]:
    """Those the consent page offers."""
    return [persona(provider, subject) for subject in SUBJECTS]


def persona(provider: ProviderName, subject: str) -> Persona:
    """The person with this id; one nobody has heard of is made up from the id, always the same."""
    if subject in SUBJECTS:
        number = SUBJECTS.index(subject)
    else:
        number = int(hashlib.sha256(subject.encode()).hexdigest()[:6], 16) % 2
    given, family, latin, born = _PEOPLE[number]
    digits = f"{int(hashlib.sha256(f'{provider}/{subject}'.encode()).hexdigest()[:8], 16) % 10_000_000:07d}"
    made = Persona(
        subject,
        given,
        family,
        latin,
        born,
        f"{latin[0].lower()}.{subject}@{DOMAINS[provider]}",
        f"+7903{digits}",
    )
    return replace(made, email="", phone="") if subject == SUBJECTS[3] else made


class WantedKnobs(Asked):
    """How one pretend provider shall behave from now on; what is left out goes back to good manners."""

    provider: ProviderName
    knobs: Annotated[
        list[Annotated[str, StringConstraints(max_length=32)]], Field(max_length=20, description="see docs/e2e.md")
    ] = []
    approve: Annotated[
        Subject | None, Field(description="the consent page is skipped, this person has agreed already")
    ] = None
    rotate_key: Annotated[bool, Field(description="Google only: sign with a fresh key from now on")] = False

    @model_validator(mode="after")
    def _known(self) -> "WantedKnobs":
        unknown = set(self.knobs) - KNOBS[self.provider] - COMMON
        if unknown:
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
        return self


class CallsQuery(Asked):
    """Whose journal."""

    provider: ProviderName | None = None


class CallShown(BaseModel):
    """One request as it came: parameters by name, the Authorization header as ``authorization``."""

    provider: str
    leg: str
    received: dict[str, str]
    at: AwareDatetime


class CallsShown(BaseModel):
    """The newest two hundred at most, oldest first."""

    calls: list[CallShown]
