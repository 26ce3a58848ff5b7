"""The last three passwords of an account cannot come back."""

from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col, select

from rxapp.accounts.passwords.rules import PasswordRefused
from rxapp.accounts.passwords.service import verify
from rxapp.accounts.passwords.tables import FormerPassword
from rxapp.accounts.tables import Account
from rxapp.core import clock
from rxapp.core.db import Db

# The present password and the two before it make the last three.
FORMER_KEPT = 2


async def is_recent(db: Db, account_id: UUID, password: str) -> bool:
    """Whether the password is the present one or one of the two before it.

    Up to three Argon2 checks in the hashing pool: call it outside of a writing transaction. Raises Busy.
    """
    for stored in await _last_three(db, account_id):
        if await verify(stored, password):
            return True
    return False


async def refuse_recent(db: Db, account_id: UUID, password: str) -> None:
    """Raise PasswordRefused("password.used") for one of the last three passwords. As expensive as ``is_recent``."""
    if await is_recent(db, account_id, password):
        raise PasswordRefused("password.used", field="password")


async def replace(db: Db, account_id: UUID, new_hash: str) -> None:
    """Give the account its new hash and remember the old one; hashes older than the last three are deleted.

    In the caller's writing transaction. Whether the password is new enough was asked before (``refuse_recent``).
    """
    account = await db.get_one(Account, account_id, with_for_update=True, populate_existing=True)
    if account.password_hash:
        db.add(FormerPassword(account_id=account_id, password_hash=account.password_hash, replaced_at=clock.now()))
    account.password_hash = new_hash
    db.add(account)
    await db.flush()
    kept = (
        select(FormerPassword.id)
        .where(FormerPassword.account_id == account_id)
        .order_by(col(FormerPassword.replaced_at).desc())
        .limit(FORMER_KEPT)
    )
    old = (col(FormerPassword.account_id) == account_id, col(FormerPassword.id).not_in(kept))
    await db.exec(delete(FormerPassword).where(*old))


async def _last_three(db: Db, account_id: UUID) -> list[str]:
    present = (await db.exec(select(Account.password_hash).where(Account.id == account_id))).one()
    former = select(FormerPassword.password_hash).where(FormerPassword.account_id == account_id)
    newest = former.order_by(col(FormerPassword.replaced_at).desc()).limit(FORMER_KEPT)
    return [present, *(await db.exec(newest)).all()]
