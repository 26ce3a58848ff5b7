"""Colours: readable in both themes, the same for a chosen and for a system's dark, and an operator's own."""

import re
from pathlib import Path

import pytest

from rxapp.core.settings import Settings
from rxapp.ui.theme import STYLESHEETS, brand_css, contrast, luminance

ASSETS = Path(__file__).parents[2] / "assets"
TOKENS = (ASSETS / "styles" / "tokens.css").read_text(encoding="utf-8")

# Text token, token of what lies under it; 4.5 is AA for text (WCAG 2.2, 1.4.3).
TEXTS = [
    ("ink", "page"),
    ("ink", "card"),
    ("ink-2", "page"),
    ("ink-2", "card"),
    ("ink-2", "well"),
    ("ink-2", "line"),
    ("ink-2", "accent-soft"),
    ("ink-2", "brand-soft"),
    ("ink-3", "page"),
    ("ink-3", "card"),
    ("brand-strong", "page"),
    ("brand-strong", "card"),
    ("brand-strong", "brand-soft"),
    ("brand-strong", "well"),
    ("on-brand", "brand-fill"),
    ("on-brand", "brand-fill-2"),
    ("on-accent", "accent-fill"),
    ("accent-text", "card"),
    ("accent-text", "page"),
    ("ok-text", "page"),
    ("ok-text", "ok-soft"),
    ("warn-text", "page"),
    ("warn-text", "warn-soft"),
    ("bad-text", "card"),
    ("bad-text", "bad-soft"),
]
# Borders of controls and marks: 3.0 (1.4.11).
MARKS = [("edge", "card"), ("brand", "card"), ("brand", "page"), ("ok", "card"), ("bad", "card")]


def block(selector: str) -> dict[str, str]:
    body = TOKENS.split(selector + " {", 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", body))


LIGHT = block("\n:root")
THEMES = {"light": LIGHT, "dark": {**LIGHT, **block(":root.dark")}}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "under"), TEXTS)
def test_text_is_readable(theme: str, text: str, under: str) -> None:
    colors = THEMES[theme]
    assert contrast(colors[text], colors[under]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("mark", "under"), MARKS)
def test_borders_and_marks_are_seen(theme: str, mark: str, under: str) -> None:
    colors = THEMES[theme]
    assert contrast(colors[mark], colors[under]) >= 3.0


def test_the_dark_of_the_system_is_the_dark_of_the_switch() -> None:
    assert block(":root.dark") == block(":root:not(.light, .dark)")


def test_contrast_is_the_one_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert luminance("#ff0000") == pytest.approx(0.2126)


def test_every_stylesheet_and_every_file_it_names_is_there() -> None:
    for sheet in STYLESHEETS:
        css = (ASSETS / sheet.lstrip("/")).read_text(encoding="utf-8")
        for named in re.findall(r"url\(\"(/[^\"]+)\"\)", css):
            assert (ASSETS / named.lstrip("/")).exists(), named


def test_every_token_in_use_is_defined() -> None:
    outside = {"available-height", "anchor-width"}
    css = "".join((ASSETS / sheet.lstrip("/")).read_text(encoding="utf-8") for sheet in STYLESHEETS)
    assert set(re.findall(r"var\(--([\w-]+)", css)) - set(re.findall(r"--([\w-]+):", css)) == outside


def test_every_class_the_code_gives_is_drawn() -> None:
    css = "".join((ASSETS / sheet.lstrip("/")).read_text(encoding="utf-8") for sheet in STYLESHEETS)
    drawn = set(re.findall(r"\.(ui-[\w-]+)", css))
    sources = [*(ASSETS / "components").glob("*.js"), *(ASSETS.parent / "rxapp").rglob("*.py")]
    sources += (ASSETS.parent / "rxapp").rglob("*.html")
    used = {
        name
        for path in sources
        for given in re.findall(r"(?:class|class_name|className)[=:]\s*\"([^\"]*)\"", path.read_text(encoding="utf-8"))
        for name in given.split()
        if re.fullmatch(r"ui-[\w-]+", name)
    }
    assert used - drawn == set()


def test_an_operator_without_colours_of_their_own_has_ours() -> None:
    assert brand_css(Settings(brand_color="", brand_accent="")) == ""


def test_a_light_brand_colour_gets_dark_words() -> None:
    assert "--on-brand:#14112b" in brand_css(Settings(brand_color="#ffd400"))
    assert "--on-brand:#ffffff" in brand_css(Settings(brand_color="#003399"))


def test_a_colour_cannot_smuggle_css() -> None:
    with pytest.raises(ValueError, match="#rrggbb"):
        brand_css(Settings(brand_color="red}body{display:none"))
