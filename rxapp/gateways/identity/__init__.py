"""Signing in through somebody else: Yandex ID, Mail, VK ID, OK, Google. One adapter knows one provider's spelling.

The attempt's secrets and its redirect address are ours and live on the server (OA-1); an adapter keeps nothing between
the two legs. No token leaves it: a provider's tokens are dropped after the profile call.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, Protocol

ProviderName = Literal["yandex", "mail", "vk", "ok", "google"]
PROVIDERS: tuple[ProviderName, ...] = ("yandex", "mail", "vk", "ok", "google")
LONGEST_SUBJECT = 255


class EmailTrust(StrEnum):
    """How far the provider vouches for the address. Only the first two may count as confirmed here."""

    PROVIDER_VERIFIED = "provider_verified"
    PROVIDER_DOMAIN = "provider_domain"
    UNVERIFIED = "unverified"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A birth date as providers give it: any part may be unknown (None)."""

    year: int | None
    month: int | None
    day: int | None


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the provider says this is. ``(provider, subject)`` is the key, never the e-mail.

    ``provider`` is the one that issued the subject: Mail through VK ID answers with VK's. Names are hostile text of at
    most 60 characters; ``phone`` is E.164 and unconfirmed; an absent value is ``""`` or None.
    """

    provider: ProviderName
    subject: str
    email: str = ""
    email_trust: EmailTrust = EmailTrust.NONE
    given_name: str = ""
    family_name: str = ""
    birth_date: PartialDate | None = None
    phone: str = ""


@dataclass(frozen=True, slots=True)
class AttemptSecrets:
    """One attempt's secrets: each 43 characters of ``A-Z a-z 0-9 _ -`` or more (VK asks for 32 in the state)."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Callback:
    """What the browser brought back, read but not yet believed. ``error`` is the provider's word, "" without one."""

    state: str = field(repr=False)
    code: str = field(default="", repr=False)
    error: str = ""
    description: str = ""
    device_id: str = field(default="", repr=False)
    issuer: str = ""

    @property
    def denied(self) -> bool:
        """The person said no, which is no fault of anybody."""
        return self.error == "access_denied"


class IdentityError(Exception):
    """The provider gave no identity. ``reason`` is a short word for the log, without any value of the answer."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ProviderDown(IdentityError):
    """No answer of use: not in time, no connection, a 5xx, not JSON, too long. Nobody at a browser can cause it.

    The code may be spent: never asked again with it.
    """


class ProviderFault(IdentityError):
    """A refusal, or a check that does not hold. A stranger with a forged callback can cause it."""


class ClientRefused(IdentityError):
    """The provider does not accept our client id or secret: the operator must mend the settings."""


class IdentityProvider(Protocol):
    """One provider."""

    name: ProviderName

    async def authorization_url(self, secrets: AttemptSecrets, redirect_uri: str, *, ask_again: bool) -> str:
        """Where the browser goes first. ``ask_again`` makes the provider show its consent even to one who gave it.

        Raises ProviderDown, ProviderFault (Google's discovery may fail).
        """
        ...

    def read_callback(self, query: Mapping[str, str]) -> Callback:
        """The callback's parameters, in whatever shape they come. Raises ProviderFault for an unreadable one."""
        ...

    async def identity(self, callback: Callback, secrets: AttemptSecrets, redirect_uri: str) -> Identity:
        """Exchange the code and read the profile. ``callback.state`` has been checked by the caller.

        Raises ProviderDown, ProviderFault, ClientRefused.
        """
        ...
