"""The one source of time. UTC, timezone-aware (security.md REL-10). The sandbox may set it ahead, production never."""

from datetime import UTC, datetime, timedelta

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


def ahead() -> timedelta:
    """How far ``now`` is ahead of ``real``; zero in production."""
    return _ahead


def set_ahead(by: timedelta) -> None:
    """Move the clock of this process. Raises ClockFixed in production."""
    global _ahead
    if settings().is_production:
        raise ClockFixed("the clock of a production server does not move")
    _ahead = by
