"""The first card: who the person is."""

import reflex as rx

from rxapp.accounts.doors.events import browser, principal, subscriber
from rxapp.core import clock
from rxapp.core.db import database
from rxapp.core.errors import DomainError, FormRefused
from rxapp.core.region import region
from rxapp.profile import queries, rules, service
from rxapp.step_up.state import ask_if_needed


class ProfileState(rx.State):
    """Names, birth date and what one signs in by."""

    loaded: bool = False
    user_name: str = ""
    last_name: str = ""
    first_name: str = ""
    middle_name: str = ""
    birth_day: str = ""
    birth_month: str = ""
    birth_year: str = ""
    main_phone: str = ""
    main_email: str = ""
    region_names: dict[str, str] = {}
    editing: bool = False
    saved: bool = False
    errors: dict[str, str] = {}
    attempt: int = 0

    @rx.event
    @subscriber
    async def load(self) -> None:
        """Read everything anew."""
        self.editing, self.errors, self.saved = False, {}, False
        await self._read()

    @rx.event
    @subscriber
    async def edit(self) -> None:
        """Open the editor of names."""
        self.editing, self.saved, self.errors = True, False, {}

    @rx.event
    @subscriber
    async def close(self) -> None:
        """Leave the editor, nothing changed."""
        self.editing, self.errors = False, {}

    @rx.event
    @subscriber
    async def save(self, form: dict[str, str]) -> list[rx.event.EventSpec]:
        """Names and birth date (PF-1)."""
        try:
            about = rules.about(form, clock.today())
            async with database().writing() as db:
                await service.change_about(db, principal(), browser(), about)
        except FormRefused as refused:
            self.attempt += 1
            self.errors = refused.errors
            return []
        except DomainError as refused:
            self.errors = {"form": refused.message}
            return ask_if_needed(refused)
        self.editing, self.errors, self.saved = False, {}, True
        await self._read()
        return []

    async def _read(self) -> None:
        async with database().reading() as db:
            found = await queries.profile(db, principal())
            home = await queries.home_region(db, principal())
        self.user_name = found.user_name
        self.last_name, self.first_name, self.middle_name = found.last_name, found.first_name, found.middle_name
        year, month, day = (found.birth_date or "--").split("-")
        self.birth_year, self.birth_month, self.birth_day = year, month.lstrip("0"), day.lstrip("0")
        mains = {contact.kind: contact.shown for contact in found.contacts if contact.main}
        self.main_phone, self.main_email = mains.get("phone", ""), mains.get("email", "")
        where = region(home)
        self.region_names = {"ru": where.short, "en": where.en, "hi": where.hi}
        self.loaded = True
