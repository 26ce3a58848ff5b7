"""Making up people nobody has met yet."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from rxapp.accounts.service import email_key
from rxapp.core import clock, email_address, phone, region, secrets
from rxapp.core import person as people
from rxapp.core.db import Db
from rxapp.core.errors import DomainError, FormRefused
from rxapp.registration import rules as registration_rules
from rxapp.sandbox.people import queries
from rxapp.sandbox.people.rules import WantedAccount

T = TypeVar("T")

NAMES = (("Соколова", "Дарья"), ("Орлов", "Тимур"), ("Лебедева", "Нина"), ("Фомин", "Егор"), ("Белова", "Алиса"))
BORN = date(1990, 5, 17)


@dataclass(frozen=True, slots=True)
class Identity:
    """A person in canonical form; ``phone`` and ``email`` are empty when there is none."""

    user_name: str
    password: str = field(repr=False)
    last_name: str
    first_name: str
    middle_name: str
    birth_date: date
    region: str
    phone: str
    email: str

    @property
    def full_name(self) -> str:
        """As a contract names its customer."""
        return " ".join(filter(None, (self.last_name, self.first_name, self.middle_name)))


async def identity_of(db: Db, wanted: WantedAccount) -> Identity:
    """Raises FormRefused with every field the product's own rules refuse."""
    errors: dict[str, str] = {}
    made = secrets.six_digits()
    last, first = NAMES[int(made) % len(NAMES)]
    last = _checked(errors, "last_name", wanted.last_name, last, lambda typed: people.name(typed, "last_name"))
    first = _checked(errors, "first_name", wanted.first_name, first, lambda typed: people.name(typed, "first_name"))
    middle = _checked(errors, "middle_name", wanted.middle_name or None, "", lambda typed: people.name(typed, ""))
    born = _checked(errors, "birth_date", wanted.birth_date, BORN, _born)
    where = _checked(errors, "region", wanted.region, "", lambda typed: region.region(typed).code)
    name = _checked(errors, "user_name", wanted.user_name, "", registration_rules.user_name)
    number = _checked(errors, "phone", wanted.phone, "", lambda typed: phone.parse(typed).e164)
    letters = _checked(errors, "email", wanted.email, "", lambda typed: email_address.parse(typed).ascii)
    if errors:
        raise FormRefused(errors)
    name = name or await _free(_user_name, lambda one: queries.user_name_is_taken(db, one))
    if wanted.wants("phone"):
        number = number or await _free(_number, lambda one: queries.is_taken(db, "phone", one))
    if wanted.wants("email"):
        letters = letters or await _free(
            lambda: f"tester-{secrets.six_digits()}@example.org",
            lambda one: queries.is_taken(db, "email", email_key(one)),
        )
    password = wanted.password or f"Proba-{made}-Pero"
    return Identity(name, password, last, first, middle, born, where, number, letters)


def _checked(errors: dict[str, str], name: str, typed: T | None, otherwise: T, check: Callable[[T], T]) -> T:
    if typed is None:
        return otherwise
    try:
        return check(typed)
    except DomainError as refused:
        errors[name] = refused.message
        return otherwise


def _born(day: date) -> date:
    return people.birth_date(str(day.day), str(day.month), str(day.year), clock.today())


def _user_name() -> str:
    return f"tester.{secrets.six_digits()}"


def _number() -> str:
    return f"+7903{secrets.six_digits()}{secrets.six_digits()[0]}"


async def _free(make: Callable[[], str], is_taken: Callable[[str], Awaitable[bool]]) -> str:
    while await is_taken(made := make()):
        pass
    return made
