"""The sign-in form."""

from urllib.parse import urlencode

import reflex as rx

from rxapp import routes
from rxapp.accounts.captcha import service as captchas
from rxapp.accounts.captcha.service import Answer, Picture
from rxapp.accounts.doors.events import anyone, browser
from rxapp.accounts.second_factor import service as second_factor
from rxapp.core import secrets
from rxapp.core.db import database
from rxapp.core.errors import DomainError
from rxapp.sign_in import rules, service
from rxapp.sign_in.clients import rules as clients


class SignInState(rx.State):
    """What was typed and what was wrong. The password is never kept."""

    tab: str = "phone"
    typed: str = ""
    errors: dict[str, str] = {}
    attempt: int = 0
    ticket: str = ""
    # Empty but after failures, where the settings ask for it.
    captcha: Picture = Picture()
    hidden_tabs: list[str] = []
    registers: bool = True
    client_id: str = clients.OWN
    by_code: bool = False
    second_step: bool = False
    # The refusal of the contract's form, on its way to the address where it is shown.
    _refusal: dict[str, str] = {}

    @rx.event
    @anyone
    async def load(self) -> None:
        """A fresh form, unless a refusal of the contract's own addresses has just led here."""
        self.ticket = ""
        self._show_client()
        async with database().reading() as db:
            self.second_step = await second_factor.is_waiting(db, browser())
        refused = {"form": service.SignInRefused.code} if self.router.url.query_parameters.get("refused", "") else {}
        self.errors, self._refusal = self._refusal or refused, {}
        await self._show_captcha()

    @rx.event
    @anyone
    async def new_captcha(self) -> None:
        """Another picture; the former one is dead. None where none is needed."""
        await self._show_captcha()

    @rx.event
    @anyone
    async def show_code_form(self) -> None:
        """Sign in by a one-time code instead."""
        self.by_code = True

    @rx.event
    @anyone
    async def show_password_form(self) -> None:
        """Sign in with the password after all."""
        self.by_code = False

    @rx.event
    @anyone
    async def submit_second_step(self, form: dict[str, str]) -> None:
        """The code of the app, or a recovery code, after the right password (OTP-13)."""
        try:
            self.ticket = await second_factor.pass_second_step(database(), browser(), form.get("second-code", "")[:40])
            self.errors = {}
        except DomainError as refused:
            self.attempt += 1
            self.errors = {"second-code": refused.message}
            async with database().reading() as db:
                if not await second_factor.is_waiting(db, browser()):
                    self.second_step, self.errors = False, {"form": refused.message}

    @rx.event
    @anyone
    async def leave_second_step(self) -> None:
        """Back to the name and the password."""
        async with database().writing() as db:
            await second_factor.leave_second_step(db, browser())
        self.second_step, self.errors = False, {}

    @rx.event
    @anyone
    async def submit(self, form: dict[str, str]) -> rx.event.EventSpec | None:
        """Check name and password; the browser then exchanges the ticket for a session."""
        self.typed, password = form.get("username", "")[:320], form.get("password", "")
        self.errors = {}
        answer = Answer(self.captcha.id, form.get("captcha", "")[:16]) if self.captcha.id else None
        try:
            who = rules.identifier(self.typed, form.get("tab", ""))
            self.tab = rules.tab_of(self.typed)
            if not password:
                raise DomainError("sign_in.password_empty", field="password")
            admission = await service.sign_in(
                database(), browser(), who, password, remembered=form.get("remember") == "on", captcha=answer
            )
            self.ticket, self.second_step = admission.ticket, admission.second_step
            return None
        except DomainError as refused:
            self.errors = {refused.field or "form": refused.message}
            self.attempt += 1
        await self._show_captcha()
        if form.get("entry") != "contract" or "form" not in self.errors:
            return None
        self._refusal, self.errors = self.errors, {}
        return rx.redirect(refused_address(self.client_id))

    async def _show_captcha(self) -> None:
        """A fresh picture where the name that was typed needs one; each is good for one try of the form."""
        self.captcha = Picture()
        try:
            who = rules.identifier(self.typed, self.tab)
            async with database().writing() as db:
                if await service.captcha_needed(db, who):
                    self.captcha = await captchas.picture(db, browser())
        except rules.NameMissing:
            return
        except DomainError as refused:
            self.errors = {"form": refused.message}

    def _show_client(self) -> None:
        # From the address, so only a choice among the registered ones.
        client = clients.find(self.router.url.query_parameters.get("client_id", "")) or clients.own()
        self.client_id, self.hidden_tabs = client.id, list(client.hidden_tabs)
        self.registers, self.by_code = client.registers, client.first_form == "code"


def refused_address(client_id: str) -> str:
    """Where the contract's sign-in stands after a refusal: ``execution`` comes first (section 1)."""
    marks = {"execution": secrets.token()[:12], "client_id": client_id, "tab_id": secrets.token()[:11]}
    return f"{routes.AUTHENTICATE}?{urlencode(marks)}"
