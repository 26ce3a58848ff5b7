"""What the page "My services" shows and does."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import reflex as rx

from rxapp.accounts.doors.events import browser, principal, subscriber
from rxapp.accounts.live.service import Tab, feed
from rxapp.core import numbers
from rxapp.core.db import Db, database
from rxapp.core.errors import DomainError
from rxapp.core.region import region
from rxapp.gateways import gateways
from rxapp.gateways.bss import BssUnavailable, Service
from rxapp.linked_services import queries, rules, service
from rxapp.linked_services.cards import service as cards
from rxapp.linked_services.offers.state import OffersState
from rxapp.linked_services.tables import ServiceLink
from rxapp.step_up.state import ask_if_needed


@dataclass(frozen=True, slots=True)
class Card:
    """A service in the order of the start page; ``first`` and ``last`` cannot go further."""

    id: str
    kind: str
    number: str
    account_number: str
    hidden: bool
    first: bool
    last: bool


@dataclass(frozen=True, slots=True)
class Linked:
    """A linked account; ``number`` is whole, ``shown_number`` grouped by four."""

    number: str
    shown_number: str
    region: dict[str, str]
    name: str


class MineState(rx.State):
    """``leaving`` is the number of the account whose unlinking is being asked about."""

    loaded: bool = False
    stale: bool = False
    accounts: list[Linked] = []
    cards: list[Card] = []
    renaming: str = ""
    leaving: str = ""
    error: str = ""

    @rx.event
    @subscriber
    async def load(self) -> None:
        """Read everything anew, and hear of changes from now on."""
        who = principal()
        token = self.router.session.client_token
        feed.watch(Tab(token, who.account_id, who.session_id, (MineState.load, OffersState.load)))
        async with database().reading() as db:
            rows, layout = await queries.rows(db, who.account_id), await cards.layout(db, who)
        self.accounts = [_linked(row) for row in rows]
        try:
            found = await gateways().bss.services([row.account_number for row in rows])
            self.cards, self.stale = _cards(found, layout), False
        except BssUnavailable:
            self.stale = True
        self.loaded = True

    @rx.event
    @subscriber
    async def move(self, service_id: str, step: int) -> None:
        """A card goes up or down on the start page."""

        async def verb(db: Db) -> None:
            await cards.move(db, principal(), [card.id for card in self.cards], service_id, step)

        await self._do(verb)

    @rx.event
    @subscriber
    async def hide(self, service_id: str, hidden: bool) -> None:
        """A card leaves the start page, or comes back."""

        async def verb(db: Db) -> None:
            await cards.hide(db, principal(), [card.id for card in self.cards], service_id, hidden=hidden)

        await self._do(verb)

    @rx.event
    @subscriber
    async def begin_renaming(self, number: str) -> None:
        """Open the field of a name; an empty number closes it."""
        self.renaming, self.error = number[:12], ""

    @rx.event
    @subscriber
    async def rename(self, form: dict[str, str]) -> None:
        """Call an account by another name."""

        async def verb(db: Db) -> None:
            await service.rename(db, principal(), self.renaming, form.get("link-name", "")[:80])

        await self._do(verb)
        if not self.error:
            self.renaming = ""

    @rx.event
    @subscriber
    async def ask_to_unlink(self, number: str) -> None:
        """Open the question; an empty number closes it."""
        self.leaving, self.error = number[:12], ""

    @rx.event
    @subscriber
    async def show_question(self, open: bool) -> None:
        """The window of the question was closed by the person."""
        if not open:
            self.leaving, self.error = "", ""

    @rx.event
    @subscriber
    async def unlink(self) -> list[rx.event.EventSpec]:
        """The account is shown no more."""
        number = self.leaving

        async def verb(db: Db) -> None:
            await service.unlink(db, principal(), browser(), number)

        asked = await self._do(verb)
        if asked or not self.error:
            self.leaving = ""
        return asked

    async def _do(self, verb: Callable[[Db], Awaitable[None]]) -> list[rx.event.EventSpec]:
        try:
            async with database().writing() as db:
                await verb(db)
        except DomainError as refused:
            asked = ask_if_needed(refused)
            self.error = "" if asked else refused.message
            return asked
        self.error = ""
        # Every open tab lays its cards anew, this one too.
        await feed.account_changed(principal().account_id)
        return []


def _linked(row: ServiceLink) -> Linked:
    home, number = region(row.region), row.account_number
    return Linked(number, numbers.shown(number), {"ru": home.ru, "en": home.en, "hi": home.hi}, row.name)


def _cards(found: list[Service], layout: cards.Layout) -> list[Card]:
    services = {one.id: one for one in found}
    order = rules.arranged(list(services), layout.order)
    return [
        Card(
            id=one,
            kind=services[one].kind,
            number=numbers.shown(services[one].number),
            account_number=services[one].account_number,
            hidden=one in layout.hidden,
            first=place == 0,
            last=place == len(order) - 1,
        )
        for place, one in enumerate(order)
    ]
