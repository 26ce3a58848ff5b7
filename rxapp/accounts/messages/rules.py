"""When to try again and when to stop."""

from datetime import datetime, timedelta
from typing import Literal

# "none" goes the same way and reaches nobody: an unknown name must cost the same work (security.md 2.3).
Channel = Literal["sms", "email", "none"]
Ending = Literal["sent", "failed", "expired"]

QUEUED = "queued"
LONGEST_PAUSE = 15 * 60.0
JITTER = 0.2
# A message without a term of its own is not worth sending after this long.
PATIENCE = timedelta(days=1)
_EXPONENT_CAP = 10


def pause(attempt: int, chance: float) -> float:
    """Seconds before the next try: 2^attempt, plus or minus 20 %, at most 15 minutes. ``chance`` is in [0, 1)."""
    spread = 1 - JITTER + 2 * JITTER * chance
    return min(2.0 ** min(attempt, _EXPONENT_CAP) * spread, LONGEST_PAUSE)


def deadline(created_at: datetime, not_after: datetime | None) -> datetime:
    """The moment after which the message must not be sent."""
    return not_after or created_at + PATIENCE
