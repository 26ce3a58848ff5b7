"""Phones, addresses, names, birth dates, regions."""

from contextlib import suppress
from datetime import date

import pycountry
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

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
        "8 + 7 903 123 45 67",
        "+8(903)1234567",
        "8107 903 1234567",
        "+7 (903) 123\u201145\u201167",
        "\u00a0903.123.45.67 ",
    ],
)
def test_any_russian_spelling_is_one_number(typed: str) -> None:
    assert phone.parse(typed).e164 == "+79031234567"


@pytest.mark.parametrize(
    "typed",
    [
        *("", "12345", "903123456", "abc", "0079031234567", "anna9031234567", "8 903 ANNANNN", "тел. 89031234567"),
        *("9031234567 ext 5", "+", "9" * 5000, "\ud800", "+81 90 1234 5678"),
    ],
)
def test_what_is_no_number_is_malformed(typed: str) -> None:
    with pytest.raises(phone.PhoneMalformed):
        phone.parse(typed)


@pytest.mark.parametrize("typed", ["88001000800", "84951234567", "+77011234567"])
def test_free_lines_landlines_and_neighbours_get_no_sms(typed: str) -> None:
    with pytest.raises(phone.PhoneNotMobile):
        phone.parse(typed)


@given(st.integers(9_000_000_000, 9_999_999_999), st.sampled_from(["", "8", "+7", "7", "8107", "+8", "8+7"]), st.data())
def test_a_number_is_the_same_whatever_stands_between_its_digits(digits: int, prefix: str, data: st.DataObject) -> None:
    try:
        plain = phone.parse(f"+7{digits}")
    except DomainError:
        assume(False)
    gaps = data.draw(st.lists(st.sampled_from(["", " ", "-", "\u00a0"]), min_size=10, max_size=10))
    spelled = prefix + "".join(gap + digit for gap, digit in zip(gaps, str(digits), strict=True))
    assert phone.parse(spelled) == plain
    assert phone.parse(plain.shown) == plain


@given(st.text())
def test_no_text_makes_the_parsers_fail_otherwise_than_by_refusing(text: str) -> None:
    with suppress(DomainError):
        phone.parse(text)
    with suppress(DomainError):
        email_address.parse(text)
    with suppress(DomainError):
        person.name(text, "lastName")
    with suppress(DomainError):
        person.birth_date(text, text, text, TODAY)


def test_a_masked_number_keeps_its_last_four_digits() -> None:
    assert phone.parse("89031234567").masked == "+7 ••• •••-45-67"


@pytest.mark.parametrize("typed", ["Anna@Example.RU", " anna@example.ru "])
def test_the_domain_is_compared_without_case(typed: str) -> None:
    assert email_address.parse(typed).key == "anna@example.ru"


@pytest.mark.parametrize("typed", ["anna@example.com", "anna@example.ru", "anna@mail.test", "a.b+c@sub.example.org"])
def test_documentation_domains_are_accepted_for_tests_and_the_sandbox(typed: str) -> None:
    assert email_address.parse(typed).ascii == typed


def test_a_masked_address_keeps_one_letter_and_the_domain() -> None:
    assert email_address.parse("anna@почта.рф").masked == "a•••@почта.рф"


def test_a_cyrillic_domain_is_accepted() -> None:
    assert email_address.parse("anna@почта.рф").ascii == "anna@xn--80a1acny.xn--p1ai"


@pytest.mark.parametrize("typed", ["", "anna", "anna@", "@example.ru", "an na@example.ru", "anna@example"])
def test_what_is_no_address_is_malformed(typed: str) -> None:
    with pytest.raises(email_address.EmailMalformed):
        email_address.parse(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Анна-Мария", "Анна-Мария"),
        ("ёлкин", "Ёлкин"),
        (" Иванов ", "Иванов"),
        ("Соколов - Митрич", "Соколов-Митрич"),
        ("О'Коннор", "О'Коннор"),
        ("Ли", "Ли"),
        ("Я" * 30, "Я" * 30),
    ],
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
        (("1", "1", "9" * 4000), "person.birth_date_invalid"),
        (("1", "1", "1_99"), "person.birth_date_invalid"),
        (("-1", "1", "1990"), "person.birth_date_invalid"),
        (("24", "11", "1800"), "person.birth_date_invalid"),
    ],
)
def test_impossible_birth_dates_are_refused(parts: tuple[str, str, str], code: str) -> None:
    with pytest.raises(DomainError) as refused:
        person.birth_date(*parts, TODAY)
    assert refused.value.code == code


def test_a_name_may_be_left_out_only_where_it_is_optional() -> None:
    assert person.name("  ", "middleName", optional=True) == ""
    with pytest.raises(person.NameMalformed) as refused:
        person.name("Ivan", "middleName", optional=True)
    assert refused.value.field == "middleName"


def test_leap_days_and_a_birthday_today_count() -> None:
    assert person.birth_date("29", "2", "1992", TODAY) == date(1992, 2, 29)
    assert person.birth_date("24", "11", "2012", TODAY) == date(2012, 11, 24)


def test_the_years_to_choose_from_serve_this_year_and_the_next() -> None:
    years = person.birth_years(TODAY)
    for today in (TODAY, date(TODAY.year + 1, 12, 31)):
        youngest, oldest = date(today.year - 14, today.month, today.day), date(today.year - 120, 12, 31)
        assert {youngest.year, oldest.year} <= {*years}
        for born in (youngest, oldest):
            assert person.birth_date(str(born.day), str(born.month), str(born.year), today) == born
    assert years == sorted(years, reverse=True)


def test_regions_are_the_list_of_the_standard_in_three_languages() -> None:
    listed = {found.code for found in region.all_regions()}
    assert listed == {found.code for found in pycountry.subdivisions.get(country_code="RU")}
    assert len(region.all_regions()) == len(listed)
    assert all(found.ru and found.en and found.hi for found in region.all_regions())
    assert region.region("RU-NVS").en == "Novosibirsk Oblast"


@pytest.mark.parametrize("code", ["", "RU-XX", "ru-nvs", "DE-BE"])
def test_a_region_outside_of_the_list_is_refused(code: str) -> None:
    with pytest.raises(region.RegionUnknown) as refused:
        region.region(code)
    assert refused.value.field == "region"
