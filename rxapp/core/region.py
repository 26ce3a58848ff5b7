"""The federal subjects of ISO 3166-2:RU as pycountry keeps them, with names in three languages.

The list is the standard's own: 83 subjects, none added. pycountry has few translations, so the words are in
``data/regions.tsv``; a test holds the codes of both together, so a new edition of the standard cannot be missed.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rxapp.core.errors import DomainError

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


@lru_cache(maxsize=1)
def all_regions() -> list[Region]:
    """Every subject, by its Russian name."""
    rows = NAMES.read_text(encoding="utf-8").splitlines()
    return sorted((Region(*row.split("\t")) for row in rows if row), key=lambda found: found.ru)


def region(code: str) -> Region:
    """The subject with this code. Raises RegionUnknown."""
    found = next((each for each in all_regions() if each.code == code), None)
    if found is None:
        raise RegionUnknown(field="region")
    return found
