"""How long a session lives (SESS-2). All durations are seconds."""

from datetime import datetime, timedelta

from rxapp.core.settings import settings

TICKET_LIFE = 30
SEEN_EVERY = 60
MOST_LIVE = 10
KEEP_DEAD = 30 * 86_400


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


def reduced(created_at: datetime, *, remembered: bool, now: datetime) -> bool:
    """A remembered session older than an ordinary one may be: it shows, but asks again before it acts."""
    return remembered and now - created_at >= timedelta(seconds=settings().session_absolute)
