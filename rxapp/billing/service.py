"""What the dashboard shows of money and services. ``accounts`` are the principal's own, from ``linked_accounts``.

The port may be across a network: call these outside of a writing transaction. Each raises BssUnavailable.
"""

from collections.abc import Sequence

from rxapp.billing import rules
from rxapp.gateways.bss import BillingAccount, BssGateway


async def summary(bss: BssGateway, accounts: Sequence[BillingAccount]) -> rules.Summary:
    """Total balance, amount due (kopecks) and due date over these accounts."""
    return rules.summary(await bss.balances(_numbers(accounts)))


async def cards(bss: BssGateway, accounts: Sequence[BillingAccount]) -> list[rules.Card]:
    """A card for each service, in a stable order."""
    return [rules.card(service) for service in await bss.services(_numbers(accounts))]


async def happenings(bss: BssGateway, accounts: Sequence[BillingAccount], limit: int = 12) -> list[rules.Happening]:
    """The newest events of these accounts, newest first."""
    return [rules.happening(event) for event in await bss.events(_numbers(accounts), limit)]


def _numbers(accounts: Sequence[BillingAccount]) -> list[str]:
    return [account.number for account in accounts]
