"""What a link form must look like, and how often it may be tried."""

import re
from dataclasses import dataclass, field

from rxapp.core.errors import FormRefused
from rxapp.core.limits import Rate

HOUR, DAY = 3600, 86_400
PER_SUBSCRIBER = (Rate(5, HOUR), Rate(10, DAY))
PER_BILLING_ACCOUNT = (Rate(20, DAY),)
MAX_CREDENTIAL = 64

_REGION = re.compile(r"RU-[A-Z]{2,3}")
_NUMBER = re.compile(r"[0-9]{12}")
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015]")
# Control characters and lone surrogates: PostgreSQL stores no NUL, nothing encodes a surrogate.
_UNSENDABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a person says about a billing account; the secret never shows in logs."""

    region: str
    number: str
    login: str
    secret: str = field(repr=False)


def claim(region: str, number: str, login: str, secret: str) -> Claim:
    """The form, cleaned: the number may be grouped by blanks or dashes, the secret is taken as typed.

    Raises FormRefused with the field ids ``region``, ``account-number``, ``service-login``, ``service-password``.
    """
    cleaned = Claim(region.strip(), _SEPARATORS.sub("", number), login.strip(), secret)
    errors = {}
    if not _REGION.fullmatch(cleaned.region):
        errors["region"] = "linked_services.region_missing"
    if not _NUMBER.fullmatch(cleaned.number):
        errors["account-number"] = "linked_services.number_malformed"
    if not _is_credential(cleaned.login):
        errors["service-login"] = "linked_services.login_missing"
    if not _is_credential(cleaned.secret):
        errors["service-password"] = "linked_services.password_missing"
    if errors:
        raise FormRefused(errors)
    return cleaned


def _is_credential(text: str) -> bool:
    return 0 < len(text) <= MAX_CREDENTIAL and not _UNSENDABLE.search(text)
