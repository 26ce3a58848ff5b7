"""Points of the subscriber's linked accounts, and joining the programme with the first of them."""

from collections.abc import Sequence

from rxapp.bonus import rules
from rxapp.core.errors import DomainError
from rxapp.events import ServiceLinked
from rxapp.gateways.bss import BillingAccount, BssGateway


class NothingLinked(DomainError):
    """Without a linked account there is nobody to join for."""

    code = "bonus.nothing_linked"


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


async def join(bss: BssGateway, accounts: Sequence[BillingAccount]) -> None:
    """Make the owner of the first linked account a member; a member stays one. Raises NothingLinked, BssUnavailable."""
    if not accounts:
        raise NothingLinked
    await bss.enrol(accounts[0].number)


async def history(bss: BssGateway, accounts: Sequence[BillingAccount], limit: int) -> tuple[list[rules.Line], bool]:
    """The newest movements of points, newest first, and whether there are more."""
    page = await bss.point_history([account.number for account in accounts], limit=limit)
    return [rules.movement(row) for row in page.rows], page.more


async def offers(bss: BssGateway, accounts: Sequence[BillingAccount]) -> list[rules.Offer]:
    """The rewards, cheapest first."""
    return [rules.offer(row) for row in await bss.rewards([account.number for account in accounts])]


async def redeem(
    bss: BssGateway, accounts: Sequence[BillingAccount], service_id: str, reward_id: str, key: str
) -> None:
    """Take a reward for one of the principal's own services, once a ``key``.

    Raises ServiceUnknown, RewardUnknown, RewardRefused, BssUnavailable.
    """
    await bss.redeem([account.number for account in accounts], service_id, reward_id, key=key)
