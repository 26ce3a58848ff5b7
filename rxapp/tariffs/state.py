"""What the page of one service shows."""

import reflex as rx

from rxapp.accounts.doors.events import principal, subscriber
from rxapp.accounts.live.service import Tab, feed
from rxapp.core import clock
from rxapp.core.checks import uuid_or_empty
from rxapp.core.db import database
from rxapp.core.region import region
from rxapp.gateways import gateways
from rxapp.gateways.bss import BillingAccount, BssUnavailable, ServiceUnknown
from rxapp.linked_services import service as links
from rxapp.tariffs import service
from rxapp.tariffs.receipts import queries
from rxapp.tariffs.receipts.rules import PAGE, Receipt
from rxapp.tariffs.rules import ServiceView

MOST_RECEIPTS = 200


def asked_for(state: rx.State) -> str:
    """The service id in the page's address; empty when there is none of the right shape."""
    return uuid_or_empty(state.router.url.query_parameters.get("id", ""))


class ServiceState(rx.State):
    """One service; ``missing`` when it does not exist or is somebody else's."""

    loaded: bool = False
    missing: bool = False
    stale: bool = False
    as_of: str = ""
    service_id: str = ""
    view: ServiceView | None = None
    region_names: dict[str, str] = {}
    undoable: str = ""
    receipts: list[Receipt] = []
    more_receipts: bool = False
    shown_receipts: int = PAGE

    @rx.event
    @subscriber
    async def load(self) -> None:
        """Read everything anew, and hear of changes from now on."""
        who, wanted = principal(), asked_for(self)
        token = self.router.session.client_token
        feed.watch(Tab(token, who.account_id, who.session_id, (ServiceState.load,)))
        if wanted != self.service_id:
            self.reset()  # type: ignore[no-untyped-call]
        self.service_id = wanted
        async with database().reading() as db:
            mine = await links.linked_accounts(db, who)
            self.receipts, self.more_receipts = await queries.of_service(db, who, wanted, self.shown_receipts)
        await self._read_operator(mine)
        self.loaded = True

    @rx.event
    @subscriber
    async def more(self) -> None:
        """More receipts."""
        self.shown_receipts = min(self.shown_receipts + PAGE, MOST_RECEIPTS)
        async with database().reading() as db:
            found = await queries.of_service(db, principal(), self.service_id, self.shown_receipts)
        self.receipts, self.more_receipts = found

    async def _read_operator(self, mine: list[BillingAccount]) -> None:
        try:
            self.view = await service.view(gateways().bss, mine, self.service_id)
            self.undoable = await service.undoable(gateways().bss, mine, self.service_id, clock.now())
        except ServiceUnknown:
            self.view, self.missing, self.receipts = None, True, []
            return
        except BssUnavailable:
            # What was shown stays, marked with the time it was true.
            self.stale = True
            return
        home = region(self.view.region)
        self.region_names = {"ru": home.ru, "en": home.en, "hi": home.hi}
        self.stale, self.missing, self.as_of = False, False, clock.now().isoformat()
