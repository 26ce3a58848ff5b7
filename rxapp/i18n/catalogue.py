"""Reads the gettext catalogues: one file per feature and locale, msgid is the message key."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from babel import Locale
from babel.messages.pofile import read_po

LocaleCode = Literal["ru", "en", "hi"]
LOCALES: tuple[LocaleCode, ...] = get_args(LocaleCode)
SOURCE: LocaleCode = "ru"
CATALOGUES = Path(__file__).parent / "catalogues"
# What sign-in, registration and recovery never say: it comes with the first page that does.
INSIDE = frozenset(
    {
        *("billing", "bonus", "bss", "consumption", "contacts", "dashboard", "event", "journal", "linked_services"),
        *("notices", "operator", "personal_data", "profile", "sandbox", "tariffs", "why"),
    }
)

# CLDR category -> place in msgstr[n]. Russian fractions are "other" and read as "few": 1,5 балла.
PLURAL_PLACE: Mapping[LocaleCode, Mapping[str, int]] = {
    "ru": {"one": 0, "few": 1, "many": 2, "other": 1},
    "en": {"one": 0, "other": 1},
    "hi": {"one": 0, "other": 1},
}


@dataclass(frozen=True, slots=True)
class Message:
    """One message of one locale. ``forms`` has one text, or one per plural form in the order of msgstr[n]."""

    key: str
    forms: tuple[str, ...]
    plural: bool
    server_only: bool


@cache
def messages(locale: LocaleCode) -> Mapping[str, Message]:
    """Every message of a locale by key, read once per process."""
    found: dict[str, Message] = {}
    for path in sorted((CATALOGUES / locale).glob("*.po")):
        found.update(_read(path, locale))
    return found


def is_inside(key: str) -> bool:
    """Whether the message comes only with the pages that say it."""
    return key.split(".", 1)[0] in INSIDE


def known_locale(value: str) -> LocaleCode:
    """The supported locale nearest to a tag from outside ("hi-IN" is "hi"); ru when there is none."""
    wanted = value.strip().lower().replace("_", "-").split("-")[0]
    return next((code for code in LOCALES if code == wanted), SOURCE)


def plural_place(locale: LocaleCode, count: float) -> int:
    """Index of the plural form for ``count`` by the CLDR rules of the locale."""
    category = Locale.parse(locale).plural_form(count)
    return PLURAL_PLACE[locale].get(category, 0)


def _read(path: Path, locale: LocaleCode) -> dict[str, Message]:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=locale, abort_invalid=True)
    found = {}
    for entry in catalogue:
        if not entry.id:
            continue
        plural = not isinstance(entry.id, str)
        key = entry.id if isinstance(entry.id, str) else entry.id[0]
        strings = (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())
        found[key] = Message(key, strings, plural, "server" in entry.auto_comments)
    return found
