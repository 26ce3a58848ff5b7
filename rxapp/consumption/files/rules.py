"""The table of a file, in the person's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rxapp.consumption.rules import KIND_TEXTS, Period, Record
from rxapp.core import clock, sheets
from rxapp.i18n.texts import day, text

COLUMNS = (
    "consumption.day",
    "consumption.file_kind",
    "consumption.file_flow",
    "consumption.file_peer",
    "consumption.file_amount",
    "consumption.file_cost",
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file's content: title, period and note above a table of ``header`` and ``rows``."""

    title: str
    period: str
    note: str
    header: list[str]
    rows: list[list[str]]


def sheet(locale: str, number: str, asked: Period, records: Sequence[Record], *, whole: bool) -> Sheet:
    """The records as a table; ``whole`` when numbers and times are in it (PD-8)."""
    ends = {"since": day(locale, asked.since, today=asked.until), "until": day(locale, asked.until)}
    return Sheet(
        title=text(locale, "consumption.file_title", number=number),
        period=text(locale, "consumption.file_period", **ends),
        note="" if whole else text(locale, "consumption.file_hidden"),
        header=[text(locale, key) for key in COLUMNS],
        rows=[_row(locale, record) for record in records],
    )


def as_csv(table: Sheet) -> bytes:
    """The sheet for office programs."""
    return sheets.as_csv(table.header, table.rows)


def _row(locale: str, record: Record) -> list[str]:
    flow = "consumption.incoming" if record.flow == "in" else "consumption.outgoing"
    return [
        _when(record.at),
        text(locale, KIND_TEXTS[record.kind]),
        text(locale, flow) if record.kind in ("min", "sms") else "",
        record.peer,
        _decimal(locale, record.amount),
        _decimal(locale, record.cost_minor / 100) if record.cost_minor else "",
    ]


def _when(at: str) -> str:
    """A day as it is; a moment by the operator's clocks, in a form that office programs read and sort."""
    return f"{clock.local(datetime.fromisoformat(at)):%Y-%m-%d %H:%M:%S}" if "T" in at else at


def _decimal(locale: str, value: float) -> str:
    """A number an office program of that language reads as one."""
    plain = f"{value:.2f}".rstrip("0").rstrip(".")
    return plain.replace(".", ",") if locale == "ru" else plain
