"""What a provider says of a person, as hostile text: too long, malformed or of a wrong type is as good as absent."""

import re
import unicodedata
from typing import Any

from rxapp.core import email_address, phone
from rxapp.core.errors import DomainError
from rxapp.gateways.identity import (
    LONGEST_SUBJECT,
    EmailTrust,
    Identity,
    PartialDate,
    ProviderDown,
    ProviderFault,
    ProviderName,
)

LONGEST_NAME, LONGEST_EMAIL = 60, 254
_ISO = re.compile(r"(?:(\d{4})-)?(\d{2})-(\d{2})", re.ASCII)
_RUSSIAN = re.compile(r"(\d{2})\.(\d{2})(?:\.(\d{4}))?", re.ASCII)


def mapping(value: Any) -> dict[str, Any]:
    """The value, which must be an object. Raises ProviderDown."""
    if not isinstance(value, dict):
        raise ProviderDown("profile_unreadable")
    return value


def subject(value: Any) -> str:
    """The provider's id of the person: a text, or a number. Raises ProviderFault for anything else."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not 0 < len(text) <= LONGEST_SUBJECT or not text.isprintable():
        raise ProviderFault("subject")
    return text


def name(value: Any) -> str:
    """A name without control characters, at most 60 signs; empty for none."""
    if not isinstance(value, str):
        return ""
    plain = "".join(sign for sign in unicodedata.normalize("NFC", value) if sign.isprintable())
    return " ".join(plain.split())[:LONGEST_NAME].rstrip()


def email(value: Any) -> str:
    """An address in ASCII, its domain in small letters; empty for none."""
    if not isinstance(value, str) or len(value) > LONGEST_EMAIL:
        return ""
    try:
        return email_address.parse(value).ascii
    except (DomainError, ValueError):
        return ""


def number(value: Any) -> str:
    """A Russian mobile number as E.164, from digits with or without a plus; empty for none."""
    if not isinstance(value, str):
        return ""
    try:
        return phone.parse(value).e164
    except DomainError:
        return ""


def birth_date(value: Any) -> PartialDate | None:
    """``YYYY-MM-DD``, ``MM-DD``, ``DD.MM.YYYY``, ``DD.MM``; zeros are unknown parts; None for none."""
    if not isinstance(value, str):
        return None
    if iso := _ISO.fullmatch(value):
        year, month, day = iso.groups()
    elif russian := _RUSSIAN.fullmatch(value):
        day, month, year = russian.groups()
    else:
        return None
    found = PartialDate(int(year or 0) or None, int(month) or None, int(day) or None)
    possible = (found.month or 1) <= 12 and (found.day or 1) <= 31
    return found if possible and (found.year or found.month or found.day) else None


def identity(
    provider: ProviderName, said: dict[str, Any], subject_: Any, address: str, trust: EmailTrust, call: str = ""
) -> Identity:
    """The person, where names and birthday stand under the words that Yandex, Mail, VK and OK share.

    ``subject_`` is still as the provider gave it; ``address`` and ``call`` are read. Raises ProviderFault.
    """
    return Identity(
        provider=provider,
        subject=subject(subject_),
        email=address,
        email_trust=trust if address else EmailTrust.NONE,
        given_name=name(said.get("first_name")),
        family_name=name(said.get("last_name")),
        birth_date=birth_date(said.get("birthday")),
        phone=call,
    )


def hosted(address: str, domains: frozenset[str]) -> EmailTrust:
    """The trust in an address of a provider that vouches for its own mailboxes only."""
    return EmailTrust.PROVIDER_DOMAIN if address.rpartition("@")[2] in domains else EmailTrust.UNVERIFIED
