"""The journal as its owner reads it."""

import json
from dataclasses import dataclass

from sqlmodel import col, select

from rxapp.accounts.journal import rules
from rxapp.accounts.journal.tables import SecurityEvent
from rxapp.accounts.principal import Principal
from rxapp.core.db import Db


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: ``text`` is a catalogue key, ``at`` an ISO time, browser and network as far as they are known."""

    number: int
    kind: str
    text: str
    at: str
    family: str
    system: str
    network: str
    details: dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Page:
    """Newest first. ``older_than`` asks for the next page; 0 when this is the last."""

    entries: list[Entry]
    older_than: int


async def page(db: Db, principal: Principal, older_than: int = 0) -> Page:
    """Twenty entries of the principal's own journal, those before number ``older_than`` or the newest."""
    mine = select(SecurityEvent).where(SecurityEvent.account_id == principal.account_id)
    if older_than > 0:
        mine = mine.where(col(SecurityEvent.number) < older_than)
    newest = mine.order_by(col(SecurityEvent.number).desc()).limit(rules.PAGE + 1)
    rows = list((await db.exec(newest)).all())
    shown = rows[: rules.PAGE]
    return Page([_entry(row) for row in shown], shown[-1].number if len(rows) > rules.PAGE else 0)


def _entry(row: SecurityEvent) -> Entry:
    details = json.loads(row.details)
    words = f"journal.{row.kind}"
    return Entry(row.number, row.kind, words, row.at.isoformat(), row.family, row.system, row.network, details)
