"""What a link form must look like, and how often it may be tried."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from rxapp.core.errors import DomainError, FormRefused
from rxapp.core.limits import Rate
from rxapp.gateways.bss import ServiceKind

HOUR, DAY = 3600, 86_400
PER_SUBSCRIBER = (Rate(5, HOUR), Rate(10, DAY))
PER_BILLING_ACCOUNT = (Rate(20, DAY),)
MAX_CREDENTIAL = 64

# Hindi words and family pictures are held together by them.
_JOINERS = "\u200c\u200d"
_REGION = re.compile(r"RU-[A-Z]{2,3}")
_NUMBER = re.compile(r"[0-9]{12}")
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015]")
# Control characters and lone surrogates: PostgreSQL stores no NUL, nothing encodes a surrogate.
_UNSENDABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


KINDS: tuple[str, ...] = ("internet", "tv", "phone")
PROOF_SECONDS = 600
MAX_NAME = 40
MOST_LINKS = 50


class NothingProved(DomainError):
    """What was proved is gone: too old, used, or of another session."""

    code = "linked_services.nothing_proved"


class NotLinked(DomainError):
    """The subscriber has no such link; another person's is answered like an absent one."""

    code = "linked_services.not_linked"


class NameMalformed(DomainError):
    """A name longer than forty characters, or with characters nobody sees."""

    code = "linked_services.name_malformed"


class SimYoung(DomainError):
    """The number has had its SIM for less than 72 hours: what came to it proves no account of its contract (OTP-11)."""

    code = "linked_services.sim_young"


class LinksFull(DomainError):
    """Fifty accounts are linked already."""

    code = "linked_services.full"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a person says about a billing account; the secret never shows in logs."""

    kind: ServiceKind
    region: str
    number: str
    login: str
    secret: str = field(repr=False)


def claim(kind: str, region: str, number: str, login: str, secret: str) -> Claim:
    """The form, cleaned: the number may be grouped by blanks or dashes, the secret is taken as typed.

    Raises FormRefused with the field ids ``kind``, ``region``, ``account-number``, ``service-login`` and
    ``service-password``.
    """
    known = cast(ServiceKind, kind if kind in KINDS else KINDS[0])
    cleaned = Claim(known, region.strip(), _SEPARATORS.sub("", number), login.strip(), secret)
    errors = {} if kind in KINDS else {"kind": "linked_services.kind_missing"}
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


def name(typed: str) -> str:
    """What a link is called: trimmed, inner blanks single; may be empty. Raises NameMalformed."""
    cleaned = " ".join(typed.split())
    if len(cleaned) > MAX_NAME or not all(one.isprintable() or one in _JOINERS for one in cleaned):
        raise NameMalformed(field="link-name")
    return cleaned


def masked(number: str) -> str:
    """``•••• 8043``: enough to recognise one's own account."""
    return f"•••• {number[-4:]}"


def arranged(service_ids: list[str], places: Mapping[str, int]) -> list[str]:
    """The ids in the order their owner gave them; those without a place stay behind, as they came."""
    last = len(places) + len(service_ids)
    return sorted(service_ids, key=lambda one: places.get(one, last))


def moved(service_ids: list[str], service_id: str, step: int) -> list[str]:
    """The ids after one is moved a place up (-1) or down (1); at the edge nothing moves."""
    here = service_ids.index(service_id)
    there = min(max(0, here + step), len(service_ids) - 1)
    rest = [one for one in service_ids if one != service_id]
    return [*rest[:there], service_id, *rest[there:]]


def _is_credential(text: str) -> bool:
    return 0 < len(text) <= MAX_CREDENTIAL and not _UNSENDABLE.search(text)
