"""Pages made without Reflex."""

import re

import pytest
from jinja2 import UndefinedError

from rxapp.i18n.catalogue import LOCALES
from rxapp.i18n.texts import text
from rxapp.ui.plain import error_page, plain_page


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("status", [400, 403, 404, 429, 500, 503])
def test_an_error_is_told_in_the_language_and_offers_a_way_out(locale: str, status: int) -> None:
    page = error_page(status, locale)
    html = page.body.decode()
    assert page.status_code == status
    assert f'<html lang="{locale}"' in html
    assert f">{status}<" in html
    assert text(locale, "plain.home") in html
    assert not re.search(r"plain\.[a-z_]+", html)


def test_a_page_has_no_script_and_no_style_of_its_own() -> None:
    for page in (error_page(404, "ru"), plain_page("letter.html", "ru", action="/x", name="Анна")):
        html = page.body.decode()
        assert "<script" not in html
        assert "style=" not in html
        assert "<style" not in html


def test_too_many_requests_says_when_to_come_back() -> None:
    page = error_page(429, "ru", retry_after=21)
    assert page.headers["retry-after"] == "21"
    assert "21 секунду" in page.body.decode()


def test_an_unknown_error_reads_as_ours() -> None:
    assert text("en", "plain.failed_title") in error_page(502, "en").body.decode()


def test_what_a_person_typed_is_escaped() -> None:
    html = plain_page("letter.html", "en", action='/x"><script>1</script>', name="<b>Ann</b>").body.decode()
    assert "<script>" not in html
    assert "<b>Ann" not in html
    assert "&lt;b&gt;Ann" in html


def test_a_forgotten_value_is_a_fault_and_not_an_empty_page() -> None:
    with pytest.raises(UndefinedError):
        plain_page("letter.html", "ru", name="Анна")


def test_the_letter_confirms_by_post_only() -> None:
    html = plain_page("letter.html", "hi", action="/registration/letter/abc", name="Анна").body.decode()
    assert '<form method="post" action="/registration/letter/abc">' in html


@pytest.mark.parametrize(("cookie", "shown"), [("dark", 'class="dark"'), ("light", 'class="light"')])
def test_the_chosen_theme_is_kept(cookie: str, shown: str) -> None:
    assert shown in error_page(404, "ru", theme=cookie).body.decode()


def test_a_forged_theme_is_ignored() -> None:
    assert '<html lang="ru">' in error_page(404, "ru", theme='x" onload="1').body.decode()


def test_a_page_with_a_persons_data_is_not_kept_anywhere() -> None:
    assert plain_page("letter.html", "ru", action="/x", name="Анна").headers["cache-control"] == "no-store"
