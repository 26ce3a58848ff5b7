"""Points of the subscriber's linked accounts, and joining the programme with the first of them."""

from collections.abc import Sequence

from rxapp.bonus import rules
from rxapp.events import ServiceLinked
from rxapp.gateways.bss import BillingAccount, BssGateway


async def standing(bss: BssGateway, accounts: Sequence[BillingAccount]) -> rules.Standing:
    """Points and level over the principal's own accounts. Call outside of a writing transaction.

    Somebody with accounts and no membership joins here: the event of the first link may have been lost in a crash
    between its commit and its listener. Raises BssUnavailable.
    """
    numbers = [account.number for account in accounts]
    found = await bss.loyalty(numbers)
    if numbers and not any(row.member for row in found):
        await bss.enrol(numbers[0])
        found = await bss.loyalty(numbers)
    return rules.standing(found)


async def join_on_first_link(bss: BssGateway, event: ServiceLinked) -> None:
    """Listener: the first linked account makes its owner a member; later links change nothing (BN-1)."""
    if event.first:
        await bss.enrol(event.account_number)
