"""Offers on the screen."""

import reflex as rx

from rxapp.accounts.doors.events import browser, principal, subscriber
from rxapp.accounts.live.service import feed
from rxapp.core.db import database
from rxapp.core.errors import DomainError
from rxapp.gateways import gateways
from rxapp.gateways.bss import BssUnavailable, KnownAccount
from rxapp.linked_services.offers import service
from rxapp.linked_services.offers.service import Offer
from rxapp.step_up.state import ask_if_needed


class OffersState(rx.State):
    """What may be linked by one press."""

    offers: list[Offer] = []
    error: str = ""

    @rx.event
    @subscriber
    async def load(self) -> None:
        """Read anew; while the operator is silent there is nothing to offer."""
        self.error = ""
        try:
            await self._read(await self._known())
        except BssUnavailable:
            self.offers = []

    @rx.event
    @subscriber
    async def take(self, offer: str) -> list[rx.event.EventSpec]:
        """Link it; the operator is asked again, what the screen shows proves nothing."""
        try:
            numbers, found = await self._asked()
            async with database().writing() as db:
                await service.take(db, principal(), browser(), numbers, found, offer)
            await self._read(found)
        except DomainError as refused:
            self.error = "" if ask_if_needed(refused) else refused.message
            return ask_if_needed(refused)
        self.error = ""
        return []

    @rx.event
    @subscriber
    async def dismiss(self, offer: str) -> None:
        """Never again."""
        try:
            found = await self._known()
            async with database().writing() as db:
                await service.dismiss(db, principal(), found, offer)
            await self._read(found)
        except DomainError as refused:
            self.error = refused.message
            return
        await feed.account_changed(principal().account_id)

    async def _known(self) -> list[KnownAccount]:
        return (await self._asked())[1]

    async def _asked(self) -> tuple[list[str], list[KnownAccount]]:
        async with database().reading() as db:
            numbers = await service.phones(db, principal())
        return numbers, await service.known(gateways().bss, numbers)

    async def _read(self, found: list[KnownAccount]) -> None:
        async with database().reading() as db:
            self.offers = await service.offers(db, principal(), found)
