"""Telling what happened: a line of the feed, and a word to the rest of the product after the commit."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import col, select

from rxapp.core.bus import publish
from rxapp.core.db import Db
from rxapp.events import BillingAccountChanged
from rxapp.gateways.bss import FeedEvent
from rxapp.gateways.bss.embedded.rewards.tables import BssReward
from rxapp.gateways.bss.embedded.tables import BssBillingAccount, BssEvent, BssOffering


def write(
    db: Db,
    account: BssBillingAccount,
    code: str,
    at: datetime,
    *,
    amount_minor: int = 0,
    points: int = 0,
    kind: str = "",
    tariff: str = "",
) -> None:
    """Add a line to the account's feed; ``code`` is a key ``event.<code>`` of the catalogues."""
    line = BssEvent(billing_account_id=account.id, code=code, at=at, amount_minor=amount_minor, points=points)
    line.kind, line.tariff = kind, tariff
    db.add(line)


def announce(db: Db, number: str) -> None:
    """Publish that the account changed, once a transaction however many changes it makes."""
    told: set[str] = db.info.setdefault("bss_announced", set())
    if number not in told:
        told.add(number)
        publish(db, BillingAccountChanged(number))


async def newest(db: Db, numbers: list[str], limit: int) -> list[FeedEvent]:
    """The newest lines of these accounts, newest first."""
    found = (
        select(BssEvent, BssBillingAccount.number)
        .join(BssBillingAccount, col(BssBillingAccount.id) == BssEvent.billing_account_id)
        .where(col(BssBillingAccount.number).in_(numbers))
        .order_by(col(BssEvent.at).desc(), col(BssEvent.id))
        .limit(limit)
    )
    lines = (await db.exec(found)).all()
    names = await _names(db, {line.tariff for line, _ in lines} - {""})
    return [
        FeedEvent(
            str(line.id), number, line.code, line.at, line.amount_minor, line.points, line.kind, line.tariff,
            names.get(line.tariff, {}),
        )
        for line, number in lines
    ]  # fmt: skip


async def _names(db: Db, told: set[str]) -> dict[str, Mapping[str, str]]:
    """What else the offerings and rewards of these names are called, by language; the feed keeps its day's name."""
    if not told:
        return {}
    offerings = select(BssOffering.name, BssOffering.names).where(col(BssOffering.name).in_(told))
    rewards = select(BssReward.name, BssReward.names).where(col(BssReward.name).in_(told))
    return dict((await db.exec(offerings)).all()) | dict((await db.exec(rewards)).all())
