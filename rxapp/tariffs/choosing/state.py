"""What the page of tariffs shows, and which of them stand side by side."""

import reflex as rx

from rxapp.accounts.doors.events import principal, subscriber
from rxapp.accounts.live.service import Tab, feed
from rxapp.core.db import database
from rxapp.gateways import gateways
from rxapp.gateways.bss import BssUnavailable, ServiceUnknown
from rxapp.linked_services import service as links
from rxapp.tariffs.choosing import rules, service
from rxapp.tariffs.choosing.rules import Offer
from rxapp.tariffs.rules import ServiceView
from rxapp.tariffs.state import asked_for


class TariffsState(rx.State):
    """The offers; ``chosen`` are compared."""

    loaded: bool = False
    missing: bool = False
    stale: bool = False
    service_id: str = ""
    view: ServiceView | None = None
    offers: list[Offer] = []
    chosen: list[str] = []
    compared: list[Offer] = []
    parts_compared: list[str] = []

    @rx.event
    @subscriber
    async def load(self) -> None:
        """Read everything anew, and hear of changes from now on."""
        who, wanted = principal(), asked_for(self)
        token = self.router.session.client_token
        feed.watch(Tab(token, who.account_id, who.session_id, (TariffsState.load,)))
        if wanted != self.service_id:
            self.reset()  # type: ignore[no-untyped-call]
        self.service_id = wanted
        async with database().reading() as db:
            mine = await links.linked_accounts(db, who)
        try:
            self.view, self.offers = await service.offers(gateways().bss, mine, wanted)
            self.stale = self.missing = False
        except ServiceUnknown:
            self.view, self.offers, self.missing = None, [], True
        except BssUnavailable:
            self.stale = True
        self._compare()
        self.loaded = True

    @rx.event
    @subscriber
    async def compare(self, offering_id: str) -> None:
        """Put a tariff beside the others, or take it away."""
        if any(offer.id == offering_id for offer in self.offers):
            self.chosen = rules.compared(self.chosen, offering_id)
        self._compare()

    def _compare(self) -> None:
        here = {offer.id: offer for offer in self.offers}
        self.chosen = [one for one in self.chosen if one in here]
        self.compared = [here[one] for one in self.chosen]
        contents = [one.content for one in self.compared]
        self.parts_compared = [part for part in rules.PARTS if any(getattr(one, part) for one in contents)]
