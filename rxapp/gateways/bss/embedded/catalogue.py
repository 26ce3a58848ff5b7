"""What the operator sells: tariffs and options with their prices by region."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from sqlalchemy import delete, func
from sqlmodel import col, select

from rxapp.core.db import Db
from rxapp.gateways.bss import Offering, ServiceKind
from rxapp.gateways.bss.embedded.errors import OfferingUnknown
from rxapp.gateways.bss.embedded.ordering.tables import BssOfferingRelation
from rxapp.gateways.bss.embedded.tables import BssOffering, BssOfferingPrice

EVERYWHERE = "RU"
MAX_PAGE = 100


@dataclass(frozen=True, slots=True)
class OfferingEntry:
    """An offering as a seed file lists it. ``prices`` maps a region, or ``RU``, to kopecks a month.

    ``names`` are the name in other languages, by code. ``requires`` and ``excludes`` are ids of other options.
    """

    id: str
    kind: ServiceKind
    name: str
    prices: Mapping[str, int]
    role: str = "tariff"
    content: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    requires: Sequence[str] = ()
    excludes: Sequence[str] = ()


async def load(db: Db, entries: Iterable[OfferingEntry]) -> int:
    """Bring the catalogue to these entries; what is not listed stays. Returns how many were read."""
    listed = list(entries)
    for entry in listed:
        row = BssOffering(id=entry.id, kind=entry.kind, role=entry.role, name=entry.name, names=dict(entry.names))
        await db.merge(row.model_copy(update=dict(entry.content)))
        await db.flush()
        for region, price in entry.prices.items():
            await db.merge(BssOfferingPrice(offering_id=entry.id, region=region, price_minor=price))
    for entry in listed:
        await _relate(db, entry)
    return len(listed)


async def _relate(db: Db, entry: OfferingEntry) -> None:
    await db.exec(delete(BssOfferingRelation).where(col(BssOfferingRelation.offering_id) == entry.id))
    for relation, others in (("requires", entry.requires), ("excludes", entry.excludes)):
        db.add_all(BssOfferingRelation(offering_id=entry.id, relation=relation, other_id=other) for other in others)
    await db.flush()


async def sold(db: Db, kind: str, region: str, offset: int, limit: int, role: str = "tariff") -> list[Offering]:
    """Tariffs (or options) for this service in this region, cheapest first; at most 100 a page."""
    own = select(BssOfferingPrice.offering_id).where(BssOfferingPrice.region == region)
    here = (col(BssOfferingPrice.region) == region) | (
        (col(BssOfferingPrice.region) == EVERYWHERE) & col(BssOfferingPrice.offering_id).not_in(own)
    )
    found = (
        select(BssOffering, BssOfferingPrice.price_minor)
        .join(BssOfferingPrice)
        .where(BssOffering.kind == kind, BssOffering.role == role, here)
        .order_by(col(BssOfferingPrice.price_minor), col(BssOffering.id))
        .offset(max(0, offset))
        .limit(min(max(0, limit), MAX_PAGE))
    )
    return [shaped(row, price, region) for row, price in await db.exec(found)]


async def priced(db: Db, offering_id: str, kind: str, region: str, role: str = "tariff") -> tuple[BssOffering, int]:
    """The offering and its price in the region, kopecks a month. Raises OfferingUnknown."""
    found = (
        select(BssOffering, BssOfferingPrice.price_minor)
        .join(BssOfferingPrice)
        .where(BssOffering.id == offering_id, BssOffering.kind == kind, BssOffering.role == role)
        .where(col(BssOfferingPrice.region).in_((region, EVERYWHERE)))
        .order_by(func.length(BssOfferingPrice.region).desc())
    )
    row = (await db.exec(found)).first()
    if row is None:
        raise OfferingUnknown
    return row[0], row[1]


def shaped(row: BssOffering, price_minor: int, region: str) -> Offering:
    """The row as the port tells it."""
    return Offering(
        id=row.id,
        kind=cast(ServiceKind, row.kind),
        name=row.name,
        price_minor=price_minor,
        region=region,
        speed_mbit=row.speed_mbit,
        minutes=row.minutes,
        gigabytes=row.gigabytes,
        sms=row.sms,
        channels=row.channels,
        names=row.names,
    )
