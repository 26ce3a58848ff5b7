"""Linked services: a link leaves the page by a form of its own, an unlink happens here."""

import reflex as rx

from rxapp.accounts.doors.events import browser, principal, subscriber
from rxapp.accounts.sessions import freshness
from rxapp.accounts.sessions.freshness import StepUpNeeded
from rxapp.core.db import database
from rxapp.core.errors import DomainError
from rxapp.i18n import refused
from rxapp.social import health, linking, queries
from rxapp.social.queries import Linked
from rxapp.step_up.state import ask_if_needed


class LinkedState(rx.State):
    """What is linked, which provider rests."""

    linked: dict[str, Linked] = {}
    resting: list[str] = []
    error: str = ""

    @rx.event
    @subscriber
    async def load(self) -> list[rx.event.EventSpec]:
        """Read everything anew; a way to a provider may have ended badly, or want a fresh proof before it begins."""
        self.error = refused.read(self.router.url.query_parameters.get(refused.PARAMETER, "")).get("social", "")
        await self._read()
        if self.error != StepUpNeeded.code:
            return []
        self.error = ""
        async with database().reading() as db:
            return [] if await freshness.is_fresh(db, principal()) else ask_if_needed(StepUpNeeded())

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
