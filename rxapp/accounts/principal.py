"""The signed-in subscriber, as every verb about a subscriber receives them."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Principal:
    """Made from a live session row in one place (``accounts.sessions``) and never from anything the browser says.

    ``reduced`` is a remembered session where an ordinary one would be over: it may look, not act (SESS-2,
    ``accounts.sessions.freshness``).
    """

    account_id: UUID
    session_id: UUID
    locale: str = "ru"
    reduced: bool = False
