"""Phones and e-mails. A verb that changes how one signs in gives a ticket: the session goes on under a new cookie."""

from collections.abc import Awaitable, Callable

import reflex as rx

from rxapp.accounts.contacts import queries, service
from rxapp.accounts.contacts.queries import Contact
from rxapp.accounts.doors.events import browser, principal, subscriber
from rxapp.core.db import Db, database
from rxapp.core.errors import DomainError
from rxapp.step_up.state import ask_if_needed


class ContactsState(rx.State):
    """The list, and the contact whose code is awaited."""

    contacts: list[Contact] = []
    asked_kind: str = ""
    asked_shown: str = ""
    resend_in: float = 0
    errors: dict[str, str] = {}
    attempt: int = 0
    ticket: str = ""

    @rx.event
    @subscriber
    async def load(self) -> None:
        """Read the list anew."""
        self.errors, self.ticket = {}, ""
        await self._read()

    @rx.event
    @subscriber
    async def add(self, form: dict[str, str]) -> list[rx.event.EventSpec]:
        """A new phone or e-mail; its code goes to it."""
        kind = "phone" if form.get("kind") == "phone" else "email"
        typed = form.get("contact", "")[:320]

        async def verb(db: Db) -> None:
            await service.add(db, principal(), browser(), kind, typed)

        return await self._do(verb, "contact")

    @rx.event
    @subscriber
    async def resend(self) -> list[rx.event.EventSpec]:
        """Another code; the former one dies."""

        async def verb(db: Db) -> None:
            await service.resend(db, principal(), browser(), self.asked_kind)

        return await self._do(verb, "code")

    @rx.event
    @subscriber
    async def confirm(self, form: dict[str, str]) -> list[rx.event.EventSpec]:
        """The code that came to the new contact."""
        code = form.get("code", "")[:6]
        try:
            self.ticket = await service.confirm(database(), principal(), browser(), self.asked_kind, code)
        except DomainError as refused:
            return self._refuse(refused, "code")
        return []

    @rx.event
    @subscriber
    async def make_main(self, contact_id: str) -> list[rx.event.EventSpec]:
        """Letters or calls go there first."""

        async def verb(db: Db) -> None:
            self.ticket = await service.make_main(db, principal(), browser(), contact_id)

        return await self._do(verb, "form")

    @rx.event
    @subscriber
    async def remove(self, contact_id: str) -> list[rx.event.EventSpec]:
        """One cannot sign in by it any more; the old channel is told."""

        async def verb(db: Db) -> None:
            self.ticket = await service.remove(db, principal(), browser(), contact_id)

        return await self._do(verb, "form")

    async def _do(self, verb: Callable[[Db], Awaitable[None]], field: str) -> list[rx.event.EventSpec]:
        try:
            async with database().writing() as db:
                await verb(db)
        except DomainError as refused:
            return self._refuse(refused, field)
        self.errors = {}
        # After a verb that gave a ticket the session is about to change its cookie: the page is loaded anew.
        if not self.ticket:
            await self._read()
        return []

    async def _read(self) -> None:
        async with database().reading() as db:
            self.contacts = await queries.contacts(db, principal())
            found = [await service.asked(db, principal(), kind) for kind in ("phone", "email")]
        asked = next((one for one in found if one), None)
        self.asked_kind, self.asked_shown = (asked.kind, asked.shown) if asked else ("", "")
        self.resend_in = asked.resend_in if asked else 0

    def _refuse(self, refused: DomainError, field: str) -> list[rx.event.EventSpec]:
        self.attempt += 1
        self.errors = {field: refused.message}
        return ask_if_needed(refused)
