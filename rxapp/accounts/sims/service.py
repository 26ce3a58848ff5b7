"""For 72 hours after a change an SMS alone proves little: whoever got the new SIM from the shop may read it.

Ask only when the code was right. Asked earlier, the operator's answer or its slowness would tell a stranger whether a
number has an account and whether its SIM is new (security.md 2.3).
"""

from datetime import timedelta
from uuid import UUID

from rxapp.accounts import queries as accounts
from rxapp.accounts.second_factor import checking
from rxapp.core import clock
from rxapp.core.db import Db
from rxapp.gateways.bss import BssGateway, BssUnavailable

YOUNG = timedelta(hours=72)


async def suffices(bss: BssGateway, phone: str, *, has_other: bool) -> bool:
    """Whether an SMS to this number (E.164) alone proves its owner. Not inside of a writing transaction.

    While the operator does not answer nobody knows. Then it depends on ``has_other``, another way to prove oneself:
    who has one loses little by being asked for it, so the SMS does not suffice. Who has none would be shut out for as
    long as the operator is silent, certainly, for the sake of a change that seldom falls into just those 72 hours; so
    it suffices. A change the operator does tell of closes the way for everybody, and the hotline is left.
    """
    try:
        return not await is_young(bss, phone)
    except BssUnavailable:
        return not has_other


async def is_young(bss: BssGateway, phone: str) -> bool:
    """Whether this number (E.164) got another SIM, or was ported, within 72 hours. Not inside of a writing transaction.

    Raises BssUnavailable.
    """
    changed_at = await bss.sim_changed_at(phone)
    return changed_at is not None and clock.now() - changed_at < YOUNG


async def others(db: Db, account_id: UUID, *, password: bool = True) -> tuple[bool, bool, bool]:
    """Which proofs the account has beside an SMS: a password, a confirmed main e-mail, an application.

    ``password=False`` where it has just been forgotten.
    """
    account = await accounts.account_by_id(db, account_id)
    if account is None:
        return False, False, False
    has_password = password and bool(account.password_hash)
    return has_password, account.email_confirmed_at is not None, await checking.is_on(db, account_id)
