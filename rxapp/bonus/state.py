"""What the bonus page shows, and the window in which a reward is taken."""

import asyncio
from uuid import uuid4

import reflex as rx

from rxapp.accounts.doors.events import principal, subscriber
from rxapp.accounts.live.service import Tab, feed
from rxapp.bonus import service
from rxapp.bonus.rules import Line, Offer, Standing, Suit
from rxapp.core.db import database
from rxapp.core.errors import DomainError
from rxapp.gateways import gateways
from rxapp.gateways.bss import BillingAccount, BssUnavailable
from rxapp.gateways.bss.rewards import RewardRefused
from rxapp.linked_services import service as links
from rxapp.step_up.state import StepUpState

PAGE = 10
MOST = 99


class BonusState(rx.State):
    """``chosen`` is the reward whose window is open; ``step`` is empty, agree, done or refused."""

    loaded: bool = False
    stale: bool = False
    linked: int = 0
    standing: Standing | None = None
    offers: list[Offer] = []
    lines: list[Line] = []
    more_lines: bool = False
    shown: int = PAGE
    step: str = ""
    chosen: Offer | None = None
    service_id: str = ""
    error: str = ""
    why_count: int = 0
    why_on: str = ""
    _key: str = ""

    @rx.event
    @subscriber
    async def load(self) -> None:
        """Read everything anew, and hear of changes from now on."""
        who = principal()
        token = self.router.session.client_token
        feed.watch(Tab(token, who.account_id, who.session_id, (BonusState.load,)))
        mine, bss = await self._mine(), gateways().bss
        self.linked = len(mine)
        try:
            self.standing, self.offers, told = await asyncio.gather(
                service.standing(bss, mine), service.offers(bss, mine), service.history(bss, mine, self.shown)
            )
            self.lines, self.more_lines = told
            self.stale = False
        except BssUnavailable:
            self.stale = True
        self.loaded = True

    @rx.event
    @subscriber
    async def more(self) -> None:
        """More of the history."""
        self.shown = min(self.shown + PAGE, MOST)
        try:
            self.lines, self.more_lines = await service.history(gateways().bss, await self._mine(), self.shown)
        except BssUnavailable:
            self.stale = True

    @rx.event
    @subscriber
    async def join(self) -> None:
        """Become a member."""
        try:
            await service.join(gateways().bss, await self._mine())
            self.error = ""
        except DomainError as refused:
            self.error = refused.message
        await feed.account_changed(principal().account_id)

    @rx.event
    @subscriber
    async def choose(self, reward_id: str) -> None:
        """Open the window of a reward; each opening is one taking, however often it is pressed."""
        found = next((offer for offer in self.offers if offer.id == reward_id and not offer.why), None)
        if found is None:
            return
        self.chosen, self.step, self.error, self._key = found, "agree", "", str(uuid4())
        self.service_id = found.suits[0].id

    @rx.event
    @subscriber
    async def choose_service(self, service_id: str) -> None:
        """For which service."""
        suits: list[Suit] = self.chosen.suits if self.chosen else []
        if any(suit.id == service_id for suit in suits):
            self.service_id = service_id

    @rx.event
    @subscriber
    async def take(self) -> list[rx.event.EventSpec]:
        """Spend the points."""
        if self.chosen is None or self.step != "agree":
            return []
        if principal().reduced:
            # A remembered session looks and does not act (SESS-2). The window is opened anew after the proof.
            self.step, self.chosen, self._key = "", None, ""
            return [StepUpState.ask()]
        try:
            await service.redeem(gateways().bss, await self._mine(), self.service_id, self.chosen.id, self._key)
            self.step, self.error = "done", ""
        except BssUnavailable as silent:
            # It may have been heard: the next press is the same taking.
            self.error = silent.message
        except RewardRefused as refused:
            self.step, self.error = "refused", refused.code
            self.why_count = int(refused.why.params.get("count", 0))
            self.why_on = refused.why.possible_on.isoformat() if refused.why.possible_on else ""
        except DomainError as refused:
            self.step, self.error = "refused", refused.message
        return []

    @rx.event
    @subscriber
    async def show(self, open: bool) -> None:
        """The window was closed by the person."""
        if not open:
            self.step, self.chosen, self.error, self._key = "", None, "", ""

    async def _mine(self) -> list[BillingAccount]:
        async with database().reading() as db:
            return await links.linked_accounts(db, principal())
