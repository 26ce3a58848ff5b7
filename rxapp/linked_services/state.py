"""What the linking page shows and does."""

import reflex as rx

from rxapp import routes
from rxapp.accounts.doors.events import principal, subscriber
from rxapp.accounts.sessions import freshness
from rxapp.core import clock
from rxapp.core.db import database
from rxapp.core.errors import DomainError, FormRefused
from rxapp.gateways import gateways
from rxapp.linked_services import service as links
from rxapp.step_up.state import StepUpState, ask_if_needed


class LinkState(rx.State):
    """Linking one billing account (LK-1)."""

    errors: dict[str, str] = {}
    attempts: int = 0
    region: str = ""
    number: str = ""
    login: str = ""

    @rx.event
    @subscriber
    async def load(self) -> list[rx.event.EventSpec]:
        """A fresh form. Who must prove again who they are is asked before they have typed anything (SESS-4)."""
        self.errors = {}
        async with database().reading() as db:
            return [] if await freshness.is_fresh(db, principal()) else [StepUpState.ask()]

    @rx.event
    @subscriber
    async def submit(self, form: dict[str, str]) -> list[rx.event.EventSpec]:
        """Prove the account with the service's own login and password, then link it."""
        who = principal()
        self.region, self.login = form.get("region", "")[:10], form.get("service-login", "")[:64]
        self.number = form.get("account-number", "")[:20]
        try:
            async with database().writing() as db:
                claim = await links.attempt(
                    db,
                    who,
                    region=self.region,
                    number=self.number,
                    login=self.login,
                    secret=form.get("service-password", ""),
                )
            proof = await links.prove(gateways().bss, claim)
            async with database().writing() as db:
                await links.link(db, who, proof, clock.now())
        except DomainError as refused:
            self.attempts += 1
            whole = {refused.field or "form": refused.message}
            self.errors = refused.errors if isinstance(refused, FormRefused) else whole
            return ask_if_needed(refused)
        self.region = self.number = self.login = ""
        self.errors = {}
        return [rx.redirect(routes.DASHBOARD)]
