"""Periods, masks, sums, and the table of a file."""

from datetime import UTC, date, datetime

import pytest

from rxapp.consumption import rules
from rxapp.consumption.files import rules as files
from rxapp.consumption.files.service import as_pdf
from rxapp.consumption.rules import Period
from rxapp.core import sheets
from rxapp.core.errors import FormRefused
from rxapp.gateways.bss.usage import UsageDay, UsageRecord
from tests.services.zones import in_zone

TODAY = date(2026, 3, 5)
CALL = UsageRecord("1", datetime(2026, 3, 1, 9, 30, tzinfo=UTC), "min", "out", "+79031234512", 7, 1_750)


@pytest.mark.parametrize(
    ("name", "since", "until"),
    [
        ("month", date(2026, 3, 1), TODAY),
        ("last", date(2026, 2, 1), date(2026, 2, 28)),
        ("three", date(2025, 12, 6), TODAY),
        ("whatever", date(2026, 3, 1), TODAY),
    ],
)
def test_a_period_has_its_days(name: str, since: date, until: date) -> None:
    assert rules.period(name, TODAY) == Period(since, until)


@pytest.mark.parametrize(
    ("since", "until", "errors"),
    [
        ("", "2026-03-01", {"since": "consumption.day_malformed"}),
        ("2026-02-30", "x", {"since": "consumption.day_malformed", "until": "consumption.day_malformed"}),
        ("2026-03-02", "2026-03-01", {"since": "consumption.days_reversed"}),
        ("2025-01-01", "2026-03-01", {"since": "consumption.days_too_many"}),
        ("2026-03-01", "2026-03-06", {"until": "consumption.day_to_come"}),
    ],
)
def test_days_of_ones_own_are_told_what_is_wrong_with_them(since: str, until: str, errors: dict[str, str]) -> None:
    with pytest.raises(FormRefused) as refused:
        rules.period("own", TODAY, since, until)
    assert refused.value.errors == errors


def test_each_day_of_the_period_has_a_point() -> None:
    days = [UsageDay(date(2026, 3, 2), "gb", 1536, 0), UsageDay(date(2026, 3, 2), "min", 9, 500)]
    points = rules.points(days, "gb", Period(date(2026, 3, 1), date(2026, 3, 3)))
    assert [(point.short, point.amount) for point in points] == [("01.03", 0), ("02.03", 1.5), ("03.03", 0)]
    assert [(row.kind, row.amount, row.cost_minor) for row in rules.totals(days)] == [("gb", 1.5, 0), ("min", 9, 500)]


def test_without_a_proof_a_record_shows_neither_whom_nor_when() -> None:
    hidden, whole = rules.record(CALL, whole=False), rules.record(CALL, whole=True)
    assert (hidden.at, hidden.peer) == ("2026-03-01", "•••• 12")
    assert (whole.at, whole.peer) == ("2026-03-01T09:30:00+00:00", "+79031234512")
    assert rules.masked("Последний трамвай") == "••••"
    assert rules.masked("") == ""


@pytest.mark.parametrize(
    ("zone", "day", "moment"),
    [
        ("Europe/Moscow", "2026-03-01", "2026-03-01 12:30:00"),
        ("Asia/Kamchatka", "2026-03-01", "2026-03-01 21:30:00"),
        ("Pacific/Pago_Pago", "2026-02-28", "2026-02-28 22:30:00"),
    ],
)
def test_day_and_time_of_a_record_are_the_operators(zone: str, day: str, moment: str) -> None:
    asked = Period(date(2026, 2, 1), date(2026, 3, 5))
    with in_zone(zone):
        records = [rules.record(CALL, whole=whole) for whole in (False, True)]
        rows = [files.sheet("ru", "+7 903", asked, [row], whole=True).rows[0] for row in records]
    assert [row[0] for row in rows] == [day, moment]


@pytest.mark.parametrize("bad", ["=1+1", "+7900", "-1", "@x", "\tx", "\rx"])
def test_a_cell_is_never_a_formula(bad: str) -> None:
    assert sheets.cell(bad) == f"'{bad}"
    assert sheets.cell("дом=1") == "дом=1"


@pytest.mark.parametrize(
    ("locale", "kind", "cost"), [("ru", "Звонки", "17,5"), ("en", "Calls", "17.5"), ("hi", "कॉल", "17.5")]
)
def test_files_speak_the_persons_language(locale: str, kind: str, cost: str) -> None:
    asked = Period(date(2026, 3, 1), date(2026, 3, 5))
    table = files.sheet(locale, "+7 903", asked, [rules.record(CALL, whole=True)], whole=True)
    told = files.as_csv(table).decode("utf-8-sig").splitlines()
    assert len(told) == 2
    assert as_pdf(table).startswith(b"%PDF-")
    assert told[1].split(";")[1:2] + told[1].split(";")[3:] == [kind, "'+79031234512", "7", cost]


def test_a_file_without_a_proof_says_so() -> None:
    asked = Period(date(2026, 3, 1), date(2026, 3, 5))
    table = files.sheet("ru", "+7 903", asked, [rules.record(CALL, whole=False)], whole=False)
    assert table.note.startswith("Номера и время скрыты")
    assert "+79031234512" not in str(table)
