"""Linked services: a link leaves the page by POST, an unlink happens here."""

import reflex as rx

from rxapp.accounts.doors.events import browser, principal, subscriber
from rxapp.accounts.sessions import freshness
from rxapp.core.db import database
from rxapp.core.errors import DomainError
from rxapp.i18n import refused
from rxapp.profile.step_up.state import ask_if_needed
from rxapp.social import health, linking, queries, service
from rxapp.social.queries import Linked


class LinkedState(rx.State):
    """What is linked, which provider rests, where to go."""

    linked: dict[str, Linked] = {}
    resting: list[str] = []
    going: str = ""
    error: str = ""

    @rx.event
    @subscriber
    async def load(self) -> None:
        """Read everything anew; a way to a provider may have ended badly."""
        self.going = ""
        self.error = refused.read(self.router.url.query_parameters.get(refused.PARAMETER, "")).get("social", "")
        await self._read()

    @rx.event
    @subscriber
    async def link(self, provider: str) -> list[rx.event.EventSpec]:
        """Off to the provider; the way there asks for the fresh proof once more (SESS-4)."""
        try:
            named = service.provider_named(provider)
            async with database().reading() as db:
                await freshness.require_fresh(db, principal())
        except DomainError as wrong:
            return self._refuse(wrong)
        self.error, self.going = "", named
        return []

    @rx.event
    @subscriber
    async def unlink(self, provider: str) -> list[rx.event.EventSpec]:
        """The service signs nobody in any more (OA-6)."""
        try:
            async with database().writing() as db:
                await linking.unlink(db, principal(), browser(), provider)
        except DomainError as wrong:
            return self._refuse(wrong)
        self.error = ""
        await self._read()
        return []

    async def _read(self) -> None:
        async with database().reading() as db:
            mine = await queries.linked(db, principal().account_id)
            self.resting = await health.resting(db)
        self.linked = {one.provider: one for one in mine}

    def _refuse(self, wrong: DomainError) -> list[rx.event.EventSpec]:
        asked = ask_if_needed(wrong)
        self.error = "" if asked else wrong.message
        return asked
