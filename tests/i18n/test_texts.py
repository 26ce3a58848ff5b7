"""Texts made on the server."""

import logging
from datetime import date
from pathlib import Path

import pytest

from rxapp.i18n import build, texts
from rxapp.i18n.catalogue import LOCALES, Message, known_locale, messages, plural_place
from rxapp.i18n.texts import day, money, number, text


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "1 секунду"), (2, "2 секунды"), (5, "5 секунд"), (11, "11 секунд"), (21, "21 секунду"), (112, "112 секунд")],
)
def test_russian_words_agree_with_their_number(count: int, words: str) -> None:
    assert words in text("ru", "limit.too_many", seconds=count)


@pytest.mark.parametrize(("locale", "zero", "one", "two"), [("en", 1, 0, 1), ("hi", 0, 0, 1), ("ru", 2, 0, 1)])
def test_plural_forms_follow_cldr(locale: str, zero: int, one: int, two: int) -> None:
    code = known_locale(locale)
    assert [plural_place(code, count) for count in (0, 1, 2)] == [zero, one, two]


def test_a_code_may_carry_its_parameters() -> None:
    assert text("en", "limit.too_many?seconds=30") == text("en", "limit.too_many", seconds=30)


def test_an_unknown_key_is_returned_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        assert text("ru", "no.such_message") == "no.such_message"
    assert "no.such_message" in caplog.text


def test_an_empty_key_is_an_empty_text() -> None:
    assert text("hi", "") == ""


def test_an_unknown_language_reads_russian() -> None:
    assert text("fr", "form.refused") == text("ru", "form.refused")
    assert known_locale("hi-IN") == "hi"


def test_a_missing_translation_falls_back_to_russian(monkeypatch: pytest.MonkeyPatch) -> None:
    def without(locale: str) -> dict[str, Message]:
        return {} if locale == "hi" else dict(messages("ru"))

    monkeypatch.setattr(texts, "messages", without)
    assert text("hi", "limit.too_many", seconds=5).endswith("5 секунд")


@pytest.mark.parametrize(
    ("locale", "minor", "words"),
    [
        ("ru", 125000, "1\xa0250,00\xa0₽"),
        ("ru", -650, "\u22126,50\xa0₽"),
        ("ru", 0, "0,00\xa0₽"),
        ("en", 125050, "₽1,250.50"),
        ("hi", 12505000, "₽1,25,050.00"),
    ],
)
def test_kopecks_become_rubles(locale: str, minor: int, words: str) -> None:
    assert money(locale, minor) == words


def test_short_money_drops_only_zero_kopecks() -> None:
    assert money("ru", 65000, short=True) == "650\xa0₽"
    assert money("ru", 65050, short=True) == "650,50\xa0₽"
    assert money("en", 65000, short=True) == "₽650"


def test_days_are_said_in_the_language() -> None:
    due = date(2026, 12, 5)
    assert [day(locale, due) for locale in LOCALES] == ["5 декабря", "5 December", "5 दिसंबर"]
    assert day("ru", due, today=date(2027, 1, 1)) == "5 декабря 2026\u202fг."
    assert day("en", due, today=date(2027, 1, 1)) == "5 December 2026"


def test_numbers_are_grouped() -> None:
    assert number("ru", 2340) == "2\xa0340"


def test_server_texts_never_travel_to_the_browser() -> None:
    hidden = [key for key, message in messages("ru").items() if message.server_only]
    assert hidden
    for locale in LOCALES:
        module = build.module(locale, inside=False) + build.module(locale, inside=True)
        assert not [key for key in hidden if f'"{key}"' in module]
        assert '"form.refused"' in module


def test_the_browser_catalogue_is_written_once(tmp_path: Path) -> None:
    assert len(build.write(tmp_path)) == 2 * len(LOCALES)
    assert build.write(tmp_path) == []
