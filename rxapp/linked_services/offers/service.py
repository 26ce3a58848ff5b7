"""What may be offered; taking and dismissing an offer."""

from dataclasses import dataclass

from rxapp.accounts import queries as accounts
from rxapp.accounts.browser import Browser
from rxapp.accounts.principal import Principal
from rxapp.accounts.sessions import freshness
from rxapp.accounts.sims import service as sims
from rxapp.core import clock, secrets
from rxapp.core.db import Db
from rxapp.gateways.bss import BillingAccount, BssGateway, KnownAccount
from rxapp.linked_services import queries, rules, service

MOST_PHONES = 5


@dataclass(frozen=True, slots=True)
class Offer:
    """An account that may be linked: ``id`` means it to this person only; the number is masked."""

    id: str
    shown_number: str
    kinds: list[str]


async def phones(db: Db, principal: Principal) -> list[str]:
    """The person's confirmed phones, E.164: nobody is offered what an unconfirmed one would lead to."""
    rows = await accounts.contacts(db, principal.account_id)
    return [row.key for row in rows if row.kind == "phone" and row.confirmed][:MOST_PHONES]


async def known(bss: BssGateway, numbers: list[str]) -> list[KnownAccount]:
    """What the operator knows for these phones, each account once, and nothing for a young SIM: who has it in hand
    may not be who has the contract (OTP-11). Raises BssUnavailable.
    """
    found: dict[str, KnownAccount] = {}
    for number in numbers:
        there = await bss.accounts_of_phone(number)
        if there and await sims.is_young(bss, number):
            continue
        for one in there:
            found.setdefault(one.account.number, one)
    return list(found.values())


async def offers(db: Db, principal: Principal, found: list[KnownAccount]) -> list[Offer]:
    """Those not linked and not dismissed. ``found`` is what ``known`` answered."""
    mine = {account.number for account in await queries.links(db, principal.account_id)}
    unwanted = mine | await queries.dismissed(db, principal.account_id)
    return [
        Offer(
            offer_id(principal, one.account),
            rules.masked(one.account.number),
            list(one.kinds),
        )
        for one in found
        if one.account.number not in unwanted
    ]


async def take(
    db: Db, principal: Principal, browser: Browser, numbers: list[str], found: list[KnownAccount], wanted: str
) -> None:
    """Link the offered account; ``numbers`` are the phones ``found`` was asked for, still confirmed now.

    Raises StepUpNeeded, NothingProved for an offer that is not there any more, LinksFull.
    """
    await freshness.require_fresh(db, principal)
    account = _meant(principal, found, wanted)
    if not set(numbers) <= set(await phones(db, principal)):
        raise rules.NothingProved
    await service.link(db, principal, account, clock.now(), browser=browser)


async def dismiss(db: Db, principal: Principal, found: list[KnownAccount], wanted: str) -> None:
    """Do not offer it again. Raises StepUpNeeded in a reduced session, NothingProved for an offer that is not there."""
    freshness.require_full(principal)
    await service.dismiss(db, principal, _meant(principal, found, wanted).number)


def offer_id(principal: Principal, account: BillingAccount) -> str:
    """Names the offer without its number, and for this person only."""
    return secrets.keyed("service-offer", str(principal.account_id), account.number)[:32]


def _meant(principal: Principal, found: list[KnownAccount], wanted: str) -> BillingAccount:
    for one in found:
        if secrets.same(offer_id(principal, one.account), wanted):
            return one.account
    raise rules.NothingProved
