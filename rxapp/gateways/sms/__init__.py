"""Short messages to a phone, as an SMS provider takes them."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Sms:
    """One message. ``to`` is E.164; ``validity`` is how many seconds the provider may keep trying.

    ``key`` is the idempotency key: a second ``send`` with it must not make a second message.
    """

    to: str
    text: str = field(repr=False)
    validity: int
    key: str


class SmsGateway(Protocol):
    """A provider of SMS."""

    async def send(self, sms: Sms) -> str:
        """Hand the message over; returns the provider's id of it. Raises ``delivery.Retry``, ``delivery.Refused``."""
        ...
