"""What the sign-in and registration pages know of other services."""

import reflex as rx

from rxapp import routes
from rxapp.accounts.doors.events import anyone, browser
from rxapp.core.db import database
from rxapp.core.errors import DomainError
from rxapp.i18n import refused
from rxapp.social import health, waiting


class SocialState(rx.State):
    """Who rests, what went wrong on the way back, which identity waits in this browser."""

    resting: list[str] = []
    note: str = ""
    provider: str = ""
    who: str = ""
    proving: bool = False

    @rx.event
    @anyone
    async def load(self) -> None:
        """Read everything anew."""
        self.note = refused.read(self.router.url.query_parameters.get(refused.PARAMETER, "")).get("social", "")
        await self._read()

    @rx.event
    @anyone
    async def not_me(self) -> None:
        """Nothing waits here any more."""
        async with database().writing() as db:
            await waiting.forget(db, browser())
        await self._read()

    @rx.event
    @anyone
    async def have_account(self) -> rx.event.EventSpec | None:
        """Sign in instead; the identity is linked to the account that was proved."""
        try:
            async with database().writing() as db:
                await waiting.prove(db, browser())
        except DomainError as gone:
            self.note = gone.message
            await self._read()
            return None
        return rx.redirect(routes.SIGN_IN)

    async def _read(self) -> None:
        async with database().reading() as db:
            self.resting = await health.resting(db)
            found = await waiting.waiting(db, browser().cookie_hash)
        self.provider, self.who = (found.provider, found.who) if found else ("", "")
        self.proving = bool(found and found.proving)
