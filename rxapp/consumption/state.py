"""What the page of usage shows. Whom one called is hidden until the person asks, and shown only as long as a
proof of who one is stays fresh (PD-8).
"""

import reflex as rx

from rxapp.accounts.doors.events import browser, principal, subscriber
from rxapp.accounts.live.service import Tab, feed
from rxapp.accounts.sessions import freshness
from rxapp.billing.rules import KIND_TEXTS
from rxapp.consumption import rules, service
from rxapp.consumption.rules import Period, Point, Record, Total
from rxapp.core import clock, numbers
from rxapp.core.checks import uuid_or_empty
from rxapp.core.db import database
from rxapp.core.errors import FormRefused
from rxapp.gateways import gateways
from rxapp.gateways.bss import BillingAccount, BssUnavailable, ServiceUnknown
from rxapp.linked_services import service as links
from rxapp.step_up.state import StepUpState

PAGE = 20
MOST = 500


class UsageState(rx.State):
    """One service, one period; ``kind`` is what the chart shows."""

    loaded: bool = False
    missing: bool = False
    stale: bool = False
    service_id: str = ""
    service_text: str = ""
    service_number: str = ""
    period: str = "month"
    since: str = ""
    until: str = ""
    errors: dict[str, str] = {}
    kind: str = ""
    totals: list[Total] = []
    points: list[Point] = []
    records: list[Record] = []
    more_records: bool = False
    limit: int = PAGE
    asked_to_see: bool = False
    whole_for: float = 0
    # Whole records were let through, and the journal says so.
    _opened: bool = False

    @rx.event
    @subscriber
    async def load(self) -> None:
        """Read everything anew, and hear of changes from now on."""
        who = principal()
        wanted = uuid_or_empty(self.router.url.query_parameters.get("id", ""))
        token = self.router.session.client_token
        feed.watch(Tab(token, who.account_id, who.session_id, (UsageState.load,)))
        if wanted != self.service_id:
            self.reset()  # type: ignore[no-untyped-call]
        self.service_id = wanted
        await self._read()
        self.loaded = True

    @rx.event
    @subscriber
    async def choose_period(self, period: str) -> None:
        """This month, the last one, three months; days of one's own wait for their form."""
        if period in rules.PERIODS:
            self.period, self.errors, self.limit = period, {}, PAGE
            await self._read()

    @rx.event
    @subscriber
    async def choose_days(self, form: dict[str, str]) -> None:
        """Days of one's own."""
        self.since, self.until = form.get("since", "")[:10], form.get("until", "")[:10]
        self.limit = PAGE
        await self._read()

    @rx.event
    @subscriber
    async def choose_kind(self, kind: str) -> None:
        """What the chart and the list show."""
        if rules.known_kind(kind):
            self.kind, self.limit = kind, PAGE
            await self._read()

    @rx.event
    @subscriber
    async def more(self) -> None:
        """More records."""
        self.limit = min(self.limit + PAGE, MOST)
        await self._read()

    @rx.event
    @subscriber
    async def reveal(self) -> list[rx.event.EventSpec]:
        """Show whom and when; who has not just proved who they are is asked first."""
        self.asked_to_see = True
        await self._read()
        return [] if self.whole_for else [StepUpState.ask()]

    @rx.event
    @subscriber
    async def hide(self) -> None:
        """The proof is too old, or the person has seen enough."""
        self.asked_to_see = False
        await self._read()

    async def _read(self) -> None:
        who = principal()
        async with database().reading() as db:
            mine = await links.linked_accounts(db, who)
            self.whole_for = await freshness.fresh_for(db, who) if self.asked_to_see else 0
        if self._opened and not self.whole_for:
            # At once: what is read next may be refused, or the operator silent.
            self.records, self._opened = [], False
        try:
            asked = rules.period(self.period, clock.today(), self.since, self.until)
        except FormRefused as refused:
            # Days of one's own that were not typed yet are no mistake.
            self.errors = refused.errors if self.since or self.until else {}
            return
        try:
            await self._read_operator(mine, asked)
            self.stale, self.missing, self.errors = False, False, {}
        except ServiceUnknown:
            self.missing, self.totals, self.points, self.records = True, [], [], []
        except BssUnavailable:
            self.stale = True

    async def _read_operator(self, mine: list[BillingAccount], asked: Period) -> None:
        bss = gateways().bss
        card = await service.service_of(bss, mine, self.service_id)
        if self.whole_for and not self._opened:
            async with database().writing() as db:
                await service.note_opened(db, principal(), browser(), card.number)
            self._opened = True
        days = await service.days(bss, mine, self.service_id, asked)
        self.service_text, self.service_number = KIND_TEXTS[card.kind], numbers.shown(card.number)
        self.totals = rules.totals(days)
        there = [total.kind for total in self.totals]
        if self.kind not in there:
            self.kind = there[0] if there else ""
        self.points = rules.points(days, self.kind, asked) if self.kind else []
        page = await service.records(bss, mine, self.service_id, asked, rules.known_kind(self.kind), limit=self.limit)
        self.records = [rules.record(row, whole=self.whole_for > 0) for row in page.rows]
        self.more_records = page.more
        self.since, self.until = asked.since.isoformat(), asked.until.isoformat()
