"""The sign-in form."""

import reflex as rx

from rxapp.accounts.captcha import service as captchas
from rxapp.accounts.captcha.service import Answer, Picture
from rxapp.accounts.doors.events import anyone, browser
from rxapp.accounts.second_factor import service as second_factor
from rxapp.core.db import database
from rxapp.core.errors import DomainError
from rxapp.i18n import refused
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

    @rx.event
    @anyone
    async def load(self) -> None:
        """A fresh form, unless a plain form's refusal has led here."""
        self.ticket = ""
        self._show_client()
        async with database().reading() as db:
            self.second_step = await second_factor.is_waiting(db, browser())
        marks = self.router.url.query_parameters
        self.errors = refused.read(marks.get(refused.PARAMETER, ""))
        await self._show_captcha(asked=bool(marks.get("signs", "")))

    @rx.event
    @anyone
    async def new_captcha(self) -> None:
        """Another picture; the former one is dead. None where none is needed."""
        await self._show_captcha(asked=bool(self.captcha.id))

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
        except DomainError as wrong:
            self.attempt += 1
            self.errors = {"second-code": wrong.message}
            async with database().reading() as db:
                if not await second_factor.is_waiting(db, browser()):
                    self.second_step, self.errors = False, {"form": wrong.message}

    @rx.event
    @anyone
    async def leave_second_step(self) -> None:
        """Back to the name and the password."""
        async with database().writing() as db:
            await second_factor.leave_second_step(db, browser())
        self.second_step, self.errors = False, {}

    @rx.event
    @anyone
    async def submit(self, form: dict[str, str]) -> None:
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
            return
        except DomainError as wrong:
            self.errors = {wrong.field or "form": wrong.message}
            self.attempt += 1
        await self._show_captcha()

    async def _show_captcha(self, *, asked: bool = False) -> None:
        """A fresh picture where the name that was typed needs one; each is good for one try of the form.

        ``asked``: the address says so. It is no secret and costs a stranger nothing but a picture.
        """
        self.captcha = Picture()
        try:
            async with database().writing() as db:
                if asked or await service.captcha_needed(db, rules.identifier(self.typed, self.tab)):
                    self.captcha = await captchas.picture(db, browser())
        except rules.NameMissing:
            return
        except DomainError as wrong:
            self.errors = {"form": wrong.message}

    def _show_client(self) -> None:
        # From the address, so only a choice among the registered ones.
        client = clients.find(self.router.url.query_parameters.get("client_id", "")) or clients.own()
        self.client_id, self.hidden_tabs = client.id, list(client.hidden_tabs)
        self.registers, self.by_code = client.registers, client.first_form == "code"
