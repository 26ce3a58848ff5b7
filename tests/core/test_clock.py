"""Days are those of the operator's time zone, whatever the server's."""

from datetime import UTC, date, datetime, time

import pytest
import time_machine

from rxapp.core import clock
from rxapp.i18n.texts import moment
from tests.services.zones import in_zone


@pytest.mark.parametrize(
    ("zone", "day"),
    [("Europe/Moscow", 1), ("Asia/Kamchatka", 1), ("Asia/Kolkata", 1), ("Europe/Kaliningrad", 28), ("UTC", 28)],
)
def test_a_day_begins_at_midnight_of_the_zone(zone: str, day: int) -> None:
    with in_zone(zone), time_machine.travel(datetime(2026, 2, 28, 21, 30, tzinfo=UTC), tick=False):
        assert clock.today().day == day
        assert clock.day_of(clock.moment(clock.today())) == clock.today()


def test_a_moment_is_told_in_utc() -> None:
    with in_zone("Asia/Kolkata"):
        assert clock.moment(date(2026, 3, 1), time(9, 0)) == datetime(2026, 3, 1, 3, 30, tzinfo=UTC)
        assert clock.moment(date(2026, 3, 1)).tzinfo is UTC


def test_a_day_of_a_clock_change_has_its_hours() -> None:
    with in_zone("Europe/Berlin"):
        lengths = [clock.moment(date(2026, 3, day + 1)) - clock.moment(date(2026, 3, day)) for day in (28, 29)]
        assert [length.total_seconds() / 3600 for length in lengths] == [24, 23]
        assert clock.moment(date(2026, 3, 29), time(2, 30)) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/Moscow", {"ru": "01.03.2026 02:30 МСК", "en": "01.03.2026 02:30 Moscow time"}),
        ("Asia/Yekaterinburg", {"ru": "01.03.2026 04:30 UTC+5"}),
        ("Asia/Kolkata", {"hi": "01.03.2026 05:00 UTC+5:30"}),
        ("America/St_Johns", {"en": "28.02.2026 20:00 UTC-3:30"}),
        ("UTC", {"en": "28.02.2026 23:30 UTC+0"}),
    ],
)
def test_a_moment_names_its_zone(zone: str, words: dict[str, str]) -> None:
    with in_zone(zone):
        at = datetime(2026, 2, 28, 23, 30, tzinfo=UTC)
        assert {locale: moment(locale, at) for locale in words} == words
