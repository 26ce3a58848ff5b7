"""What each step accepts (RG-6..RG-10). No input or output here."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TypeVar

from rxapp.core import email_address, person, phone, region
from rxapp.core.errors import DomainError, FormRefused

T = TypeVar("T")

DRAFT_LIFE = 86_400
AGREEMENT_VERSION = "2026-11"
CONSENT_VERSION = "2026-11"
NAME_FIELDS = ("lastName", "firstName", "middleName")
USER_NAME = re.compile(r"[A-Za-z0-9._-]{3,32}")

CREDENTIALS, ABOUT, CONTACTS, CONFIRMATION = 1, 2, 3, 4
FULL, QUICK = "full", "quick"


class UserNameMalformed(DomainError):
    """3-32 Latin letters, digits, dot, underscore, hyphen."""

    code = "registration.user_name_malformed"


class StepSkipped(DomainError):
    """The steps come in order; this one is not next."""

    code = "registration.step_skipped"


@dataclass(frozen=True, slots=True)
class About:
    """The second step, canonical."""

    last_name: str
    first_name: str
    middle_name: str
    birth_date: date
    region: str


@dataclass(frozen=True, slots=True)
class Contacts:
    """The third step, canonical: IDNA e-mail, E.164 phone, ``way`` is sms or email."""

    email: str
    phone: str
    way: str


def user_name(text: str) -> str:
    """The user name as it will be kept. Raises UserNameMalformed."""
    if not USER_NAME.fullmatch(text.strip()):
        raise UserNameMalformed(field="username")
    return text.strip()


def about(form: Mapping[str, str], today: date) -> About:
    """The second step. Raises FormRefused with every wrong field at once (RG-5)."""
    errors: dict[str, str] = {}
    names = {field: _caught(errors, field, partial(_name, form, field)) for field in NAME_FIELDS}
    born = _caught(errors, "birth-day", lambda: person.birth_date(*_birth_parts(form), today))
    where = _caught(errors, "region", lambda: region.region(form.get("region", "")).code)
    if errors or born is None:
        raise FormRefused(errors)
    return About(names["lastName"] or "", names["firstName"] or "", names["middleName"] or "", born, where or "")


def contacts(form: Mapping[str, str]) -> Contacts:
    """The third step. Raises FormRefused with every wrong field at once, boxes not ticked included (RG-10, PD-1)."""
    errors: dict[str, str] = {}
    email = _caught(errors, "email", lambda: email_address.parse(form.get("email", "")).ascii)
    number = _caught(errors, "phone", lambda: phone.parse(form.get("phone", "")).e164)
    way = form.get("way", "sms")
    if way not in ("sms", "email"):
        errors["way"] = "registration.way_unknown"
    if form.get("agreement") != "on":
        errors["agreement"] = "registration.agreement_needed"
    if form.get("consent") != "on":
        errors["consent"] = "registration.consent_needed"
    if errors:
        raise FormRefused(errors)
    return Contacts(email or "", number or "", way)


def _name(form: Mapping[str, str], field: str) -> str:
    return person.name(form.get(field, ""), field, optional=field == "middleName")


def _birth_parts(form: Mapping[str, str]) -> tuple[str, str, str]:
    return form.get("birth-day", ""), form.get("birth-month", ""), form.get("birth-year", "")


def text_hash(text: str) -> str:
    """SHA-256 of a consent text exactly as it was shown (PD-1)."""
    return hashlib.sha256(text.encode()).hexdigest()


def _caught(errors: dict[str, str], field: str, parse: Callable[[], T]) -> T | None:
    try:
        return parse()
    except DomainError as refused:
        errors[field] = refused.message
        return None
