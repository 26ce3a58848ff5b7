"""A provider that fails five times in a row is left alone for two minutes; the others stay."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import col, select

from rxapp.core import clock
from rxapp.core.db import Database, Db, insert_of
from rxapp.gateways.identity import ProviderName
from rxapp.social import rules
from rxapp.social.tables import ProviderHealth


async def resting(db: Db) -> list[str]:
    """The providers nobody is sent to now."""
    out = select(ProviderHealth.provider).where(col(ProviderHealth.until) > clock.now())
    return list((await db.exec(out.order_by(col(ProviderHealth.provider)))).all())


async def failed(database: Database, provider: ProviderName) -> None:
    """Count one failure. After a rest the first one starts the next rest."""
    insert = insert_of(database)
    async with database.writing() as db:
        fresh = insert(ProviderHealth).values(provider=provider, failures=1)
        more = fresh.on_conflict_do_update(index_elements=["provider"], set_={"failures": ProviderHealth.failures + 1})
        failures = (await db.exec(more.returning(col(ProviderHealth.failures)))).scalar_one()
        if failures >= rules.FAILURES_IN_A_ROW:
            until: datetime = clock.now() + timedelta(seconds=rules.OUT_FOR)
            await db.exec(update(ProviderHealth).where(col(ProviderHealth.provider) == provider).values(until=until))


async def answered(database: Database, provider: ProviderName) -> None:
    """It works; what was before is forgotten."""
    async with database.reading() as db:
        row = await db.get(ProviderHealth, provider)
    if row is None or not row.failures:
        return
    async with database.writing() as db:
        mine = col(ProviderHealth.provider) == provider
        await db.exec(update(ProviderHealth).where(mine).values(failures=0, until=None))
