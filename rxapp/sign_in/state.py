"""The sign-in form."""

import reflex as rx

from rxapp.accounts.doors.events import anyone, browser
from rxapp.core.db import database
from rxapp.core.errors import DomainError
from rxapp.sign_in import rules, service


class SignInState(rx.State):
    """Which tab is open, what was typed, what was wrong. The password is never kept."""

    tab: str = "phone"
    typed: str = ""
    errors: dict[str, str] = {}
    attempts: int = 0
    ticket: str = ""

    @rx.event
    @anyone
    async def load(self) -> None:
        """A fresh form."""
        self.errors, self.ticket = {}, ""

    @rx.event
    @anyone
    async def choose_tab(self, tab: str) -> None:
        """Another kind of name; the error of the former one goes."""
        if tab in rules.TABS:
            self.tab, self.errors = tab, {}

    @rx.event
    @anyone
    async def submit(self, form: dict[str, str]) -> None:
        """Check name and password; the browser then exchanges the ticket for a session."""
        self.typed, password = form.get("username", "")[:320], form.get("password", "")
        self.errors = {}
        try:
            who = rules.identifier(self.typed, self.tab)
            if not password:
                raise DomainError("sign_in.password_empty", field="password")
            self.ticket = await service.sign_in(
                database(), browser(), who, password, remembered=form.get("remember") == "on"
            )
        except DomainError as refused:
            self.errors = {refused.field or "form": refused.message}
            self.attempts += 1
