"""When to try again and when to stop."""

from datetime import datetime, timedelta
from typing import Literal

Channel = Literal["sms", "email"]
Ending = Literal["sent", "failed", "expired"]

QUEUED = "queued"
LONGEST_PAUSE = 15 * 60.0
JITTER = 0.2
# A message without a term of its own is not worth sending after this long.
PATIENCE = timedelta(days=1)
# Longer than any gateway may take with one message, pauses of the scheduler included.
ATTEMPT_LIFE = timedelta(seconds=60)
# A queued row this long behind its ``next_at`` has nobody who works on it.
STALE_AFTER = timedelta(seconds=60)
# A message that loses its sense within this long is a code a person waits for.
URGENT_TERM = timedelta(minutes=15)
KEEP_SETTLED = timedelta(days=30)
# Others than urgent ones: how many may be in work, and how many of them at the gateways at once.
BULK_STARTED = 50
BULK_AT_ONCE = 10
_EXPONENT_CAP = 10


def pause(attempt: int, chance: float) -> float:
    """Seconds before the next try: 2^attempt, plus or minus 20 %, at most 15 minutes. ``chance`` is in [0, 1)."""
    spread = 1 - JITTER + 2 * JITTER * chance
    return min(2.0 ** min(attempt, _EXPONENT_CAP) * spread, LONGEST_PAUSE)


def is_urgent(created_at: datetime, not_after: datetime | None) -> bool:
    """Whether a person sits and waits for it: a one-time code rather than a letter or a notice."""
    return not_after is not None and not_after - created_at <= URGENT_TERM


def deadline(created_at: datetime, not_after: datetime | None) -> datetime:
    """The moment after which the message must not be sent."""
    return not_after or created_at + PATIENCE
