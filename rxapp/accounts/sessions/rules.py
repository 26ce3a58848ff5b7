"""How long a session lives (SESS-2). All durations are seconds."""

from datetime import datetime, timedelta

from rxapp.core.settings import settings

TICKET_LIFE = 30
SEEN_EVERY = 60
MOST_LIVE = 10
KEEP_DEAD = 30 * 86_400
FRESH = 300


def expired(created_at: datetime, seen_at: datetime, *, remembered: bool, now: datetime) -> bool:
    """Whether the idle or the absolute limit has passed."""
    idle, absolute = lives(remembered=remembered)
    return now - seen_at >= idle or now - created_at >= absolute


def lives(*, remembered: bool) -> tuple[timedelta, timedelta]:
    """The idle and the absolute limit."""
    limits = settings()
    idle = limits.remembered_idle if remembered else limits.session_idle
    absolute = limits.remembered_absolute if remembered else limits.session_absolute
    return timedelta(seconds=idle), timedelta(seconds=absolute)


def lapses(seen_at: datetime, *, now: datetime) -> bool:
    """Whether an ordinary session would be dead by now."""
    return now - seen_at >= timedelta(seconds=settings().session_idle)


def reduced(proved_at: datetime, seen_at: datetime, *, remembered: bool, lapsed: bool, now: datetime) -> bool:
    """A remembered session outlives an ordinary one, but only shows: it asks again before it acts (SESS-2).

    ``proved_at`` is the last sign-in or step-up, either of which ends the reduced state.
    """
    if not remembered:
        return False
    return lapsed or lapses(seen_at, now=now) or now - proved_at >= timedelta(seconds=settings().session_absolute)


def fresh(stepped_up_at: datetime | None, now: datetime) -> bool:
    """Whether the person proved who they are within the last five minutes (SESS-4)."""
    return fresh_for(stepped_up_at, now) > 0


def fresh_for(stepped_up_at: datetime | None, now: datetime) -> float:
    """Seconds for which that proof stays fresh; 0 when it no longer is."""
    return max(0.0, FRESH - (now - stepped_up_at).total_seconds()) if stepped_up_at is not None else 0.0
