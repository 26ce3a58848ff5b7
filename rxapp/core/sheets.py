"""Tables for office programs."""

import csv
import io
from collections.abc import Iterable, Sequence


def cell(text: str) -> str:
    """A cell of a table that no office program takes for a formula (OWASP, CSV injection)."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def as_csv(header: Sequence[str], rows: Iterable[Sequence[str | int | float]]) -> bytes:
    """Semicolons and the mark of UTF-8: what Russian office programs open without asking. Text is made harmless."""
    told = io.StringIO()
    writer = csv.writer(told, delimiter=";")
    writer.writerow(header)
    writer.writerows([cell(value) if isinstance(value, str) else value for value in row] for row in rows)
    return "\ufeff".encode() + told.getvalue().encode()
