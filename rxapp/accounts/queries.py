"""Who answers to which name."""

from uuid import UUID

from sqlmodel import col, select

from rxapp.accounts.tables import Account, SignInAlias
from rxapp.core.db import Db


async def alias(db: Db, kind: str, key: str) -> SignInAlias | None:
    """The one alias of this kind and key, whoever owns it."""
    return (await db.exec(select(SignInAlias).where(SignInAlias.kind == kind, SignInAlias.key == key))).first()


async def is_proved(db: Db, kind: str, key: str) -> bool:
    """Whether somebody has proved this name theirs. One column: an object made for a hit only would take time."""
    proved = select(col(SignInAlias.confirmed)).where(SignInAlias.kind == kind, SignInAlias.key == key)
    return bool((await db.exec(proved)).first())


async def account_by_alias(db: Db, kind: str, key: str) -> Account | None:
    """The account that signs in by this name."""
    found = select(Account).join(SignInAlias).where(SignInAlias.kind == kind, SignInAlias.key == key)
    return (await db.exec(found)).first()


async def account_by_id(db: Db, account_id: UUID) -> Account | None:
    """The account with this id; callers pass a principal's own id (AC-2)."""
    return (await db.exec(select(Account).where(col(Account.id) == account_id))).first()


async def user_name_taken(db: Db, key: str) -> bool:
    """Whether an account already answers to this case-folded user name."""
    return await alias(db, "user_name", key) is not None
