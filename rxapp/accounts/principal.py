"""The signed-in subscriber, as every verb about a subscriber receives them."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Principal:
    """Made from a live session row in one place (``accounts.sessions``) and never from anything the browser says.

    ``reduced`` is a remembered session past its idle limit: it may look, not act (SESS-2).
    """

    account_id: UUID
    session_id: UUID
    locale: str = "ru"
    reduced: bool = False
