"""Address, language and theme, notices, consents."""

import reflex as rx

from rxapp.accounts.doors.events import browser, principal, subscriber
from rxapp.accounts.notices import service as notices
from rxapp.accounts.notices.service import Choice
from rxapp.core.db import database
from rxapp.core.errors import DomainError, FormRefused
from rxapp.profile import queries, rules, service
from rxapp.profile.consents import service as consents
from rxapp.profile.personal_data.state import PersonalDataState
from rxapp.profile.queries import ConsentGiven
from rxapp.step_up.state import ask_if_needed


class SettingsState(rx.State):
    """What the person chose."""

    region: str = ""
    city: str = ""
    street: str = ""
    house: str = ""
    flat: str = ""
    locale: str = "ru"
    theme: str = ""
    choices: list[Choice] = []
    consents: list[ConsentGiven] = []
    errors: dict[str, str] = {}
    attempt: int = 0
    saved: str = ""

    @rx.event
    @subscriber
    async def load(self) -> None:
        """Read everything anew."""
        self.errors, self.saved = {}, ""
        await self._read()

    @rx.event
    @subscriber
    async def save_address(self, form: dict[str, str]) -> list[rx.event.EventSpec]:
        """Where the person lives; an empty form removes it (PF-1)."""
        self.saved = ""
        try:
            address = rules.address(form)
            async with database().writing() as db:
                await service.change_address(db, principal(), address)
        except FormRefused as refused:
            self.attempt += 1
            self.errors = refused.errors
            return []
        except DomainError as refused:
            self.errors = {"form": refused.message}
            return ask_if_needed(refused)
        self.errors, self.saved = {}, "address"
        await self._read()
        return []

    @rx.event
    @subscriber
    async def choose_language(self, code: str) -> None:
        """The language of letters and SMS."""
        try:
            async with database().writing() as db:
                await service.choose_language(db, principal(), code)
        except DomainError as refused:
            self.errors = {"notices": refused.message}
            return
        self.locale, self.errors = code, {}

    @rx.event
    @subscriber
    async def choose_theme(self, name: str) -> None:
        """Light, dark, or empty: as in the system. The browser has painted it already."""
        try:
            async with database().writing() as db:
                await service.choose_theme(db, principal(), name)
        except DomainError as refused:
            self.errors = {"notices": refused.message}
            return
        self.theme, self.errors = name, {}

    @rx.event
    @subscriber
    async def choose_notice(self, event: str, channel: str, wanted: bool) -> list[rx.event.EventSpec]:
        """One switch of an event and a channel."""
        try:
            async with database().writing() as db:
                await consents.choose_notice(db, principal(), browser(), event, channel, wanted=wanted)
        except DomainError as refused:
            self.errors = {"notices": refused.message}
            return ask_if_needed(refused)
        self.errors = {}
        await self._read()
        return []

    @rx.event
    @subscriber
    async def withdraw(self, consent_id: str) -> list[rx.event.EventSpec]:
        """Take a consent back (PD-1); what the account stands on opens the window of its closing (PD-5)."""
        try:
            async with database().writing() as db:
                await consents.withdraw(db, principal(), browser(), consent_id)
        except rules.ClosingNeeded as refused:
            self.errors = {"consents": refused.message}
            return [PersonalDataState.ask_to_close()]
        except DomainError as refused:
            self.errors = {"consents": refused.message}
            return ask_if_needed(refused)
        self.errors = {}
        await self._read()
        return []

    async def _read(self) -> None:
        who = principal()
        async with database().reading() as db:
            found = await queries.profile(db, who)
            self.choices = await notices.choices(db, who)
            self.consents = await queries.consents(db, who)
        home = found.address
        self.region, self.city, self.street = home.region, home.city, home.street
        self.house, self.flat, self.locale, self.theme = home.house, home.flat, found.locale, found.theme
