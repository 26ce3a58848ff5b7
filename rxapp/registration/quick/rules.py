"""What the short form accepts. The browser runs the same lists when a field is left."""

from collections.abc import Mapping
from dataclasses import dataclass

from rxapp.accounts.passwords import rules as passwords
from rxapp.core import address, person, region
from rxapp.core.address import Address
from rxapp.core.checks import Check, first_failure
from rxapp.core.errors import DomainError, FormRefused
from rxapp.core.limits import Rate

PRESET_REGION = "RU-MOW"
NAMES = ("firstName", "lastName")
PASSWORDS = ("password", "password-confirm")
FORMS = Rate(60, 600)
# Seconds a refused form is kept for the page that shows it again.
KEPT = 900
USER_NAME_DIGITS = 13
CONFIRMATION, FORM = 4, 0


class ExistingOwner(DomainError):
    """Somebody proved this address theirs; told only where the settings allow it (security.md 2.3)."""

    code = "registration.existing_owner"


@dataclass(frozen=True, slots=True)
class Quick:
    """The form, canonical. ``password`` is plain and lives until it is hashed."""

    first_name: str
    last_name: str
    region: str
    address: Address
    password: str


def field_checks() -> dict[str, tuple[Check, ...]]:
    """Ordered checks by field id (the names have no id: by ``name``). After them the confirmation must be the same."""
    return {
        "firstName": person.NAME_CHECKS,
        "lastName": person.NAME_CHECKS,
        "address": address.CHECKS,
        **dict.fromkeys(PASSWORDS, passwords.checks()),
    }


def quick(form: Mapping[str, str]) -> Quick:
    """The whole form. Raises FormRefused with every wrong field, in the order of the form."""
    errors: dict[str, str] = {}
    for field in (*NAMES, "address"):
        if message := first_failure(field_checks()[field], form.get(field, "")):
            errors[field] = message
    where = _region(form.get("region", ""), errors)
    password = ""
    try:
        first, second = (form.get(field, "") for field in PASSWORDS)
        password = passwords.new_password(first, second, fields=PASSWORDS)
    except FormRefused as refused:
        errors.update(refused.errors)
    if errors:
        raise FormRefused(errors)
    names = [person.name(form[field], field) for field in NAMES]
    return Quick(names[0], names[1], where, address.parse(form["address"]), password)


def _region(text: str, errors: dict[str, str]) -> str:
    """A code or a name typed in full; nothing means the preset."""
    try:
        return region.by_name(text or PRESET_REGION).code
    except DomainError as refused:
        errors["region"] = refused.message
        return ""
