"""The window that says what a change does and costs, and carries it out when it is agreed to."""

from uuid import UUID, uuid4

import reflex as rx

from rxapp.accounts.doors.events import browser, principal, subscriber
from rxapp.accounts.live.service import feed
from rxapp.accounts.principal import Principal
from rxapp.core import clock
from rxapp.core.db import database
from rxapp.core.errors import DomainError
from rxapp.gateways import gateways
from rxapp.gateways.bss import BssUnavailable, ServiceUnknown
from rxapp.gateways.bss.ordering import Change, ChangeRefused, OfferChanged, Quote
from rxapp.i18n.catalogue import known_locale
from rxapp.linked_services import service as links
from rxapp.step_up.state import StepUpState
from rxapp.tariffs import rules as screens
from rxapp.tariffs import service as services
from rxapp.tariffs.change import rules, service
from rxapp.tariffs.receipts import service as receipts
from rxapp.tariffs.receipts.tables import ChangeReceipt
from rxapp.tariffs.rules import Reason


class ChangeState(rx.State):
    """``step`` is empty, agree, done, sent, refused or moved."""

    step: str = ""
    kind: str = ""
    words: list[str] = []
    reason: Reason = Reason()
    error: str = ""
    _receipt_id: str = ""
    _service_id: str = ""
    _account_number: str = ""
    _quote: Quote | None = None
    _locale: str = "ru"

    @rx.event
    @subscriber
    async def ask(self, service_id: str, kind: str, subject: str, when: str, days: int, locale: str) -> None:
        """Ask the operator for the exact terms and show them; nothing is changed."""
        await self._open(service_id, kind, subject, when, days, locale)

    @rx.event
    @subscriber
    async def ask_to_stop(self, form: dict[str, str]) -> None:
        """The same for a voluntary stop, whose days are typed."""
        typed = form.get("days", "").strip()
        days = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0
        await self._open(form.get("service", ""), "suspend", "", "now", days, form.get("locale", ""))

    @rx.event
    @subscriber
    async def confirm(self) -> list[rx.event.EventSpec]:
        """Write down the consent and order. A second press is the same consent: the receipt's id is its key."""
        who = principal()
        if self._quote is None or self.step != "agree":
            return []
        if who.reduced:
            # A remembered session looks and does not act (SESS-2). What was offered is offered anew after the proof.
            self.reset()  # type: ignore[no-untyped-call]
            return [StepUpState.ask()]
        receipt = await self._agree(who, self._quote)
        if receipt is not None:
            await self._order(receipt)
        if self.step != "done":
            # What was done the operator announces; what was not shows as a receipt only.
            await feed.account_changed(who.account_id)
        return []

    @rx.event
    @subscriber
    async def show(self, open: bool) -> None:
        """The window was closed by the person: what was offered is forgotten."""
        if not open:
            self.reset()  # type: ignore[no-untyped-call]

    async def _agree(self, who: Principal, offer: Quote) -> ChangeReceipt | None:
        """The receipt; None when the link is gone since the window opened."""
        async with database().writing() as db:
            mine = {account.number for account in await links.linked_accounts(db, who)}
            if self._account_number not in mine:
                self.step = "moved"
                return None
            return await receipts.agree(
                db, who, browser(), UUID(self._receipt_id), self._account_number, offer, self.words, self._locale
            )

    async def _order(self, receipt: ChangeReceipt) -> None:
        """Ask the operator for it, and show what it said."""
        try:
            refusal = await service.carry_out(database(), gateways().bss, receipt)
        except BssUnavailable:
            self.step = "sent"
            return
        if refusal is None:
            self.step, self.error = "done", ""
            return
        await self._refuse(refusal, self._service_id)
        if isinstance(refusal, OfferChanged):
            self.step = "moved"

    async def _open(self, service_id: str, kind: str, subject: str, when: str, days: int, locale: str) -> None:
        self.kind, self._locale, self._quote = kind, known_locale(locale), None
        try:
            await self._offer(service_id, rules.parsed(kind, subject, when, days))
        except DomainError as refused:
            await self._refuse(refused, service_id)

    async def _offer(self, service_id: str, change: Change) -> None:
        async with database().reading() as db:
            mine = await links.linked_accounts(db, principal())
        self._account_number, offer = await service.quote(gateways().bss, mine, service_id, change)
        self._service_id, self._quote, self._receipt_id = service_id, offer, str(uuid4())
        self.words = rules.words(offer, self._locale, clock.today())
        self.step, self.reason, self.error = "agree", Reason(), ""

    async def _refuse(self, refused: DomainError, service_id: str) -> None:
        self.step, self.words, self.error, self.reason = "refused", [], "", Reason()
        if not isinstance(refused, ChangeRefused):
            self.error = refused.message
            return
        named: dict[str, dict[str, str]] = {}
        if "offering" in refused.why.params:
            async with database().reading() as db:
                mine = await links.linked_accounts(db, principal())
            try:
                view = await services.view(gateways().bss, mine, service_id)
            except (BssUnavailable, ServiceUnknown):
                # Whose name the rule needs is not to be had now.
                self.error = ChangeRefused.code
                return
            named = {option.id: option.name for option in view.options}
        self.reason = screens.reason(refused.why, named)
