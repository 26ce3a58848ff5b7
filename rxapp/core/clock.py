"""The one source of time. UTC, timezone-aware (security.md REL-10)."""

from datetime import UTC, datetime


def now() -> datetime:
    """Current moment, aware, UTC. Tests move it with time-machine."""
    return datetime.now(UTC)
