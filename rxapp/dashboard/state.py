"""What the dashboard shows. Plain values only; each load reads as the principal."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

import reflex as rx

from rxapp.accounts import service as accounts
from rxapp.accounts.doors.events import principal, subscriber
from rxapp.accounts.live.service import Tab, feed
from rxapp.accounts.principal import Principal
from rxapp.billing import service as billing
from rxapp.billing.rules import Card, Happening
from rxapp.bonus import service as bonus
from rxapp.core import clock
from rxapp.core.db import database
from rxapp.core.region import region
from rxapp.gateways import gateways
from rxapp.gateways.bss import BillingAccount, BssUnavailable
from rxapp.linked_services import queries as link_queries
from rxapp.linked_services import rules as link_rules
from rxapp.linked_services.cards import service as cards
from rxapp.linked_services.offers.state import OffersState
from rxapp.linked_services.tables import ServiceLink

FEED_LINES = 12


@dataclass(frozen=True, slots=True)
class Mine:
    """What the principal linked, how the cards lie, up to where the events are read."""

    rows: list[ServiceLink]
    layout: cards.Layout
    seen: datetime | None

    @property
    def accounts(self) -> list[BillingAccount]:
        """The billing accounts, the first linked first."""
        return [BillingAccount(row.account_number, row.region) for row in self.rows]


class DashboardState(rx.State):
    """The whole start page; ``loaded`` turns the skeletons into values."""

    loaded: bool = False
    first_name: str = ""
    region_names: dict[str, str] = {}
    total_minor: int = 0
    due_minor: int = 0
    due_on: str = ""
    services: list[Card] = []
    linked: int = 0
    events: list[Happening] = []
    unread: int = 0
    member: bool = False
    points: int = 0
    level_text: str = ""
    next_text: str = ""
    to_next: int = 0
    level_percent: int = 0
    as_of: str = ""
    stale: bool = False

    @rx.event
    @subscriber
    async def load(self) -> None:
        """Read everything anew, and hear of changes from now on."""
        who = principal()
        token = self.router.session.client_token
        feed.watch(Tab(token, who.account_id, who.session_id, (DashboardState.load, OffersState.load)))
        mine = await self._read_person(who)
        try:
            await self._read_operator(mine)
            self.stale, self.as_of = False, clock.now().isoformat()
        except BssUnavailable:
            # What was shown stays, marked with the time it was true.
            self.stale = True
        self.loaded = True
        if mine.seen is None and mine.rows and not self.stale:
            # Shown for the first time: the history is no news.
            await self._read_up_to(who)

    @rx.event
    @subscriber
    async def mark_read(self) -> None:
        """Everything shown is read, in every open tab."""
        who = principal()
        await self._read_up_to(who)
        await feed.account_changed(who.account_id)

    async def _read_up_to(self, who: Principal) -> None:
        newest = datetime.fromisoformat(self.events[0].at) if self.events else clock.now()
        async with database().writing() as db:
            await billing.read_up_to(db, who, newest)

    async def _read_person(self, who: Principal) -> Mine:
        async with database().reading() as db:
            person = await accounts.person(db, who)
            rows = await link_queries.rows(db, who.account_id)
            layout = await cards.layout(db, who)
            seen = await billing.seen_at(db, who)
        self.first_name = person.first_name
        home = region(person.region)
        self.region_names = {"ru": home.ru, "en": home.en, "hi": home.hi}
        return Mine(rows, layout, seen)

    async def _read_operator(self, mine: Mine) -> None:
        bss, proved = gateways().bss, mine.accounts
        money, found, self.events, points = await asyncio.gather(
            billing.summary(bss, proved),
            billing.cards(bss, proved, {row.account_number: row.name for row in mine.rows}),
            billing.happenings(bss, proved, FEED_LINES, mine.seen),
            bonus.standing(bss, proved),
        )
        shown = [one for one in found if one.id not in mine.layout.hidden]
        order = link_rules.arranged([one.id for one in shown], mine.layout.order)
        self.services = sorted(shown, key=lambda one: order.index(one.id))
        self.linked = len(proved)
        self.unread = sum(event.unread for event in self.events)
        self.total_minor, self.due_minor, self.due_on = money.balance_minor, money.due_minor, money.due_on
        self.member, self.points = points.member, points.points
        self.level_text, self.next_text = points.level_text, points.next_text
        self.to_next, self.level_percent = points.to_next, points.percent
