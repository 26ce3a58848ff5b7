"""Password, second factor, devices, journal."""

from collections.abc import Awaitable, Callable

import reflex as rx

from rxapp.accounts.doors.events import browser, principal, subscriber
from rxapp.accounts.journal import queries as journal
from rxapp.accounts.journal.queries import Entry
from rxapp.accounts.second_factor import setting_up
from rxapp.accounts.sessions import ending
from rxapp.accounts.sessions import queries as sessions
from rxapp.accounts.sessions.queries import SignedIn
from rxapp.core.db import Db, database
from rxapp.core.errors import DomainError, FormRefused
from rxapp.profile import queries
from rxapp.profile.password import service as passwords
from rxapp.step_up.state import ask_if_needed


class SecurityState(rx.State):
    """What guards the account. Secrets never come here: the key of the second factor is a picture of a plain route."""

    changing_password: bool = False
    has_password: bool = True
    totp_on: bool = False
    totp_begun: bool = False
    codes_left: int = 0
    # Not empty: the page goes on to the plain one that makes and shows them.
    codes_due: str = ""
    devices: list[SignedIn] = []
    journal: list[Entry] = []
    older_than: int = 0
    errors: dict[str, str] = {}
    attempt: int = 0
    ticket: str = ""

    @rx.event
    @subscriber
    async def load(self) -> None:
        """Read everything anew."""
        self.changing_password, self.errors, self.ticket, self.codes_due = False, {}, "", ""
        await self._read()

    @rx.event
    @subscriber
    async def open_password(self) -> None:
        """Open the password editor."""
        self.changing_password, self.errors = True, {}

    @rx.event
    @subscriber
    async def close_password(self) -> None:
        """Leave it, nothing changed."""
        self.changing_password, self.errors = False, {}

    @rx.event
    @subscriber
    async def change_password(self, form: dict[str, str]) -> list[rx.event.EventSpec]:
        """The old one, a new one twice; every other session ends (PW-8)."""
        old, new, repeat = (form.get(field, "") for field in ("oldPassword", "newPassword", "repeatPassword"))
        try:
            self.ticket = await passwords.change(database(), principal(), browser(), old, new, repeat)
        except DomainError as refused:
            return self._refuse(refused)
        self.errors = {}
        return []

    @rx.event
    @subscriber
    async def begin_totp(self) -> list[rx.event.EventSpec]:
        """A fresh key, not yet in force (OTP-13)."""
        return await self._do(lambda db: setting_up.begin(db, principal()))

    @rx.event
    @subscriber
    async def confirm_totp(self, form: dict[str, str]) -> list[rx.event.EventSpec]:
        """The first code of the app puts the key in force; the recovery codes are shown next, by a plain page."""
        try:
            await setting_up.confirm(database(), principal(), browser(), form.get("totp-code", "")[:12])
        except DomainError as refused:
            return self._refuse(refused)
        self.errors, self.codes_due = {}, "due"
        await self._read()
        return []

    @rx.event
    @subscriber
    async def switch_totp_off(self) -> list[rx.event.EventSpec]:
        """Back to the password alone."""
        return await self._do(lambda db: setting_up.switch_off(db, principal(), browser()))

    @rx.event
    @subscriber
    async def end_device(self, session_id: str) -> list[rx.event.EventSpec]:
        """Sign that device out (SESS-6)."""
        return await self._do(lambda db: ending.end_one(db, principal(), browser(), session_id))

    @rx.event
    @subscriber
    async def end_others(self) -> list[rx.event.EventSpec]:
        """Sign every other device out."""
        return await self._do(lambda db: ending.end_others(db, principal(), browser()))

    @rx.event
    @subscriber
    async def more(self) -> None:
        """Older lines of the journal."""
        async with database().reading() as db:
            page = await journal.page(db, principal(), older_than=self.older_than)
        self.journal, self.older_than = [*self.journal, *page.entries], page.older_than

    async def _do(self, verb: Callable[[Db], Awaitable[object]]) -> list[rx.event.EventSpec]:
        try:
            async with database().writing() as db:
                await verb(db)
        except DomainError as refused:
            return self._refuse(refused)
        self.errors = {}
        await self._read()
        return []

    async def _read(self) -> None:
        who = principal()
        async with database().reading() as db:
            self.has_password = await queries.has_password(db, who)
            standing = await setting_up.standing(db, who)
            self.devices = await sessions.signed_in(db, who)
            page = await journal.page(db, who)
        self.totp_on, self.totp_begun, self.codes_left = standing.on, standing.begun, standing.recovery_codes_left
        self.journal, self.older_than = list(page.entries), page.older_than

    def _refuse(self, refused: DomainError) -> list[rx.event.EventSpec]:
        self.attempt += 1
        self.errors = refused.errors if isinstance(refused, FormRefused) else {refused.field or "form": refused.message}
        return ask_if_needed(refused)
