"""What the tests of changes share."""

from rxapp.gateways.bss import BillingAccount
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.tariffs.change.state import ChangeState
from rxapp.tariffs.state import ServiceState
from tests.gateways.bss.conftest import INTERNET, MOBILE
from tests.personas import Person
from tests.pipeline import OpenTab, Tab

ANNAS = (BillingAccount(INTERNET, "RU-NVS"), BillingAccount(MOBILE, "RU-NVS"))


async def opened(open_tab: OpenTab, person: Person, service_id: str) -> Tab:
    tab = await open_tab(session=person.session, path=f"/service?id={service_id}")
    await tab.fire(ServiceState.load)
    return tab


async def ask(tab: Tab, service_id: str, kind: str, subject: str = "", when: str = "now", days: int = 0) -> None:
    await tab.fire(
        ChangeState.ask, service_id=service_id, kind=kind, subject=subject, when=when, days=days, locale="ru"
    )


async def internet(bss: EmbeddedBss, number: str = INTERNET) -> str:
    return (await bss.services([number]))[0].id


async def asked_for_a_router(bss: EmbeddedBss, open_tab: OpenTab, person: Person) -> tuple[str, Tab]:
    """The internet service, and a tab whose window asks whether to switch the router on."""
    mine = await internet(bss)
    tab = await opened(open_tab, person, mine)
    await ask(tab, mine, "option_on", "net-wifi")
    return mine, tab
