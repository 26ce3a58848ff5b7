"""What the dashboard shows. Plain values only; each load reads as the principal."""

import asyncio
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
from rxapp.linked_services import service as links

FEED_LINES = 12


class DashboardState(rx.State):
    """The whole start page; ``loaded`` turns the skeletons into values."""

    loaded: bool = False
    first_name: str = ""
    region_names: dict[str, str] = {}
    total_minor: int = 0
    due_minor: int = 0
    due_on: str = ""
    services: list[Card] = []
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
        feed.watch(Tab(token, who.account_id, who.session_id, (DashboardState.load,)))
        proved, seen = await self._read_person(who)
        try:
            await self._read_operator(proved, seen)
            self.stale, self.as_of = False, clock.now().isoformat()
        except BssUnavailable:
            # What was shown stays, marked with the time it was true.
            self.stale = True
        self.loaded = True
        if seen is None and proved and not self.stale:
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

    async def _read_person(self, who: Principal) -> tuple[list[BillingAccount], datetime | None]:
        async with database().reading() as db:
            person = await accounts.person(db, who)
            proved = await links.linked_accounts(db, who)
            seen = await billing.seen_at(db, who)
        self.first_name = person.first_name
        home = region(person.region)
        self.region_names = {"ru": home.ru, "en": home.en, "hi": home.hi}
        return proved, seen

    async def _read_operator(self, proved: list[BillingAccount], seen: datetime | None) -> None:
        bss = gateways().bss
        money, self.services, self.events, points = await asyncio.gather(
            billing.summary(bss, proved),
            billing.cards(bss, proved),
            billing.happenings(bss, proved, FEED_LINES, seen),
            bonus.standing(bss, proved),
        )
        self.unread = sum(event.unread for event in self.events)
        self.total_minor, self.due_minor, self.due_on = money.balance_minor, money.due_minor, money.due_on
        self.member, self.points = points.member, points.points
        self.level_text, self.next_text = points.level_text, points.next_text
        self.to_next, self.level_percent = points.to_next, points.percent
