"""The sandbox's own screens: the inbox and the operator's console. Never imported in production."""

import re
from dataclasses import dataclass

import reflex as rx
from pydantic import ValidationError

from rxapp.accounts.doors.events import anyone
from rxapp.billing.rules import tariff_names
from rxapp.core.db import database
from rxapp.core.errors import DomainError
from rxapp.gateways.bss import Service
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.gateways.inbox import SandboxMessage
from rxapp.i18n.catalogue import LOCALES
from rxapp.sandbox.inbox import service as inbox
from rxapp.sandbox.operator import service as operator

MONEY = ("post_payment", "charge")
MOST_RUBLES = 1_000_000
OUR_LINK = re.compile(r"/registration/letter/\S+")


@dataclass(frozen=True)
class InboxLine:
    """One message as it would have reached a person."""

    channel: str
    recipient: str
    subject: str
    text: str
    link: str
    at: str


@dataclass(frozen=True)
class AccountLine:
    """One billing account of the demo operator."""

    number: str
    tariffs: dict[str, str]
    balance_minor: int
    points: int


class InboxState(rx.State):
    """What the sandbox has sent."""

    messages: list[InboxLine] = []

    @rx.event
    @anyone
    async def load(self) -> None:
        """The newest messages."""
        async with database().reading() as db:
            found = await inbox.messages(db)
        self.messages = [_line(message) for message in found]


class OperatorState(rx.State):
    """The operator's console."""

    accounts: list[AccountLine] = []
    error: str = ""
    done: int = 0

    @rx.event
    @anyone
    async def load(self) -> None:
        """The billing accounts as they stand."""
        found = await operator.subscribers(EmbeddedBss(database()))
        self.accounts = [
            AccountLine(
                row.balance.account_number,
                _names(row.services),
                row.balance.balance_minor,
                row.loyalty.points if row.loyalty else 0,
            )
            for row in found
        ]

    @rx.event
    @anyone
    async def act(self, form: dict[str, str]) -> None:
        """One change at the operator."""
        self.error = ""
        try:
            body = _body(form)
            await operator.perform(EmbeddedBss(database()), body)
            self.done += 1
        except ValidationError:
            self.error = "sandbox.amount_wrong"
        except DomainError as refused:
            self.error = refused.message
        await self.load()


def _line(message: SandboxMessage) -> InboxLine:
    link = OUR_LINK.search(message.text) if message.channel == "email" else None
    return InboxLine(
        message.channel, message.to, message.subject, message.text, link[0] if link else "", message.at.isoformat()
    )


def _names(services: list[Service]) -> dict[str, str]:
    each = [tariff_names(service) for service in services]
    return {locale: ", ".join(names[locale] for names in each) for locale in LOCALES}


def _body(form: dict[str, str]) -> operator.Action:
    """The form as the console's strict body; rubles become kopecks. Raises ValidationError, DomainError."""
    action, amount = form.get("action", ""), form.get("amount", "").strip()
    number = int(amount) if amount.isdecimal() and amount.isascii() and len(amount) < 8 else 0
    fields: dict[str, object] = {"account_number": form.get("number", "")}
    if action in MONEY:
        fields["amount_minor"] = min(number, MOST_RUBLES) * 100
    elif action == "add_points":
        fields["points"] = number or "none"
    if action not in operator.ACTIONS:
        raise DomainError("operator.action_unknown")
    return operator.ACTIONS[action].model_validate(fields)
