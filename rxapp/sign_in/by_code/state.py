"""Signing in by a one-time code."""

import reflex as rx

from rxapp.accounts.doors.events import anyone, browser
from rxapp.core.db import database
from rxapp.core.errors import DomainError
from rxapp.gateways import gateways
from rxapp.i18n.catalogue import known_locale
from rxapp.sign_in.by_code import service
from rxapp.sign_in.by_code.rules import NothingAsked
from rxapp.sign_in.by_code.service import Sent
from rxapp.sign_in.state import SignInState


class CodeSignInState(rx.State):
    """The address, and where its code went."""

    sent: bool = False
    address: str = ""
    kind: str = ""
    shown: str = ""
    resend_in: float = 0
    errors: dict[str, str] = {}
    attempt: int = 0
    ticket: str = ""

    @rx.event
    @anyone
    async def ask_code(self, form: dict[str, str]) -> None:
        """Send a code to a phone or an e-mail."""
        self.address = form.get("address", "")[:320]
        try:
            self._show(await service.ask_code(database(), browser(), self.address, known_locale(form.get("lang", ""))))
            self.sent, self.errors = True, {}
        except DomainError as refused:
            self._refuse(refused, "address")

    @rx.event
    @anyone
    async def submit_code(self, form: dict[str, str]) -> list[rx.event.EventSpec]:
        """The right code gives what the right password gives."""
        try:
            code = form.get("code", "")[:6]
            admission = await service.enter_code(database(), gateways().bss, browser(), code, remembered=False)
            self.ticket, self.errors = admission.ticket, {}
            # The second step is the sign-in page's own: it reads from the database that one is waited for.
            return [] if self.ticket else [SignInState.load()]
        except NothingAsked as refused:
            self.sent = False
            self._refuse(refused, "address")
        except DomainError as refused:
            self._refuse(refused, "code")
        return []

    @rx.event
    @anyone
    async def resend(self) -> None:
        """Another code; the former one dies."""
        try:
            self._show(await service.resend(database(), browser()))
            self.errors = {}
        except DomainError as refused:
            self._refuse(refused, "code")

    @rx.event
    @anyone
    async def back(self) -> None:
        """To the address, which stays as it was typed; the countdown goes on."""
        async with database().reading() as db:
            standing = await service.standing(db, browser())
        if standing is not None:
            self._show(standing)
        self.sent, self.errors = False, {}

    def _show(self, sent: Sent) -> None:
        self.kind, self.shown, self.resend_in = sent.kind, sent.shown, sent.resend_in

    def _refuse(self, refused: DomainError, field: str) -> None:
        self.attempt += 1
        self.errors = {refused.field or field: refused.message}
