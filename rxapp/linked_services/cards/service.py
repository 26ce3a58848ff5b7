"""Moving, hiding and showing cards. ``present`` are the ids of the services there are, in the order they are shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete
from sqlmodel import col

from rxapp.accounts import service as accounts
from rxapp.accounts.principal import Principal
from rxapp.accounts.sessions import freshness
from rxapp.core.db import Db
from rxapp.gateways.bss import ServiceUnknown
from rxapp.linked_services import queries, rules
from rxapp.linked_services.tables import CardPlace


@dataclass(frozen=True, slots=True)
class Layout:
    """The order of the cards, and the hidden ones, by service id."""

    order: dict[str, int]
    hidden: frozenset[str]


async def layout(db: Db, principal: Principal) -> Layout:
    """How the principal's cards lie."""
    rows = await queries.places(db, principal.account_id)
    order = {row.service_id: place for place, row in enumerate(rows)}
    return Layout(order, frozenset(row.service_id for row in rows if row.hidden))


async def move(db: Db, principal: Principal, present: Sequence[str], service_id: str, step: int) -> None:
    """A card goes one place up (-1) or down (1). Raises ServiceUnknown for a card that is not among ``present``."""
    here = await _layout_for(db, principal, present, service_id)
    shown = rules.moved(rules.arranged(list(present), here.order), service_id, 1 if step > 0 else -1)
    await _write(db, principal, shown, here.hidden)


async def hide(db: Db, principal: Principal, present: Sequence[str], service_id: str, *, hidden: bool) -> None:
    """A card is hidden on the start page, or shown again. Raises ServiceUnknown."""
    here = await _layout_for(db, principal, present, service_id)
    others = here.hidden - {service_id}
    await _write(db, principal, rules.arranged(list(present), here.order), others | {service_id} if hidden else others)


async def _layout_for(db: Db, principal: Principal, present: Sequence[str], service_id: str) -> Layout:
    freshness.require_full(principal)
    if service_id not in present:
        raise ServiceUnknown
    await accounts.lock(db, principal.account_id)
    return await layout(db, principal)


async def _write(db: Db, principal: Principal, order: list[str], hidden: frozenset[str]) -> None:
    await db.exec(delete(CardPlace).where(col(CardPlace.account_id) == principal.account_id))
    db.add_all(
        CardPlace(account_id=principal.account_id, service_id=one, position=place, hidden=one in hidden)
        for place, one in enumerate(order)
    )
    await db.flush()
