"""What the linking page shows and does: the claim, the code for a mobile number, the last look before it is linked."""

import reflex as rx

from rxapp import routes
from rxapp.accounts.doors.events import browser, principal, subscriber
from rxapp.accounts.sessions import freshness
from rxapp.core import numbers
from rxapp.core.db import database
from rxapp.core.errors import DomainError, FormRefused
from rxapp.core.region import region
from rxapp.gateways import gateways
from rxapp.gateways.bss import BillingAccount
from rxapp.linked_services import rules
from rxapp.linked_services import service as links
from rxapp.linked_services.by_code import service as by_code
from rxapp.step_up.state import StepUpState, ask_if_needed


class LinkState(rx.State):
    """``step`` is claim, code or confirm."""

    step: str = "claim"
    errors: dict[str, str] = {}
    attempts: int = 0
    kind: str = "internet"
    region: str = ""
    number: str = ""
    login: str = ""
    phone: str = ""
    code_shown: str = ""
    resend_in: float = 0
    found_number: str = ""
    found_region: dict[str, str] = {}
    found_kinds: list[str] = []

    @rx.event
    @subscriber
    async def load(self) -> list[rx.event.EventSpec]:
        """Where this session stands. Who must prove again who they are is asked before they have typed (SESS-4)."""
        self.errors = {}
        who = principal()
        async with database().reading() as db:
            waiting, asked = await links.proved(db, who), await by_code.asked(db, who)
            fresh = await freshness.is_fresh(db, who)
        if waiting:
            await self._show_found(waiting)
        elif asked:
            self._show_code(asked)
        else:
            self.step = "claim"
        return [] if fresh else [StepUpState.ask()]

    @rx.event
    @subscriber
    async def choose_kind(self, kind: str) -> None:
        """Which service is going to be linked."""
        if kind in ("internet", "tv", "phone", "mobile"):
            self.kind, self.errors = kind, {}

    @rx.event
    @subscriber
    async def submit(self, form: dict[str, str]) -> list[rx.event.EventSpec]:
        """Prove the account by the service's own login and password, or begin to by a code to the mobile number."""
        self.kind = form.get("kind", self.kind)[:10]
        self.region, self.login = form.get("region", "")[:10], form.get("service-login", "")[:64]
        self.number, self.phone = form.get("account-number", "")[:20], form.get("mobile-number", "")[:40]
        try:
            if self.kind == "mobile":
                await self._send_code()
            else:
                await self._prove(form.get("service-password", ""))
        except DomainError as refused:
            return self._refuse(refused)
        self.errors = {}
        return []

    @rx.event
    @subscriber
    async def resend(self) -> list[rx.event.EventSpec]:
        """Another code; the former one dies."""
        try:
            async with database().writing() as db:
                self._show_code(await by_code.resend(db, principal(), browser()))
        except DomainError as refused:
            return self._refuse(refused)
        return []

    @rx.event
    @subscriber
    async def submit_code(self, form: dict[str, str]) -> list[rx.event.EventSpec]:
        """The code that came to the number."""
        who = principal()
        try:
            await by_code.prove(database(), gateways().bss, who, form.get("code", "")[:6])
            async with database().reading() as db:
                waiting = await links.proved(db, who)
            if waiting:
                await self._show_found(waiting)
        except rules.SimYoung as refused:
            self.step = "claim"
            return self._refuse(refused)
        except DomainError as refused:
            return self._refuse(refused)
        self.errors = {}
        return []

    @rx.event
    @subscriber
    async def confirm(self, form: dict[str, str]) -> list[rx.event.EventSpec]:
        """It is the right one: link it, under the name that was given."""
        try:
            async with database().writing() as db:
                await links.confirm(db, principal(), browser(), form.get("link-name", "")[:80])
        except DomainError as refused:
            return self._refuse(refused)
        self.reset()  # type: ignore[no-untyped-call]
        return [rx.redirect(routes.DASHBOARD)]

    @rx.event
    @subscriber
    async def back(self) -> None:
        """Not this one: what was proved is given up, what was typed stays."""
        async with database().writing() as db:
            await links.forget(db, principal())
        self.step, self.errors = "claim", {}

    async def _prove(self, secret: str) -> None:
        who, bss = principal(), gateways().bss
        async with database().writing() as db:
            claim = await links.attempt(
                db, who, kind=self.kind, region=self.region, number=self.number, login=self.login, secret=secret
            )
        proof = await links.prove(bss, claim)
        async with database().writing() as db:
            await links.keep(db, who, proof)
        await self._show_found(proof)

    async def _send_code(self) -> None:
        who = principal()
        async with database().writing() as db:
            number = await by_code.begin(db, who, self.phone)
        account = await by_code.look_up(gateways().bss, number)
        async with database().writing() as db:
            self._show_code(await by_code.send(db, who, browser(), number, account))

    def _show_code(self, asked: by_code.Asked) -> None:
        self.step, self.code_shown, self.resend_in = "code", asked.shown, asked.resend_in

    async def _show_found(self, account: BillingAccount) -> None:
        services = await gateways().bss.services([account.number])
        home = region(account.region)
        self.found_number = numbers.shown(account.number)
        self.found_region = {"ru": home.ru, "en": home.en, "hi": home.hi}
        self.found_kinds = [one.kind for one in services]
        self.step = "confirm"

    def _refuse(self, refused: DomainError) -> list[rx.event.EventSpec]:
        self.attempts += 1
        whole = {refused.field or "form": refused.message}
        self.errors = dict(refused.errors) if isinstance(refused, FormRefused) else whole
        return ask_if_needed(refused)
