"""The sign-in by code of this browser."""

from sqlmodel import col, select

from rxapp.core import clock
from rxapp.core.db import Db
from rxapp.sign_in.by_code.tables import CodeSignIn


async def of_browser(db: Db, browser_hash: str) -> CodeSignIn | None:
    """The living one of this browser."""
    found = select(CodeSignIn).where(CodeSignIn.browser_hash == browser_hash, col(CodeSignIn.expires_at) > clock.now())
    return (await db.exec(found)).first() if browser_hash else None
