"""Phones, addresses, names, birth dates, regions."""

from datetime import date

import pycountry
import pytest

from rxapp.core import email_address, person, phone, region
from rxapp.core.errors import DomainError

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    "typed",
    [
        "9031234567",
        "89031234567",
        "8 (903) 123-45-67",
        "+79031234567",
        "79031234567",
        "+8 903 123 45 67",
        "8+79031234567",
    ],
)
def test_any_russian_spelling_is_one_number(typed: str) -> None:
    assert phone.parse(typed).e164 == "+79031234567"


@pytest.mark.parametrize("typed", ["", "12345", "903123456", "abc", "0079031234567"])
def test_what_is_no_number_is_malformed(typed: str) -> None:
    with pytest.raises(phone.PhoneMalformed):
        phone.parse(typed)


@pytest.mark.parametrize("typed", ["88001000800", "84951234567", "+77011234567"])
def test_free_lines_landlines_and_neighbours_get_no_sms(typed: str) -> None:
    with pytest.raises(phone.PhoneNotMobile):
        phone.parse(typed)


def test_a_masked_number_keeps_its_last_four_digits() -> None:
    assert phone.parse("89031234567").masked == "+7 ••• •••-45-67"


@pytest.mark.parametrize("typed", ["Anna@Example.RU", " anna@example.ru "])
def test_the_domain_is_compared_without_case(typed: str) -> None:
    assert email_address.parse(typed).key == "anna@example.ru"


def test_a_cyrillic_domain_is_accepted() -> None:
    assert email_address.parse("anna@почта.рф").ascii == "anna@xn--80a1acny.xn--p1ai"


@pytest.mark.parametrize("typed", ["", "anna", "anna@", "@example.ru", "an na@example.ru", "anna@example"])
def test_what_is_no_address_is_malformed(typed: str) -> None:
    with pytest.raises(email_address.EmailMalformed):
        email_address.parse(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("Анна-Мария", "Анна-Мария"), ("ёлкин", "Ёлкин"), (" Иванов ", "Иванов"), ("Соколов - Митрич", "Соколов-Митрич")],
)
def test_names_are_accepted_as_people_write_them(typed: str, kept: str) -> None:
    assert person.name(typed, "lastName") == kept


@pytest.mark.parametrize("typed", ["", "И", "И" * 31, "Ivan", "Иван1", "И ван", "-Иван", "Иван-", "А--Б", "Иван–Петр"])
def test_names_outside_the_rule_are_refused(typed: str) -> None:
    with pytest.raises(person.NameMalformed):
        person.name(typed, "lastName")


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        (("29", "2", "2001"), "person.birth_date_invalid"),
        (("31", "4", "1990"), "person.birth_date_invalid"),
        (("", "4", "1990"), "person.birth_date_missing"),
        (("25", "11", "2026"), "person.birth_date_future"),
        (("25", "11", "2012"), "person.birth_date_young"),
        (("x", "1", "1990"), "person.birth_date_invalid"),
    ],
)
def test_impossible_birth_dates_are_refused(parts: tuple[str, str, str], code: str) -> None:
    with pytest.raises(DomainError) as refused:
        person.birth_date(*parts, TODAY)
    assert refused.value.code == code


def test_leap_days_and_a_birthday_today_count() -> None:
    assert person.birth_date("29", "2", "1992", TODAY) == date(1992, 2, 29)
    assert person.birth_date("24", "11", "2012", TODAY) == date(2012, 11, 24)


def test_regions_are_the_list_of_the_standard_in_three_languages() -> None:
    listed = {found.code for found in region.all_regions()}
    assert listed == {found.code for found in pycountry.subdivisions.get(country_code="RU")}
    assert all(found.ru and found.en and found.hi for found in region.all_regions())
