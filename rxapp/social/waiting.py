"""An identity nobody has here yet: it waits in its browser for a new account, or for the account that signs in next."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col

from rxapp.accounts.browser import Browser
from rxapp.core import clock
from rxapp.core.db import Db
from rxapp.gateways.identity import Identity
from rxapp.social import linking, queries, rules
from rxapp.social.tables import PendingIdentity, SocialAttempt


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the forms are filled with. ``email_trusted``: the provider vouches for the mailbox; the rest is only said.

    ``proving``: it is to be linked to the account that signs in next in this browser.
    """

    provider: str
    given_name: str
    family_name: str
    birth: tuple[int | None, int | None, int | None]
    email: str
    email_trusted: bool
    phone: str
    proving: bool

    @property
    def who(self) -> str:
        """How the provider names the person."""
        return f"{self.given_name} {self.family_name}".strip() or self.email


async def keep(db: Db, browser: Browser, identity: Identity) -> None:
    """Let the identity wait in this browser; a former one goes."""
    await forget(db, browser)
    born = identity.birth_date
    db.add(
        PendingIdentity(
            browser_hash=browser.cookie_hash,
            provider=identity.provider,
            subject=identity.subject,
            email=identity.email,
            email_trusted=identity.email_trust in rules.TRUSTED,
            given_name=identity.given_name,
            family_name=identity.family_name,
            birth_year=born.year if born else None,
            birth_month=born.month if born else None,
            birth_day=born.day if born else None,
            phone=identity.phone,
            expires_at=clock.now() + timedelta(seconds=rules.PENDING_LIFE),
        )
    )
    await db.flush()


async def waiting(db: Db, browser_hash: str) -> Waiting | None:
    """What waits in this browser."""
    row = await queries.pending(db, browser_hash)
    if row is None:
        return None
    return Waiting(
        row.provider,
        row.given_name,
        row.family_name,
        (row.birth_year, row.birth_month, row.birth_day),
        row.email,
        row.email_trusted,
        row.phone,
        row.proving,
    )


async def prove(db: Db, browser: Browser) -> None:
    """The person has an account: whoever signs in here within ten minutes gets the identity. Raises StartAgain."""
    row = await queries.pending(db, browser.cookie_hash)
    if row is None:
        raise rules.StartAgain
    row.proving, row.expires_at = True, clock.now() + timedelta(seconds=rules.PROVING_LIFE)
    db.add(row)


async def extend(db: Db, browser_hash: str, until: datetime) -> None:
    """Let it wait as long as the registration it belongs to."""
    row = await queries.pending(db, browser_hash)
    if row is not None and row.expires_at < until:
        row.expires_at = until
        db.add(row)


async def forget(db: Db, browser: Browser) -> None:
    """Not me: nothing waits here any more."""
    await db.exec(delete(PendingIdentity).where(col(PendingIdentity.browser_hash) == browser.cookie_hash))


async def attach(db: Db, browser: Browser, account_id: UUID, *, proving: bool) -> None:
    """Link what waits in this browser for a new account, or (``proving``) for one that has just been proved.

    Somebody else may have got it meanwhile: then nothing is linked, and nobody learns who.
    """
    row = await queries.pending(db, browser.cookie_hash)
    if row is None or row.proving is not proving:
        return
    identity = Identity(
        row.provider,  # type: ignore[arg-type]
        row.subject,
        email=row.email,
        given_name=row.given_name,
        family_name=row.family_name,
    )
    await db.delete(row)
    await db.flush()
    with suppress(rules.SocialRefused):
        await linking.link(db, account_id, identity, browser)


async def purge(db: Db) -> int:
    """Delete attempts and waiting identities past their time; returns how many. For a periodic job."""
    late = await db.exec(delete(SocialAttempt).where(col(SocialAttempt.expires_at) <= clock.now()))
    old = await db.exec(delete(PendingIdentity).where(col(PendingIdentity.expires_at) <= clock.now()))
    return late.rowcount + old.rowcount
