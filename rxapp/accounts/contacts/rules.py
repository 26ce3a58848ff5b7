"""What a contact is, and when it may go. Durations are seconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rxapp.accounts.tables import SignInAlias
from rxapp.core import email_address, phone
from rxapp.core.errors import DomainError
from rxapp.core.limits import Rate

Kind = Literal["phone", "email"]
PENDING_LIFE = 900
ADDS = (Rate(10, 3600), Rate(20, 86_400))
MOST_OF_A_KIND = 5


class ContactUnknown(DomainError):
    """No such contact of this account: absent or somebody else's, all alike (AC-2)."""

    code = "contacts.unknown"


class ContactLast(DomainError):
    """The last confirmed contact: without it nobody gets back in (OA-6)."""

    code = "contacts.last"


class ContactOwn(DomainError):
    """This contact is the principal's own and confirmed already."""

    code = "contacts.own"


class ContactsFull(DomainError):
    """Five of a kind are enough."""

    code = "contacts.full"


class ContactUnconfirmed(DomainError):
    """Only a confirmed contact can be the main one."""

    code = "contacts.unconfirmed"


@dataclass(frozen=True, slots=True)
class Parsed:
    """A contact in its canonical forms: how it is compared, where messages go."""

    kind: Kind
    key: str
    address: str


def parse(kind: str, typed: str) -> Parsed:
    """What was typed. Raises PhoneMalformed, PhoneNotMobile, EmailMalformed, ContactUnknown for another kind."""
    if kind == "phone":
        number = phone.parse(typed).e164
        return Parsed("phone", number, number)
    if kind == "email":
        found = email_address.parse(typed)
        return Parsed("email", found.key, found.ascii)
    raise ContactUnknown


def removable(contact: SignInAlias, all_contacts: Sequence[SignInAlias]) -> bool:
    """Whether a confirmed contact is left without this one."""
    return not contact.confirmed or any(other.confirmed and other.id != contact.id for other in all_contacts)


def shown(kind: str, address: str) -> str:
    """A contact as its owner reads it."""
    return phone.PhoneNumber(address).shown if kind == "phone" else address


def masked(kind: str, address: str) -> str:
    """A contact as a third person may read it (AC-8)."""
    return phone.PhoneNumber(address).masked if kind == "phone" else email_address.parse(address).masked
