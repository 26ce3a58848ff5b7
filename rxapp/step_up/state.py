"""The window that asks who it is. The ticket it gets is posted: the session goes on under a new cookie (SESS-3)."""

import reflex as rx

from rxapp.accounts.doors.events import browser, principal, subscriber
from rxapp.accounts.sessions.freshness import StepUpNeeded
from rxapp.accounts.step_up import service
from rxapp.core.db import database
from rxapp.core.errors import DomainError
from rxapp.gateways import gateways


class StepUpState(rx.State):
    """Which ways are open, which one is taken, what was wrong."""

    open: bool = False
    by_totp: bool = False
    by_password: bool = False
    sms: str = ""
    email: str = ""
    way: str = ""
    sent_to: str = ""
    resend_in: float = 0
    errors: dict[str, str] = {}
    attempt: int = 0
    ticket: str = ""

    @rx.event
    @subscriber
    async def ask(self) -> None:
        """Open the window with the ways this person has."""
        async with database().reading() as db:
            ways = await service.ways(db, principal())
        self.by_totp, self.by_password, self.sms, self.email = ways.totp, ways.password, ways.sms, ways.email
        self.way = "totp" if ways.totp else "password" if ways.password else ""
        self.open, self.errors, self.ticket = True, {}, ""

    @rx.event
    @subscriber
    async def show(self, open: bool) -> None:
        """The window was closed (or opened) by the person."""
        self.open, self.errors = open, {}

    @rx.event
    @subscriber
    async def send_code(self, channel: str) -> None:
        """A code to a confirmed channel."""
        try:
            sent = await service.send_code(database(), gateways().bss, principal(), browser(), channel)
            self.way, self.sent_to, self.resend_in, self.errors = sent.channel, sent.masked, sent.resend_in, {}
        except DomainError as refused:
            self._refuse(refused)

    @rx.event
    @subscriber
    async def submit(self, form: dict[str, str]) -> None:
        """The password, or the code of the way that was taken."""
        who, typed = principal(), form.get("proof", "")
        try:
            if self.way == "totp":
                self.ticket = await service.by_totp(database(), who, browser(), typed)
            elif self.way == "password":
                self.ticket = await service.by_password(database(), who, browser(), typed)
            else:
                self.ticket = await service.by_code(database(), gateways().bss, who, browser(), self.way, typed)
            self.errors = {}
        except DomainError as refused:
            self._refuse(refused)

    def _refuse(self, refused: DomainError) -> None:
        self.attempt += 1
        self.errors = {"proof": refused.message}


def ask_if_needed(refused: DomainError) -> list[rx.event.EventSpec]:
    """The event that opens the window when a verb wants a fresh proof; nothing for another refusal."""
    return [StepUpState.ask()] if isinstance(refused, StepUpNeeded) else []
