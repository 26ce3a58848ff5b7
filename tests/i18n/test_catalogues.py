"""The three catalogues say the same things, and say all that the code asks for."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from rxapp.i18n.build import module
from rxapp.i18n.catalogue import CATALOGUES, LOCALES, PLURAL_PLACE, LocaleCode, is_inside, messages

PACKAGE = Path(__file__).parents[2] / "rxapp"
BROWSER = Path(__file__).parents[2] / "assets"
TRANSLATIONS = [locale for locale in LOCALES if locale != "ru"]
KEY = re.compile(r"[a-z_]+(\.[a-z0-9_]+)+")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
FEATURES = {path.stem for path in (CATALOGUES / "ru").glob("*.po")}
# Calls whose literal argument is a message key, and keywords that carry one.
ASKING = {"t", "text", "error_line", "label", "words"}
CARRYING = {"code", "error", "key"}
# Calls whose arguments look like keys and are not: names of limits.
NAMING = {"hit", "hit_now", "peek"}


# What a stranger's pages are made of.
OUTSIDE = ("registration", "sign_in", "recovery", "social", "legal", "ui", "accounts/codes", "accounts/captcha")
OUTSIDE += ("accounts/passwords", "accounts/sessions", "accounts/second_factor", "accounts/doors", "core")
# Words of signed-in pages that lie beside those of everybody.
SHARED = {"ui/words.py"}


def python_files() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def literals(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def names_of_other_things(path: Path) -> set[str]:
    """Literals that look like a key and name a limit, a purpose or a logger; and pieces of longer strings."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        values: list[ast.expr] = []
        if isinstance(node, ast.JoinedStr):
            values += node.values
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            values += node.args if name in NAMING else []
            values += [word.value for word in node.keywords if word.arg == "purpose"]
        found.update(v.value for v in values if isinstance(v, ast.Constant) and isinstance(v.value, str))
    return found


def asked(path: Path) -> Iterator[str]:
    """Keys a module certainly asks for: t("..."), text(locale, "..."), code = "...", DomainError("...")."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        found: list[ast.expr] = []
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in ASKING or name.endswith(("Error", "Refused")):
                found += node.args
            found += [word.value for word in node.keywords if word.arg in CARRYING]
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(getattr(target, "id", "") == "code" for target in targets) and node.value is not None:
                found.append(node.value)
        for value in found:
            yield from _keys(value)


def _keys(value: ast.expr) -> Iterator[str]:
    if isinstance(value, ast.Constant) and isinstance(value.value, str) and KEY.fullmatch(value.value):
        yield value.value
    elif isinstance(value, ast.IfExp):
        yield from _keys(value.body)
        yield from _keys(value.orelse)
    elif isinstance(value, ast.Dict):
        for entry in value.values:
            yield from _keys(entry)


def mentioned() -> set[str]:
    """Every string literal of the package, its data and the browser's modules that has the shape of a key."""
    found = {value for path in python_files() for value in literals(path) if KEY.fullmatch(value)}
    texts = [
        *PACKAGE.rglob("*.html"),
        *PACKAGE.rglob("*.json"),
        *BROWSER.glob("*.js"),
        *BROWSER.glob("components/*.js"),
    ]
    for path in texts:
        quoted = re.findall(r"[\"']([a-z_]+(?:\.[a-z0-9_]+)+)[\"']", path.read_text(encoding="utf-8"))
        found.update(quoted)
    return found


def families() -> list[re.Pattern[str]]:
    """Keys built in code: an f-string like f"bss.status_{status}" uses every message of that shape."""
    found = []
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                parts = [re.escape(str(p.value)) if isinstance(p, ast.Constant) else r"[a-z0-9_]+" for p in node.values]
                head = str(node.values[0].value)
                if "." in head and head.split(".")[0] in FEATURES:
                    found.append(re.compile("".join(parts)))
    return found


@pytest.mark.parametrize("locale", TRANSLATIONS)
def test_a_translation_has_exactly_the_messages_of_the_source(locale: LocaleCode) -> None:
    assert set(messages(locale)) == set(messages("ru"))


@pytest.mark.parametrize("locale", LOCALES)
def test_no_message_is_empty_and_each_lies_in_the_file_of_its_feature(locale: LocaleCode) -> None:
    for path in (CATALOGUES / locale).glob("*.po"):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=locale)
        keys = [entry.id if isinstance(entry.id, str) else entry.id[0] for entry in catalogue if entry.id]
        assert len(keys) == len(re.findall(r"^msgid \"[^\"]+\"$", path.read_text(encoding="utf-8"), re.M)), path
        assert {key.split(".")[0] for key in keys} == {path.stem}, path
    empty = [key for key, message in messages(locale).items() if not all(form.strip() for form in message.forms)]
    assert empty == []


@pytest.mark.parametrize("locale", LOCALES)
def test_a_plural_message_has_every_form_of_its_language(locale: LocaleCode) -> None:
    forms = max(PLURAL_PLACE[locale].values()) + 1
    wrong = [key for key, message in messages(locale).items() if len(message.forms) != (forms if message.plural else 1)]
    assert wrong == []


@pytest.mark.parametrize("locale", TRANSLATIONS)
def test_a_message_is_plural_in_all_languages_or_in_none(locale: LocaleCode) -> None:
    assert {k for k, m in messages(locale).items() if m.plural} == {k for k, m in messages("ru").items() if m.plural}


@pytest.mark.parametrize("locale", LOCALES)
def test_the_plural_rule_of_each_file_is_the_one_of_its_language(locale: LocaleCode) -> None:
    counts = {"ru": "nplurals=3", "en": "nplurals=2; plural=(n != 1)", "hi": "nplurals=2; plural=(n > 1)"}
    for path in (CATALOGUES / locale).glob("*.po"):
        header = path.read_text(encoding="utf-8").split("\n\n")[0]
        assert f"Language: {locale}\\n" in header, path
        assert counts[locale] in header, path


@pytest.mark.parametrize("locale", TRANSLATIONS)
def test_placeholders_of_a_translation_are_those_of_the_source(locale: LocaleCode) -> None:
    def names(code: LocaleCode, key: str) -> set[str]:
        return set(PLACEHOLDER.findall(" ".join(messages(code)[key].forms)))

    wrong = [key for key in messages("ru") if names("ru", key) != names(locale, key)]
    assert wrong == []


def test_hindi_is_written_in_devanagari_and_not_left_in_russian() -> None:
    wrong = []
    for key, message in messages("hi").items():
        # Names of companies, which their owners want written in one way.
        if key.startswith("social.provider_"):
            continue
        for form in message.forms:
            words = PLACEHOLDER.sub("", form)
            if re.search("[А-Яа-яЁё]", words) or (re.search("[A-Za-z]{4}", words) and not re.search("[ऀ-ॿ]", words)):
                wrong.append(key)
    assert wrong == []


def test_english_has_no_russian_letters() -> None:
    wrong = [k for k, m in messages("en").items() if re.search("[А-Яа-яЁё]", " ".join(m.forms))]
    assert wrong == []


def test_the_code_asks_for_no_message_that_does_not_exist() -> None:
    known = set(messages("ru"))
    missing = {f"{path.relative_to(PACKAGE)}: {k}" for path in python_files() for k in asked(path) if k not in known}
    assert sorted(missing) == []


def test_a_literal_that_names_a_message_of_a_feature_exists() -> None:
    """A key may travel through a variable: whatever looks like one and begins with a catalogue's name must exist."""
    missing = {
        f"{path.relative_to(PACKAGE)}: {key}"
        for path in python_files()
        for key in set(literals(path)) - names_of_other_things(path) - set(messages("ru"))
        if KEY.fullmatch(key) and key.split(".")[0] in FEATURES and not _is_other_name(key)
    }
    assert sorted(missing) == []


def test_no_message_is_unused() -> None:
    used, built = mentioned(), families()
    unused = [key for key in messages("ru") if key not in used and not any(shape.fullmatch(key) for shape in built)]
    assert unused == []


def _is_other_name(key: str) -> bool:
    """Names that only look like keys: files, modules, limits, table columns."""
    return key.endswith((".html", ".json", ".py", ".svg", ".css", ".js", ".txt", ".po", ".db", ".id"))


def test_a_strangers_pages_say_nothing_that_comes_only_inside() -> None:
    said = {
        (str(path.relative_to(PACKAGE)), key)
        for package in OUTSIDE
        for path in (PACKAGE / package).rglob("*.py")
        if str(path.relative_to(PACKAGE)) not in SHARED
        for key in literals(path)
        if key in messages("ru") and is_inside(key)
    }
    assert said == set()
    assert is_inside("tariffs.tariff")
    assert not is_inside("sign_in.title")


@pytest.mark.parametrize("locale", LOCALES)
def test_the_browser_gets_each_message_in_one_of_two_files(locale: LocaleCode) -> None:
    files = [set(re.findall(r'^"([a-z_0-9.]+)":', module(locale, inside=inside), re.M)) for inside in (False, True)]
    assert not files[0] & files[1]
    assert files[0] | files[1] == {key for key in messages(locale) if not messages("ru")[key].server_only}
    assert all(files)
