"""The one source of time. UTC, timezone-aware (security.md REL-10). The sandbox may set it ahead, production never.

Moments are UTC; days are those of the operator's time zone: a month begins, a debt falls due and a person comes of age
at midnight there, wherever server and browser stand.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rxapp.core.settings import settings

_ahead = timedelta()


class ClockFixed(RuntimeError):
    """Somebody tried to move the clock of a production server."""


def now() -> datetime:
    """Current moment, aware, UTC. Tests move it with time-machine, testers of the sandbox with ``set_ahead``."""
    return real() + _ahead


def real() -> datetime:
    """The machine's own moment, which testers cannot move; for what happens outside of the product."""
    return datetime.now(UTC)


def zone() -> ZoneInfo:
    """The operator's time zone (``RXAPP_TIME_ZONE``)."""
    return ZoneInfo(settings().time_zone)


def today() -> date:
    """The operator's calendar day."""
    return day_of(now())


def day_of(at: datetime) -> date:
    """The operator's calendar day at this moment."""
    return local(at).date()


def local(at: datetime) -> datetime:
    """The moment as the operator's clocks show it."""
    return at.astimezone(zone())


def moment(day: date, of_day: time = time()) -> datetime:
    """When the operator's clocks show this time of this day; by itself midnight, when the day begins. Aware, UTC.

    An hour that a clock change leaves out is the one after it; of one that comes twice the first is meant (PEP 495).
    """
    return datetime.combine(day, of_day, zone()).astimezone(UTC)


def ahead() -> timedelta:
    """How far ``now`` is ahead of ``real``; zero in production."""
    return _ahead


def set_ahead(by: timedelta) -> None:
    """Move the clock of this process. Raises ClockFixed in production."""
    global _ahead
    if settings().is_production:
        raise ClockFixed("the clock of a production server does not move")
    _ahead = by
