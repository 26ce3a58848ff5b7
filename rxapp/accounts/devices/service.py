"""Recognise a browser, remember it, forget it."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, update
from sqlmodel import col, select

from rxapp.accounts.browser import Browser
from rxapp.accounts.devices import rules
from rxapp.accounts.devices.tables import KnownDevice
from rxapp.core import clock, secrets
from rxapp.core.db import Db


def token_for(session_token: str) -> str:
    """The device cookie that goes out with this session cookie: 256 bits, not computable without the server's key.

    Derived, so that whoever sets the one cookie can set the other without carrying a second secret.
    """
    return secrets.keyed("device", session_token)


async def is_trusted(db: Db, account_id: UUID, browser: Browser) -> bool:
    """Whether the second factor was passed here in the last 180 days by who asked to be remembered."""
    row = await _known(db, account_id, browser.device_hash)
    return row is not None and row.trusted and rules.is_current(row.used_at, clock.now())


async def has_any(db: Db, account_id: UUID) -> bool:
    """Whether any browser is known; an account's very first sign-in is no news to anybody."""
    any_known = select(KnownDevice.id).where(KnownDevice.account_id == account_id).limit(1)
    return (await db.exec(any_known)).first() is not None


async def remember(db: Db, account_id: UUID, browser: Browser, session_token: str, *, trusted: bool) -> bool:
    """Note a sign-in and renew the browser's secret for every account that knows it. True when it was known before.

    The former secret dies, so neither a copied cookie nor a planted one is worth anything after the next sign-in.
    """
    now, fresh = clock.now(), secrets.digest(token_for(session_token))
    row = await _known(db, account_id, browser.device_hash)
    known = row is not None and rules.is_current(row.used_at, now)
    await renew(db, browser, session_token)
    if row is None:
        row = KnownDevice(account_id=account_id, device_hash=fresh, known_at=now, used_at=now)
    elif not known:
        row.trusted = False
    row.device_hash, row.used_at, row.trusted = fresh, now, row.trusted or trusted
    db.add(row)
    await db.flush()
    await _keep_newest(db, account_id)
    return known


async def renew(db: Db, browser: Browser, session_token: str) -> None:
    """Give the browser's rows the secret that goes out with a new session cookie."""
    if browser.device_hash:
        fresh = secrets.digest(token_for(session_token))
        old = col(KnownDevice.device_hash) == browser.device_hash
        await db.exec(update(KnownDevice).where(old).values(device_hash=fresh))


async def trust_only(db: Db, account_id: UUID, browser: Browser) -> None:
    """From now on every browser but this one needs the second factor: it was just switched on here."""
    mine = col(KnownDevice.account_id) == account_id
    await db.exec(update(KnownDevice).where(mine).values(trusted=False))
    if browser.device_hash:
        here = col(KnownDevice.device_hash) == browser.device_hash
        await db.exec(update(KnownDevice).where(mine, here).values(trusted=True))


async def forget_others(db: Db, account_id: UUID, browser: Browser) -> None:
    """Forget every browser but this one: credentials have changed. An empty ``device_hash`` forgets all."""
    others = (col(KnownDevice.account_id) == account_id, col(KnownDevice.device_hash) != browser.device_hash)
    await db.exec(delete(KnownDevice).where(*others))


async def purge(db: Db) -> int:
    """Delete what has not been used for 180 days; returns how many. For a periodic job."""
    old = clock.now() - timedelta(seconds=rules.LIFE)
    return (await db.exec(delete(KnownDevice).where(col(KnownDevice.used_at) <= old))).rowcount


async def _known(db: Db, account_id: UUID, device_hash: str) -> KnownDevice | None:
    if not device_hash:
        return None
    mine = (KnownDevice.account_id == account_id, KnownDevice.device_hash == device_hash)
    return (await db.exec(select(KnownDevice).where(*mine))).first()


async def _keep_newest(db: Db, account_id: UUID) -> None:
    mine = select(KnownDevice.id).where(KnownDevice.account_id == account_id)
    newest = mine.order_by(col(KnownDevice.used_at).desc()).limit(rules.MOST_KNOWN)
    old = (col(KnownDevice.account_id) == account_id, col(KnownDevice.id).not_in(newest))
    await db.exec(delete(KnownDevice).where(*old))
