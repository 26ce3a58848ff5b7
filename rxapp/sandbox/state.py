"""The sandbox's own screens: the inbox and the operator's console. Never imported in production."""

from dataclasses import dataclass
from uuid import uuid4

import reflex as rx

from rxapp.accounts.doors.events import anyone
from rxapp.core.db import database
from rxapp.core.errors import DomainError
from rxapp.gateways.bss.embedded.changes import OperatorDesk
from rxapp.sandbox.inbox import service as inbox
from rxapp.sandbox.operator import service as operator


@dataclass(frozen=True)
class InboxLine:
    """One message as it would have reached a person."""

    channel: str
    to: str
    subject: str
    text: str
    at: str


@dataclass(frozen=True)
class AccountLine:
    """One billing account of the demo operator."""

    number: str
    owner: str
    kind: str
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
        self.messages = [InboxLine(m.channel, m.to, m.subject, m.text, m.at.isoformat()) for m in found]


class OperatorState(rx.State):
    """The operator's console."""

    accounts: list[AccountLine] = []
    error: str = ""
    done: bool = False

    @rx.event
    @anyone
    async def load(self) -> None:
        """The billing accounts as they stand."""
        await self._reload()

    @rx.event
    @anyone
    async def act(self, form: dict[str, str]) -> None:
        """One change at the operator; the action is the pressed button's value."""
        self.error, self.done = "", False
        action, number = form.get("action", ""), form.get("number", "")
        amount = form.get("amount", "").strip()
        if action in ("post_payment", "charge", "add_points") and not (amount.isdecimal() and 0 < int(amount) < 10**6):
            self.error = "sandbox.amount_wrong"
            return
        desk, key = OperatorDesk(database()), str(uuid4())
        try:
            match action:
                case "post_payment":
                    await desk.post_payment(number, int(amount) * 100, key)
                case "charge":
                    await desk.charge(number, int(amount) * 100, key)
                case "add_points":
                    await desk.add_points(number, int(amount), key)
                case "suspend":
                    await desk.suspend(number, key)
                case "resume":
                    await desk.resume(number, key)
            self.done = True
        except DomainError as refused:
            self.error = refused.message
        await self._reload()

    async def _reload(self) -> None:
        found = await operator.accounts(database())
        self.accounts = [AccountLine(a.number, a.owner, a.kind, a.balance_minor, a.points) for a in found]
