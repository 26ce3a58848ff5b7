"""Where the code of a recovery goes.

What a stranger sees depends on the typed name only. Limits of the real destination act in silence: told aloud they
would join two names of one account.
"""

from datetime import timedelta
from typing import Literal, cast

from rxapp import routes
from rxapp.accounts import queries as accounts
from rxapp.accounts.codes import budget, sending
from rxapp.accounts.codes import rules as code_rules
from rxapp.accounts.codes import service as codes
from rxapp.accounts.codes.budget import CodeWayClosed
from rxapp.accounts.codes.service import Flow
from rxapp.accounts.tables import Account
from rxapp.core import clock, limits, secrets
from rxapp.core.db import Db
from rxapp.core.errors import TooManyRequests
from rxapp.core.settings import settings
from rxapp.recovery import rules
from rxapp.recovery.tables import Recovery

PURPOSE = "recovery"
Channel = Literal["sms", "email"]


def named(row: Recovery) -> str:
    """The typed name as a destination of its own: its limits are told aloud, for every name alike."""
    return f"recovery:{row.who_hash}"


def flow_of(row: Recovery) -> Flow:
    """What a code of this recovery confirms."""
    return Flow(row.id, PURPOSE, row.destination, row.browser_hash)


async def send_code(db: Db, row: Recovery) -> None:
    """Send a code and a link the chosen way, or do the same work for nobody.

    Raises TooManyRequests, ResendsSpent, by what was typed and never by whose it is.
    """
    await budget.count_send(db, named(row), row.browser_hash, row.ip)
    # A decoy asks for an account that cannot be, so that the database does as much for it.
    account = await accounts.account_by_id(db, row.account_id or row.id)
    row.channel, row.destination = _destination(row, account)
    reachable = await _has_budget(db, row.destination) and account is not None
    code = await codes.issue(db, flow_of(row))
    token = secrets.token()
    row.link_hash = secrets.digest(token)
    row.link_expires_at = clock.now() + timedelta(seconds=rules.LINK_LIFE)
    db.add(row)
    if not reachable:
        await sending.send_nothing(db, flow_of(row))
        return
    channel = cast(Channel, row.channel)
    url = settings().origin + routes.recovery_letter(token)
    await sending.send(db, flow_of(row), code, channel=channel, to=row.destination, locale=row.locale, url=url)


def _destination(row: Recovery, account: Account | None) -> tuple[str, str]:
    """The chosen channel if it is confirmed, else the one that is. A decoy's destination is made of its name."""
    confirmed = {}
    if account and account.phone_confirmed_at:
        confirmed["sms"] = account.phone
    if account and account.email_confirmed_at:
        confirmed["email"] = account.email
    if row.way in confirmed or not confirmed:
        return row.way, confirmed.get(row.way, f"nobody:{row.way}:{row.who_hash}")
    return next(iter(confirmed.items()))


async def _has_budget(db: Db, destination: str) -> bool:
    try:
        await limits.hit(db, budget.SENT, destination, *code_rules.PER_DESTINATION)
        await budget.require_open(db, PURPOSE, destination)
    except (TooManyRequests, CodeWayClosed):
        return False
    return True
