"""What the dashboard shows of money and services. ``accounts`` are the principal's own, from ``linked_accounts``.

The port may be across a network: call these outside of a writing transaction. Each raises BssUnavailable.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import col

from rxapp.accounts.principal import Principal
from rxapp.billing import queries, rules
from rxapp.billing.tables import EventsSeen
from rxapp.core.db import Db, insert_of
from rxapp.gateways.bss import BillingAccount, BssGateway


async def summary(bss: BssGateway, accounts: Sequence[BillingAccount]) -> rules.Summary:
    """Total balance, amount due (kopecks) and due date over these accounts."""
    return rules.summary(await bss.balances(_numbers(accounts)))


async def cards(
    bss: BssGateway, accounts: Sequence[BillingAccount], named: Mapping[str, str] | None = None
) -> list[rules.Card]:
    """A card for each service, in a stable order; ``named`` is what their owner calls the accounts, by number."""
    called = named or {}
    services = await bss.services(_numbers(accounts))
    return [rules.card(service, called.get(service.account_number, "")) for service in services]


async def happenings(
    bss: BssGateway, accounts: Sequence[BillingAccount], limit: int = 12, seen_at: datetime | None = None
) -> list[rules.Happening]:
    """The newest events of these accounts, newest first; those after ``seen_at`` are unread."""
    return [rules.happening(event, seen_at) for event in await bss.events(_numbers(accounts), limit)]


async def read_up_to(db: Db, principal: Principal, moment: datetime) -> None:
    """The person has read the events up to this moment; it never moves back."""
    insert = insert_of(db)
    fresh = insert(EventsSeen).values(account_id=principal.account_id, seen_at=moment)
    later = col(EventsSeen.seen_at) < moment
    await db.exec(fresh.on_conflict_do_update(index_elements=["account_id"], set_={"seen_at": moment}, where=later))


async def seen_at(db: Db, principal: Principal) -> datetime | None:
    """Up to where the events are read; None before they were first shown."""
    return await queries.seen_at(db, principal.account_id)


def _numbers(accounts: Sequence[BillingAccount]) -> list[str]:
    return [account.number for account in accounts]
