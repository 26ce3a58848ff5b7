"""The short registration's form and code."""

from contextlib import suppress

import reflex as rx

from rxapp.accounts.doors.events import anyone, browser
from rxapp.core.db import database
from rxapp.core.errors import DomainError, FormRefused
from rxapp.i18n import refused
from rxapp.i18n.catalogue import known_locale
from rxapp.registration.quick import rules, service
from rxapp.registration.quick.rules import ExistingOwner
from rxapp.registration.rules import StepSkipped

TYPED = ("firstName", "lastName", "address")


class QuickRegistrationState(rx.State):
    """What was typed, passwords apart, and where the code went."""

    sent: bool = False
    # The address that was told so: an address of a code shows the form after all, but not for what another was told.
    nothing_sent: str = ""
    exists: bool = False
    typed: dict[str, str] = {}
    region: str = rules.PRESET_REGION
    errors: dict[str, str] = {}
    attempt: int = 0
    way: str = ""
    sent_to: str = ""
    resend_in: float = 0
    ticket: str = ""

    @rx.event
    @anyone
    async def load(self) -> None:
        """The form, or the code this browser waits for; a link may ask for an empty form all the same."""
        marks = self.router.url.query_parameters
        self.errors, self.ticket = refused.read(marks.get(refused.PARAMETER, "")), ""
        self.exists = self.errors.pop("exists", "") != ""
        if marks.get("tab_id", ""):
            self.sent, self.typed, self.region = False, {}, rules.PRESET_REGION
            return
        if self.errors or self.exists:
            self.typed = {}
        await self._show()
        self.sent = self.sent and not (self.errors or self.exists)

    @rx.event
    @anyone
    async def submit(self, form: dict[str, str]) -> None:
        """Keep the form and send the code (RG-11)."""
        self.typed = {name: form.get(name, "")[:320] for name in TYPED}
        self.region, self.exists = form.get("region", "")[:64] or rules.PRESET_REGION, False
        try:
            await service.submit(database(), browser(), form, known_locale(form.get("lang", "")))
            self.errors = {}
            await self._show()
        except ExistingOwner:
            self.errors, self.exists = {}, True
        except DomainError as wrong:
            self._refuse(wrong, "form")

    @rx.event
    @anyone
    async def close_window(self) -> None:
        """Back to the form behind the pop-up."""
        self.exists = False

    @rx.event
    @anyone
    async def submit_code(self, form: dict[str, str]) -> None:
        """The right code opens the account."""
        try:
            self.ticket = await service.confirm(database(), browser(), form.get("code", "")[:6])
            self.errors = {}
        except StepSkipped:
            await self._show()
        except DomainError as wrong:
            self._refuse(wrong, "code")

    @rx.event
    @anyone
    async def resend(self) -> None:
        """Another code; the former one dies."""
        try:
            await service.resend(database(), browser())
            self.errors = {}
        except DomainError as wrong:
            self._refuse(wrong, "code")
        await self._show()

    @rx.event
    @anyone
    async def back(self) -> None:
        """To the filled form."""
        with suppress(StepSkipped):
            await service.go_back(database(), browser())
        self.errors = {}
        await self._show()

    async def _show(self) -> None:
        async with database().reading() as db:
            standing = await service.standing(db, browser())
        self.sent = standing is not None and standing.step == rules.CONFIRMATION
        self.nothing_sent = "" if self.sent else self.router.url.path.rstrip("/")
        if standing is None:
            return
        self.way = "email" if standing.kind == "email" else "sms"
        self.sent_to, self.resend_in = standing.sent_to, standing.resend_in
        if not self.typed:
            self.typed = {"firstName": standing.first_name, "lastName": standing.last_name, "address": standing.sent_to}
            self.region = standing.region

    def _refuse(self, wrong: DomainError, field: str) -> None:
        self.attempt += 1
        self.errors = wrong.errors if isinstance(wrong, FormRefused) else {wrong.field or field: wrong.message}
