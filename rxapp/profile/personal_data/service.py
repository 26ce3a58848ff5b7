"""Give a person all that is held about them; close their account and erase it.

Closing is one transaction: nobody gets in any more, the letter is posted, the names are free. What is left is erased by
``erase``, table by table, each in a transaction of its own: cut off anywhere it is taken up again, and again does no
harm. The tombstone (``ClosedAccount``) is what says that there is work.
"""

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, or_, update
from sqlalchemy import select as select_columns
from sqlmodel import SQLModel, col, select

from rxapp.accounts import queries as accounts
from rxapp.accounts.browser import Browser
from rxapp.accounts.journal import service as journal
from rxapp.accounts.notices import service as notices
from rxapp.accounts.principal import Principal
from rxapp.accounts.sessions import service as sessions
from rxapp.accounts.sessions.freshness import require_fresh
from rxapp.accounts.tables import Consent, ConsentWithdrawal
from rxapp.core import clock, limits, sheets
from rxapp.core.db import Database, Db
from rxapp.gateways.bss import BssGateway, BssUnavailable
from rxapp.profile.personal_data import queries, rules
from rxapp.profile.personal_data.queries import Held
from rxapp.profile.tables import ClosedAccount


async def export(db: Db, principal: Principal, browser: Browser) -> Held:
    """Everything held about the principal (PD-4); written down, and told to its owner. Five times an hour.

    Raises StepUpNeeded, TooManyRequests.
    """
    await require_fresh(db, principal)
    await limits.hit(db, "personal_data", str(principal.account_id), rules.EXPORTS)
    found = await queries.held(db, principal)
    await notices.tell(db, principal.account_id, "data_exported", browser=browser)
    await journal.record(db, principal.account_id, "data_exported", browser)
    return found


async def from_operator(bss: BssGateway, numbers: Sequence[str]) -> Held | None:
    """What the operator's system says of these contracts: services, money, events, points. None when it is silent."""
    try:
        told: dict[str, Sequence[object]] = {
            "operator_services": await bss.services(numbers),
            "operator_balances": await bss.balances(numbers),
            "operator_bonus": await bss.loyalty(numbers),
            "operator_events": await bss.events(numbers, rules.MOST_EVENTS),
        }
    except BssUnavailable:
        return None
    return {
        name: [{column: queries.plain(getattr(row, column)) for column in columns} for row in told[name]]
        for name, columns in rules.OPERATOR_FILES.items()
    }


def as_zip(found: Held, operator: Held | None) -> bytes:
    """``data.json`` and a CSV for each kind; without the operator's where it was silent.

    Packing is work for a processor: call it in a thread.
    """
    columns = {held.file: held.shown for held in rules.PERSONAL.values() if held.file}
    whole = dict(found)
    if operator is not None:
        columns |= rules.OPERATOR_FILES
        whole |= operator
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        answered = {"operator_answered": operator is not None, **whole}
        archive.writestr("data.json", json.dumps(answered, ensure_ascii=False, indent=2))
        for name, header in columns.items():
            rows = [["" if value is None else value for value in row.values()] for row in whole[name]]
            archive.writestr(f"{name}.csv", sheets.as_csv(header, rows))
    return packed.getvalue()


async def close(db: Db, principal: Principal, browser: Browser, *, sure: bool) -> None:
    """End the account (PD-5): every way in is gone, every session over, its names are free for others.

    Raises NotConfirmed, StepUpNeeded; of two at once one closes, the other finds its session over.
    """
    if not sure:
        raise rules.NotConfirmed(field="sure")
    # The lock first: of two closings the second one must see what the first has done to its session.
    await accounts.locked_account(db, principal.account_id)
    await require_fresh(db, principal)
    account_id = principal.account_id
    await _end_consents(db, account_id)
    await _forget_contacts(db, account_id)
    await notices.tell(db, account_id, rules.FAREWELL, browser=browser)
    await sessions.end_all(db, account_id)
    for name in rules.WAYS_IN:
        await _delete(db, name, account_id)
    db.add(ClosedAccount(account_id=account_id, closed_at=clock.now()))
    await db.flush()
    await journal.record(db, account_id, rules.FAREWELL, browser)


async def refuse_closed(db: Db, account_id: UUID) -> None:
    """Take part in the start of a session: a ticket given a moment before the closing opens nothing.

    Raises TicketRefused.
    """
    if await queries.is_closed(db, account_id):
        raise sessions.TicketRefused


async def erase(database: Database, account_id: UUID) -> None:
    """Leave nothing personal of a closed account but what the law keeps; any number of times.

    The tombstone is marked by a run that begins a minute after the closing, when nothing can be under way any more.
    """
    begun = clock.now()
    async with database.writing() as db:
        await sessions.end_all(db, account_id)
    for table in reversed(SQLModel.metadata.sorted_tables):
        holding = rules.PERSONAL.get(table.name)
        if holding and holding.fate == "deleted":
            async with database.writing() as db:
                await _delete(db, table.name, account_id)
    async with database.writing() as db:
        await _blank(db, account_id)
        grave = await db.get_one(ClosedAccount, account_id, with_for_update=True)
        settled = grave.closed_at <= begun - timedelta(seconds=rules.SETTLING_SECONDS)
        if settled and grave.erased_at is None:
            grave.erased_at = clock.now()
            db.add(grave)


async def purge_consents(db: Db) -> int:
    """Delete the consents of accounts closed and erased three years ago; returns how many. For a periodic job."""
    old = clock.now() - timedelta(days=rules.CONSENTS_KEPT_DAYS)
    over = select(ClosedAccount.account_id).where(
        ClosedAccount.closed_at < old, col(ClosedAccount.erased_at).is_not(None)
    )
    await db.exec(delete(ConsentWithdrawal).where(col(ConsentWithdrawal.account_id).in_(over)))
    return (await db.exec(delete(Consent).where(col(Consent.account_id).in_(over)))).rowcount


async def _end_consents(db: Db, account_id: UUID) -> None:
    """A closed account's consents stand no more (PD-1)."""
    over = select(ConsentWithdrawal.consent_id).where(ConsentWithdrawal.account_id == account_id)
    standing = select(Consent).where(Consent.account_id == account_id, col(Consent.id).not_in(over))
    for consent in (await db.exec(standing)).all():
        db.add(
            ConsentWithdrawal(
                consent_id=consent.id, account_id=account_id, withdrawn_at=clock.now(), ip="", method="closing"
            )
        )


async def _forget_contacts(db: Db, account_id: UUID) -> None:
    """What belongs to no account: codes under way, what was typed or sent to proved contacts. The last moment to know.

    Not by a contact that was only claimed: it may be a stranger's, and so may be what would go.
    """
    proved = [alias for alias in await accounts.contacts(db, account_id) if alias.confirmed]
    names = {name for alias in proved for name in (alias.key, alias.address) if name}
    codes = SQLModel.metadata.tables["confirmation_code"]
    for name in rules.FLOWS:
        flows = SQLModel.metadata.tables[name]
        mine = select_columns(flows.c.id).where(queries.owned(flows, account_id))
        await db.exec(delete(codes).where(codes.c.flow_id.in_(mine)))
    for name, columns in rules.BY_CONTACT.items():
        table = SQLModel.metadata.tables[name]
        await db.exec(delete(table).where(or_(*(table.c[column].in_(names) for column in columns))))


async def _delete(db: Db, name: str, account_id: UUID) -> None:
    table = SQLModel.metadata.tables[name]
    mine = [queries.owned(table, account_id)]
    if name == "outbox_message":
        mine.append(table.c.purpose != f"notice.{rules.FAREWELL}")
    await db.exec(delete(table).where(*mine))


async def _blank(db: Db, account_id: UUID) -> None:
    for name, holding in rules.PERSONAL.items():
        if holding.blank:
            table = SQLModel.metadata.tables[name]
            await db.exec(update(table).where(queries.owned(table, account_id)).values(**holding.blank))
