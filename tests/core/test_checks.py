"""The server and the browser run one list of checks and must agree on every value."""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from rxapp.accounts.passwords import rules as passwords
from rxapp.core import address, person
from rxapp.core.checks import TRIM, Check, as_data, first_failure, trim

NODE = Path(sys.executable).with_name("node")
LISTS: dict[str, tuple[Check, ...]] = {
    "name": person.NAME_CHECKS,
    "address": address.CHECKS,
    "password": passwords.checks(),
}
# What the browser's component does with a value, in the words of checks.py.
SCRIPT = """
const {lists, trim, samples} = JSON.parse(require("fs").readFileSync(0, "utf8"));
const cut = new RegExp(trim, "gu");
const failure = (checks, value) => {
  const plain = value.replace(cut, "");
  const failed = checks.find(([pattern]) => !new RegExp("^(?:" + pattern + ")$", "u").test(plain));
  return failed ? failed[1] : "";
};
const answers = samples.map(([list, value]) => [failure(lists[list], value), value.replace(cut, "")]);
process.stdout.write(JSON.stringify(answers));
"""
NAMES = ["Анна", "анна-мария", "Мамин - Сибиряк", "И", "Ё" * 31, "И ван", "Анна--Мария", "-Анна", "Анна-", "Ан-на-я"]
ADDRESSES = [
    "+79031234567",
    "8 (903) 123-45-67",
    "+375291234567",
    "78005553535",
    "exam.ple@email.ru",
    "example@e_mail.ru",
]
PASSWORDS = [
    "Dlinny-Parol-77",
    "Ab1",
    "A1" + "b" * 127,
    "Пароль123a",
    "abcdefg7x",
    "ABCDEFG7X",
    "Abcdefgxy",
    "Abcd efgh!",
]
PIECES = [
    *"aZ09АяЁё-'’@.+_ ()!№€ßéΩक字😀\u0301\u00a0\u2028\ufeff\u3000\x1c\x85\n\t\v",
    "\ud83d",
    "+7",
    "+375",
    "8903",
    "1234567",
    "@mail.ru",
    "Анна",
    "abc",
    "ABC7",
]


def samples() -> list[tuple[str, str]]:
    chance = random.Random(7)
    grown = ["".join(chance.choices(PIECES, k=chance.randint(0, 14))) for _ in range(250)]
    bent = []
    for good in NAMES + ADDRESSES + PASSWORDS:
        for _ in range(6):
            at = chance.randint(0, len(good))
            bent.append(good[:at] + chance.choice(PIECES) + good[at + chance.randint(0, 1) :])
    values = [*NAMES, *ADDRESSES, *PASSWORDS, "", " ", "a@" + "b" * 400 + ".ru", *grown, *bent]
    return [(name, value) for name in LISTS for value in values]


def in_the_browser(given: list[tuple[str, str]]) -> list[list[str]]:
    data = {"lists": {name: as_data(checks) for name, checks in LISTS.items()}, "trim": TRIM, "samples": given}
    ran = subprocess.run(
        [NODE, "-e", SCRIPT], input=json.dumps(data), capture_output=True, text=True, check=True, timeout=60
    )
    answers: list[list[str]] = json.loads(ran.stdout)
    return answers


def test_python_and_javascript_agree_on_a_thousand_samples() -> None:
    given = samples()
    here = [[first_failure(LISTS[name], value), trim(value)] for name, value in given]
    there = in_the_browser(given)
    wrong = [(sample, left, right) for sample, left, right in zip(given, here, there, strict=True) if left != right]
    assert wrong == []
    assert len(given) > 1000
    told = {answer for answer, _ in here}
    assert told == {"", *(check.message for checks in LISTS.values() for check in checks)}


@pytest.mark.parametrize(
    "typed",
    ["Анна", "анна-мария", "Мамин-Сибиряк", "Мамин - Сибиряк", " Ёлка ", "Ян", "Я" * 30, "Д'Артаньян", "СОКОЛОВ"],
)
def test_names_the_contract_accepts(typed: str) -> None:
    assert first_failure(person.NAME_CHECKS, typed) == ""
    assert person.name(typed, "firstName")


@pytest.mark.parametrize(
    "typed",
    ["И", "Я" * 31, "Ivan", "Иван1", "И ван", "李", "Анна--Мария", "-Анна", "Анна-", "Ан–на", "Ан-на-Я", "Иван!", ""],
)
def test_names_the_contract_refuses(typed: str) -> None:
    assert first_failure(person.NAME_CHECKS, typed) == "person.name_malformed"


@pytest.mark.parametrize(
    ("typed", "kind", "key", "to"),
    [
        ("+79031234567", "phone", "+79031234567", "+79031234567"),
        ("79031234567", "phone", "+79031234567", "+79031234567"),
        ("8 (903) 123-45-67", "phone", "+79031234567", "+79031234567"),
        ("+375291234567", "phone", "+375291234567", ""),
        ("78005553535", "phone", "+78005553535", ""),
        ("88133453425", "phone", "+78133453425", ""),
        ("Exam.Ple@EMAIL.ru", "email", "exam.ple@email.ru", "Exam.Ple@email.ru"),
        ("a+b@mail.ru", "email", "a+b@mail.ru", "a+b@mail.ru"),
        ("example@e_mail.ru", "email", "example@e_mail.ru", ""),
    ],
)
def test_an_address_is_read_and_what_cannot_be_reached_has_no_receiver(
    typed: str, kind: str, key: str, to: str
) -> None:
    found = address.parse(typed)
    assert (found.kind, found.key, found.to) == (kind, key, to)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "example@mailru",
        "example.mail.ru",
        "exa mple@mail.ru",
        "@mail.ru",
        "example@",
        "почта@mail.ru",
        "п@п.рф",
        "o'neil@mail.ru",
        "a" * 320 + "@mail.ru",
        "a@" + "b" * 320 + ".ru",
        '!"№;%:?*()_+@mail.ru',
        "a..b@mail.ru",
        "a@@mail.ru",
        "+7903123456",
        "+790312345678",
        "+37529123456",
        "+3752912345678",
        "375291234567",
        "9031234567",
    ],
)
def test_addresses_the_contract_refuses(typed: str) -> None:
    with pytest.raises(address.AddressMalformed) as refused:
        address.parse(typed)
    assert refused.value.field == "address"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "password.too_short?min=8"),
        ("Пар", "password.too_short?min=8"),
        ("п" * 129, "password.too_long?max=128"),
        ("парольпароль", "password.not_latin"),
        ("abcdefgh", "password.no_upper"),
        ("ABCDEFGH", "password.no_lower"),
        ("Abcdefgh", "password.no_digit_or_sign"),
        ("Abcdefg!", ""),
        ("  Abcdefg7  ", ""),
        ("  Abcde7  ", "password.too_short?min=8"),
    ],
)
def test_passwords_are_checked_in_the_contracts_order(typed: str, message: str) -> None:
    assert first_failure(passwords.checks(), typed) == message


def test_both_fields_are_checked_and_only_then_compared() -> None:
    def errors(first: str, second: str) -> dict[str, str]:
        with pytest.raises(passwords.FormRefused) as refused:
            passwords.new_password(first, second, fields=("password", "password-confirm"))
        return refused.value.errors

    short = "password.too_short?min=8"
    assert errors("", "") == {"password": short, "password-confirm": short}
    assert errors("Dlinny-77", "dlinny-77") == {"password-confirm": "password.no_upper"}
    assert errors("Dlinny-77", "Dlinny-78") == {"password-confirm": "password.not_same"}
    assert errors("Password1", "Password1")["password"] == "password.common"
    assert passwords.new_password(" Dlinny-77", "Dlinny-77 ", fields=("a", "b")) == "Dlinny-77"
