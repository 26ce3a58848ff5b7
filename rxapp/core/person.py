"""Names and birth dates (the public contract, section 6; RG-6)."""

import re
from datetime import date

from rxapp.core.checks import Check
from rxapp.core.errors import DomainError

YOUNGEST_YEARS, OLDEST_YEARS = 14, 120
SHORTEST, LONGEST = 2, 30
_DIGITS = re.compile(r"[0-9]{1,4}")
_NAME = re.compile(r"[А-Яа-яЁё]+([-'’][А-Яа-яЁё]+)?")
# The same rule as data for both sides: 2-30 signs without the spaces round a hyphen.
NAME_CHECKS = (
    Check(
        "(?=(?: *[А-Яа-яЁё'’-]){2,30}$)[А-Яа-яЁё]+(?:(?: *- *|['’])[А-Яа-яЁё]+)?",
        "person.name_malformed",
    ),
)


class NameMalformed(DomainError):
    """Not 2-30 Cyrillic letters with at most one inner hyphen or apostrophe."""

    code = "person.name_malformed"


class BirthDateRefused(DomainError):
    """No such day, a day to come, or too young."""

    code = "person.birth_date_invalid"


def name(text: str, field: str, *, optional: bool = False) -> str:
    """The name, spaces at the ends and round a hyphen cut, parts capitalised. Raises NameMalformed for ``field``."""
    plain = re.sub(r"\s*-\s*", "-", text.strip())
    if optional and not plain:
        return ""
    if not SHORTEST <= len(plain) <= LONGEST or not _NAME.fullmatch(plain):
        raise NameMalformed(field=field)
    return re.sub(r"(^|-)(\w)", lambda part: part[1] + part[2].upper(), plain)


def birth_years(today: date) -> list[int]:
    """Years to choose from, latest first. One more than ``birth_date`` takes: a page is built in one year and used in
    the next.
    """
    return list(range(today.year + 1 - YOUNGEST_YEARS, today.year - OLDEST_YEARS - 1, -1))


def birth_date(day: str, month: str, year: str, today: date) -> date:
    """A real calendar day at least 14 years before ``today`` (a birthday today counts), at most 120.

    Raises BirthDateRefused; its code tells whether a part is missing, no such day, a day to come, or too young.
    """
    if not (day and month and year):
        raise BirthDateRefused("person.birth_date_missing", field="birth-day")
    if not all(_DIGITS.fullmatch(part) for part in (day, month, year)):
        raise BirthDateRefused(field="birth-day")
    try:
        born = date(int(year), int(month), int(day))
    except ValueError as wrong:
        raise BirthDateRefused(field="birth-day") from wrong
    if born > today:
        raise BirthDateRefused("person.birth_date_future", field="birth-day")
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    if age < YOUNGEST_YEARS:
        raise BirthDateRefused("person.birth_date_young", field="birth-day", years=YOUNGEST_YEARS)
    if age > OLDEST_YEARS:
        raise BirthDateRefused(field="birth-day")
    return born
