"""Letters to an e-mail address."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Letter:
    """One plain-text letter to one address. ``key`` is the idempotency key and the base of its Message-ID."""

    to: str
    subject: str
    text: str = field(repr=False)
    key: str


class EmailGateway(Protocol):
    """A way to send letters."""

    async def send(self, letter: Letter) -> str:
        """Hand the letter over; returns its Message-ID. Raises ``delivery.Retry``, ``delivery.Refused``."""
        ...
