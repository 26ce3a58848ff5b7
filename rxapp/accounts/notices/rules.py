"""The events, and which of them are a person's choice."""

from typing import Literal, get_args

from rxapp.core.errors import DomainError

Security = Literal[
    "sign_in_new_device",
    "password_changed",
    "contact_changed",
    "second_factor_changed",
    "recovered",
    "contact_claimed",
    "identity_changed",
    "service_link_changed",
    "data_exported",
    "account_closed",
]
Chosen = Literal["payments", "bills", "bonus", "news"]
Event = Security | Chosen
Channel = Literal["sms", "email"]

SECURITY: tuple[str, ...] = get_args(Security)
CHOSEN: tuple[str, ...] = get_args(Chosen)
CHANNELS: tuple[Channel, ...] = get_args(Channel)
KIND: dict[Channel, str] = {"sms": "phone", "email": "email"}
# What a person gets who never chose. News are advertising: not without a consent of their own (PD-1).
WANTED = frozenset({("payments", "email"), ("payments", "sms"), ("bills", "email"), ("bonus", "email")})


class ChoiceUnknown(DomainError):
    """No such event or channel, or one that is not a person's choice."""

    code = "notices.choice_unknown"


def require_choice(event: str, channel: str) -> None:
    """Raise ChoiceUnknown unless a person may choose this."""
    if event not in CHOSEN or channel not in CHANNELS:
        raise ChoiceUnknown


def wanted(event: str, channel: str, choice: bool | None) -> bool:
    """Whether to tell: always for security, else by the choice, else by what is usual."""
    if event in SECURITY:
        return True
    return (event, channel) in WANTED if choice is None else choice
