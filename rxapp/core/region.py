"""The federal subjects of ISO 3166-2:RU as pycountry keeps them, with names in three languages.

The list is the standard's own: 83 subjects, none added. pycountry has few translations, so the words are in
``data/regions.tsv``; a test holds the codes of both together, so a new edition of the standard cannot be missed.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rxapp.core.errors import DomainError

CITIES = frozenset({"RU-MOW", "RU-SPE", "UA-40", "RU-SEV"})
SHORT = (
    ("автономная область", "Аобл"),
    ("автономный округ", "АО"),
    ("область", "обл"),
    ("Республика", "Респ"),
)
NAMES = Path(__file__).parent / "data" / "regions.tsv"


class RegionUnknown(DomainError):
    """Not a code of the list."""

    code = "region.unknown"


@dataclass(frozen=True, slots=True)
class Region:
    """A subject: ISO code and names."""

    code: str
    ru: str
    en: str
    hi: str

    @property
    def short(self) -> str:
        """As address directories and the public contract spell it: «Москва г», «Новосибирская обл», «Коми Респ»."""
        if self.code in CITIES:
            return f"{self.ru} г"
        for word, brief in SHORT:
            if self.ru.startswith(f"{word} "):
                return f"{self.ru.removeprefix(word).strip()} {brief}"
            if word in self.ru:
                return self.ru.replace(word, brief)
        return self.ru


@lru_cache(maxsize=1)
def all_regions() -> list[Region]:
    """Every subject, by its Russian name."""
    rows = NAMES.read_text(encoding="utf-8").splitlines()
    return sorted((Region(*row.split("\t")) for row in rows if row), key=lambda found: found.ru)


def by_name(text: str) -> Region:
    """The subject with this code, or with this name in any of our languages and spellings. Raises RegionUnknown."""
    plain = text.strip().casefold()
    for each in all_regions():
        if plain in {name.casefold() for name in (each.code, each.short, each.ru, each.en, each.hi)}:
            return each
    raise RegionUnknown(field="region")


def region(code: str) -> Region:
    """The subject with this code. Raises RegionUnknown."""
    found = next((each for each in all_regions() if each.code == code), None)
    if found is None:
        raise RegionUnknown(field="region")
    return found
