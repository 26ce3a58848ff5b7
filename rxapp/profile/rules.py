"""What each form of the profile accepts. No input or output here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import get_args

from rxapp.core import person, region
from rxapp.core.errors import DomainError, FormRefused
from rxapp.i18n.catalogue import LocaleCode

NAME_FIELDS = ("lastName", "firstName", "middleName")
THEMES = ("", "light", "dark")
LONGEST = {"city": 80, "street": 120, "house": 20, "flat": 10}
_PLACE = re.compile(r"[A-Za-zА-Яа-яЁё0-9№ .,/()'’\"«»-]*")


class LanguageUnknown(DomainError):
    """Not a language of the catalogues."""

    code = "profile.language_unknown"


class ThemeUnknown(DomainError):
    """Not light, dark or as in the system."""

    code = "profile.theme_unknown"


class ConsentUnknown(DomainError):
    """No such consent of this account, or it was withdrawn already; all alike (AC-2)."""

    code = "profile.consent_unknown"


class ClosingNeeded(DomainError):
    """A consent without which there is no account: taking it back is closing the account (PD-5)."""

    code = "profile.closing_needed"


@dataclass(frozen=True, slots=True)
class About:
    """Names and birth date, canonical. ``birth_date`` is None where it was left empty."""

    last_name: str
    first_name: str
    middle_name: str
    birth_date: date | None


@dataclass(frozen=True, slots=True)
class Address:
    """A home address; ``region`` is an ISO code. All empty: none."""

    region: str = ""
    city: str = ""
    street: str = ""
    house: str = ""
    flat: str = ""


def about(form: Mapping[str, str], today: date) -> About:
    """Names as at registration; the birth date may stay empty. Raises FormRefused with every wrong field."""
    errors: dict[str, str] = {}
    names: dict[str, str] = {}
    for field in NAME_FIELDS:
        try:
            names[field] = person.name(form.get(field, ""), field, optional=field == "middleName")
        except DomainError as refused:
            errors[field] = refused.message
    born = None
    day, month, year = (form.get(f"birth-{part}", "").strip() for part in ("day", "month", "year"))
    if day or month or year:
        try:
            born = person.birth_date(day, month, year, today)
        except DomainError as refused:
            errors["birth-day"] = refused.message
    if errors:
        raise FormRefused(errors)
    return About(names["lastName"], names["firstName"], names["middleName"], born)


def address(form: Mapping[str, str]) -> Address:
    """A whole address, or none when every field is empty. Raises FormRefused with every wrong field."""
    typed = {field.name: " ".join(form.get(field.name, "").split()) for field in fields(Address)}
    if not any(typed.values()):
        return Address()
    errors = {name: "profile.place_missing" for name in ("region", "city", "house") if not typed[name]}
    for name, longest in LONGEST.items():
        if len(typed[name]) > longest:
            errors[name] = DomainError("profile.place_too_long", max=longest).message
        elif not _PLACE.fullmatch(typed[name]):
            errors[name] = "profile.place_malformed"
    if typed["region"]:
        try:
            region.region(typed["region"])
        except DomainError as refused:
            errors["region"] = refused.message
    if errors:
        raise FormRefused(errors)
    return Address(**typed)


def language(code: str) -> str:
    """A language of the catalogues. Raises LanguageUnknown."""
    if code not in get_args(LocaleCode):
        raise LanguageUnknown
    return code


def theme(name: str) -> str:
    """A theme; empty means as in the system. Raises ThemeUnknown."""
    if name not in THEMES:
        raise ThemeUnknown
    return name
