"""Whose page it is."""

import reflex as rx

from rxapp.accounts import service as accounts
from rxapp.accounts.doors.events import principal, subscriber
from rxapp.core.db import database


class FrameState(rx.State):
    """The name in the header."""

    full_name: str = ""
    initials: str = ""

    @rx.event
    @subscriber
    async def load(self) -> None:
        """Read the name."""
        async with database().reading() as db:
            person = await accounts.person(db, principal())
        self.full_name, self.initials = f"{person.first_name} {person.last_name}", person.initials
