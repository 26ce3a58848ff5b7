"""What the dashboard shows. Plain values only; each load reads as the principal."""

import asyncio
from dataclasses import dataclass

import reflex as rx

from rxapp.accounts import service as accounts
from rxapp.accounts.doors.events import principal, subscriber
from rxapp.accounts.live.service import Tab, feed
from rxapp.billing import service as billing
from rxapp.bonus import service as bonus
from rxapp.core import clock
from rxapp.core.db import database
from rxapp.core.errors import DomainError
from rxapp.core.region import Region, region
from rxapp.gateways import gateways
from rxapp.gateways.bss import BssUnavailable, FeedEvent, OwnershipNotProven, Service
from rxapp.linked_services import service as links


@dataclass(frozen=True)
class AllowanceLine:
    """One package on a card."""

    kind: str
    used: float
    total: float
    share: float


@dataclass(frozen=True)
class ServiceCard:
    """One linked service. Money is kopecks, dates are ISO."""

    id: str
    kind: str
    number: str
    tariff: str
    status: str
    balance_minor: int
    next_minor: int
    next_on: str
    allowances: list[AllowanceLine]


@dataclass(frozen=True)
class EventLine:
    """One line of the feed."""

    id: str
    code: str
    at: str
    amount_minor: int
    points: int
    kind: str
    tariff: str


class DashboardState(rx.State):
    """The whole start page; ``loaded`` turns the skeletons into values."""

    loaded: bool = False
    first_name: str = ""
    full_name: str = ""
    initials: str = ""
    region_names: dict[str, str] = {}
    total_minor: int = 0
    due_minor: int = 0
    due_on: str = ""
    services: list[ServiceCard] = []
    events: list[EventLine] = []
    member: bool = False
    points: int = 0
    level: str = "standard"
    to_next: int = 0
    next_level: str = ""
    level_share: float = 0
    as_of: str = ""
    stale: bool = False

    @rx.event
    @subscriber
    async def load(self) -> None:
        """Read everything anew, and hear of changes from now on."""
        who = principal()
        token = self.router.session.client_token
        feed.watch(Tab(token, who.account_id, who.session_id, (DashboardState.load,)))
        async with database().reading() as db:
            person = await accounts.person(db, who)
            numbers = await links.numbers(db, who)
        self.first_name, self.initials = person.first_name, person.initials
        self.full_name = f"{person.first_name} {person.last_name}"
        self.region_names = _names(region(person.region)) if person.region else {}
        try:
            await self._read(numbers)
            self.stale, self.as_of = False, clock.now().isoformat()
        except BssUnavailable:
            # What was shown stays, marked with the time it was true.
            self.stale = True
        self.loaded = True

    async def _read(self, numbers: list[str]) -> None:
        bss = gateways().bss
        overview, points = await asyncio.gather(billing.overview(bss, numbers), bonus.overview(bss, numbers))
        self.total_minor, self.due_minor, self.due_on = overview.total_minor, overview.due_minor, overview.due_on
        self.services = [_card(service) for service in overview.services]
        self.events = [_line(event) for event in overview.events]
        self.member, self.points, self.level = points.member, points.points, points.level
        self.to_next, self.next_level = points.to_next or 0, points.next_level or ""
        self.level_share = points.share


class LinkState(rx.State):
    """Linking one billing account (LK-1)."""

    errors: dict[str, str] = {}
    region: str = ""
    number: str = ""
    login: str = ""
    linked: bool = False

    @rx.event
    @subscriber
    async def load(self) -> None:
        """A fresh form; the tab hears of its session's end."""
        who = principal()
        feed.watch(Tab(self.router.session.client_token, who.account_id, who.session_id, ()))
        self.errors, self.linked = {}, False

    @rx.event
    @subscriber
    async def submit(self, form: dict[str, str]) -> rx.event.EventSpec | None:
        """Prove the account with the service's own login and password, then link it."""
        who = principal()
        self.region, self.login = form.get("region", "")[:10], form.get("service-login", "")[:64]
        self.number = form.get("account-number", "")[:20]
        number = "".join(filter(str.isdigit, self.number))
        self.errors = _missing(self.region, number, self.login, form.get("service-password", ""))
        if self.errors:
            return None
        try:
            await links.count_try(database(), who, number)
            proved = await gateways().bss.prove_ownership(
                region=self.region, number=number, login=self.login, secret=form.get("service-password", "")[:128]
            )
            async with database().writing() as db:
                await links.link(db, who, proved)
        except OwnershipNotProven as refused:
            self.errors = {"form": refused.message}
            return None
        except DomainError as refused:
            self.errors = {refused.field or "form": refused.message}
            return None
        self.region = self.number = self.login = ""
        return rx.redirect("/dashboard")


def _missing(region_code: str, number: str, login: str, secret: str) -> dict[str, str]:
    errors = {}
    if not region_code:
        errors["region"] = "region.unknown"
    if len(number) != 12:
        errors["account-number"] = "linked_services.number_malformed"
    if not login:
        errors["service-login"] = "linked_services.login_missing"
    if not secret:
        errors["service-password"] = "linked_services.password_missing"  # noqa: S105
    return errors


def _names(found: Region) -> dict[str, str]:
    return {"ru": found.ru, "en": found.en, "hi": found.hi}


def _card(service: Service) -> ServiceCard:
    return ServiceCard(
        id=service.id,
        kind=service.kind,
        number=service.number,
        tariff=service.tariff,
        status=service.status,
        balance_minor=service.balance_minor,
        next_minor=service.next_charge_minor,
        next_on=service.next_charge_on.isoformat() if service.next_charge_on else "",
        allowances=[
            AllowanceLine(a.kind, a.used, a.total, min(1.0, a.used / a.total) if a.total else 0)
            for a in service.allowances
        ],
    )


def _line(event: FeedEvent) -> EventLine:
    return EventLine(
        event.id, event.code, event.at.isoformat(), event.amount_minor, event.points, event.kind, event.tariff
    )
