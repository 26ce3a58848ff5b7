"""The file of one's data behind a fresh proof; the end of the account."""

import reflex as rx

from rxapp.accounts.doors.events import browser, principal, subscriber
from rxapp.accounts.sessions import freshness
from rxapp.core.db import database
from rxapp.core.errors import DomainError
from rxapp.profile.personal_data import service
from rxapp.step_up.state import StepUpState, ask_if_needed


class PersonalDataState(rx.State):
    """``fresh_for``: seconds for which the file may be had without asking again."""

    fresh_for: float = 0
    closing: bool = False
    errors: dict[str, str] = {}
    attempt: int = 0
    # Not empty: the account is closed, and the page goes out by a form.
    closed: str = ""

    @rx.event
    @subscriber
    async def load(self) -> None:
        """Read everything anew."""
        self.closing, self.errors = False, {}
        await self._read()

    @rx.event
    @subscriber
    async def ask_for_file(self) -> list[rx.event.EventSpec]:
        """Show the button of the file; who has not just proved who they are is asked first (SESS-4)."""
        await self._read()
        return [] if self.fresh_for else [StepUpState.ask()]

    @rx.event
    @subscriber
    async def ask_to_close(self) -> list[rx.event.EventSpec]:
        """Open the window that says what closing means; likewise."""
        await self._read()
        if not self.fresh_for:
            return [StepUpState.ask()]
        self.closing, self.errors = True, {}
        return []

    @rx.event
    @subscriber
    async def show_closing(self, open: bool) -> None:
        """The window was closed by the person."""
        if not open:
            self.closing, self.errors = False, {}

    @rx.event
    @subscriber
    async def close(self, form: dict[str, str]) -> list[rx.event.EventSpec]:
        """Close the account for good (PD-5)."""
        try:
            async with database().writing() as db:
                await service.close(db, principal(), browser(), sure=form.get("sure") == "on")
        except DomainError as refused:
            self.attempt += 1
            asked = ask_if_needed(refused)
            self.closing = not asked
            self.errors = {} if asked else {refused.field or "form": refused.message}
            return asked
        self.closing, self.closed = False, "closed"
        return []

    async def _read(self) -> None:
        async with database().reading() as db:
            self.fresh_for = await freshness.fresh_for(db, principal())
