"""Linking in steps, so that no transaction of ours is open while the operator's system answers:

``claim = await attempt(db, principal, ...)`` in a writing transaction that commits even if the proof then fails;
``proof = await prove(bss, claim)`` in none; ``await keep(db, principal, proof)`` in a second one; and when the person
has seen what it is, ``await confirm(db, principal, browser, name)``.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col

from rxapp.accounts import service as accounts
from rxapp.accounts.browser import Browser
from rxapp.accounts.codes.rules import FLOW_LIFE
from rxapp.accounts.journal import service as journal
from rxapp.accounts.journal.rules import Kind
from rxapp.accounts.notices import service as notices
from rxapp.accounts.principal import Principal
from rxapp.accounts.sessions import freshness
from rxapp.core import clock, limits
from rxapp.core.bus import publish
from rxapp.core.db import Db, insert_of
from rxapp.events import ServiceLinked
from rxapp.gateways.bss import BillingAccount, BssGateway
from rxapp.linked_services import queries, rules
from rxapp.linked_services.tables import DismissedOffer, ServiceLink, ServiceProof


async def attempt(
    db: Db, principal: Principal, *, kind: str, region: str, number: str, login: str, secret: str
) -> rules.Claim:
    """Check the form and count the try: 5/hour and 10/day a subscriber, 20/day a billing account (security.md 2.3).

    Raises StepUpNeeded (SESS-4) and FormRefused (neither is counted), TooManyRequests.
    """
    await freshness.require_fresh(db, principal)
    claim = rules.claim(kind, region, number, login, secret)
    await count_try(db, principal)
    await limits.hit(db, "link_service_number", claim.number, *rules.PER_BILLING_ACCOUNT)
    return claim


async def count_try(db: Db, principal: Principal) -> None:
    """One try of this subscriber to prove an account, whatever the way. Raises TooManyRequests."""
    await limits.hit(db, "link_service", str(principal.account_id), *rules.PER_SUBSCRIBER)


async def prove(bss: BssGateway, claim: rules.Claim) -> BillingAccount:
    """Ask the operator whether the claim holds. Raises OwnershipNotProven, BssUnavailable."""
    return await bss.prove_ownership(
        kind=claim.kind, region=claim.region, number=claim.number, login=claim.login, secret=claim.secret
    )


async def keep(db: Db, principal: Principal, proof: BillingAccount) -> None:
    """Keep what was proved until it is confirmed: ten minutes, this session, one use. A former proof is forgotten."""
    await begin_proof(db, principal, proof, proved=True)


async def begin_proof(
    db: Db, principal: Principal, account: BillingAccount | None, *, phone: str = "", proved: bool = False
) -> ServiceProof:
    """A fresh row for what is being proved; ``account`` is None for a number the operator does not know."""
    await forget(db, principal)
    row = ServiceProof(
        account_id=principal.account_id,
        session_id=principal.session_id,
        account_number=account.number if account else "",
        region=account.region if account else "",
        phone=phone,
        proved=proved,
        # A code sent last lives as long as its flow.
        expires_at=clock.now() + timedelta(seconds=rules.PROOF_SECONDS if proved else FLOW_LIFE),
    )
    db.add(row)
    await db.flush()
    return row


async def forget(db: Db, principal: Principal) -> None:
    """What was being proved is given up."""
    await accounts.lock(db, principal.account_id)
    await db.exec(delete(ServiceProof).where(col(ServiceProof.account_id) == principal.account_id))


async def proved(db: Db, principal: Principal) -> BillingAccount | None:
    """What waits to be confirmed in this session; None when there is nothing."""
    row = await queries.proof(db, principal, clock.now())
    return BillingAccount(row.account_number, row.region) if row and row.proved else None


async def confirm(db: Db, principal: Principal, browser: Browser, name: str) -> BillingAccount:
    """Link what was proved, under this name; of two confirmations at once one links and the other finds nothing.

    Raises NothingProved, NameMalformed, LinksFull.
    """
    freshness.require_full(principal)
    called = rules.name(name)
    await accounts.lock(db, principal.account_id)
    row = await queries.proof(db, principal, clock.now())
    if row is None or not row.proved:
        raise rules.NothingProved
    account = BillingAccount(row.account_number, row.region)
    await db.delete(row)
    await link(db, principal, account, clock.now(), name=called, browser=browser)
    return account


async def link(
    db: Db,
    principal: Principal,
    proof: BillingAccount,
    now: datetime,
    *,
    name: str = "",
    browser: Browser | None = None,
) -> bool:
    """Show the proved account to the subscriber; linking it again changes only its name and returns False.

    ``proof`` is what was proved, never something the browser sent. Publishes ServiceLinked; with ``browser`` the owner
    is told. Raises LinksFull.
    """
    # Two first links at once: one of them is the first.
    await accounts.lock(db, principal.account_id)
    before = await queries.links(db, principal.account_id)
    if len(before) >= rules.MOST_LINKS and proof not in before:
        raise rules.LinksFull
    insert = insert_of(db)
    row = ServiceLink(
        account_id=principal.account_id, account_number=proof.number, region=proof.region, name=name, linked_at=now
    )
    fresh = insert(ServiceLink).values(**row.model_dump()).on_conflict_do_nothing()
    if (await db.exec(fresh.returning(col(ServiceLink.id)))).first() is None:
        if name:
            await rename(db, principal, proof.number, name)
        return False
    # The first subscriber to prove an account may sign in by its number (LI-1); relatives keep their own names.
    await accounts.claim_alias(db, principal.account_id, "account_number", proof.number, confirmed=True)
    if browser is not None:
        await _tell(db, principal, browser, "service_linked", proof.number)
    publish(db, ServiceLinked(principal.account_id, proof.number, first=not before))
    return True


async def rename(db: Db, principal: Principal, account_number: str, name: str) -> None:
    """Call the link by another name; an empty one takes the name away. Raises NotLinked, NameMalformed."""
    freshness.require_full(principal)
    called = rules.name(name)
    row = await queries.one(db, principal.account_id, account_number)
    if row is None:
        raise rules.NotLinked
    row.name = called
    db.add(row)
    await db.flush()


async def unlink(db: Db, principal: Principal, browser: Browser, account_number: str) -> None:
    """The account is shown no more, and its number signs the subscriber in no more. Of two at once one has effect.

    Raises StepUpNeeded, NotLinked.
    """
    await freshness.require_fresh(db, principal)
    await accounts.lock(db, principal.account_id)
    row = await queries.one(db, principal.account_id, account_number)
    if row is None:
        raise rules.NotLinked
    await db.delete(row)
    await db.flush()
    # What was taken off the page is not offered back.
    await dismiss(db, principal, account_number)
    await accounts.release_alias(db, principal.account_id, "account_number", account_number)
    await _tell(db, principal, browser, "service_unlinked", account_number)


async def dismiss(db: Db, principal: Principal, account_number: str) -> None:
    """Do not offer this account to the person again."""
    insert = insert_of(db)
    row = {"account_id": principal.account_id, "account_number": account_number}
    await db.exec(insert(DismissedOffer).values(**row).on_conflict_do_nothing())


async def linked_accounts(db: Db, principal: Principal) -> list[BillingAccount]:
    """The subscriber's billing accounts, the first linked first."""
    return await queries.links(db, principal.account_id)


async def accounts_of(db: Db, account_number: str) -> list[UUID]:
    """Portal accounts whose tabs must hear that this billing account changed."""
    return await queries.owners(db, account_number)


async def purge(db: Db) -> int:
    """Delete proofs nobody confirmed in time; returns how many. For a periodic job."""
    return (await db.exec(delete(ServiceProof).where(col(ServiceProof.expires_at) <= clock.now()))).rowcount


async def _tell(db: Db, principal: Principal, browser: Browser, kind: Kind, number: str) -> None:
    masked = rules.masked(number)
    await notices.tell(db, principal.account_id, "service_link_changed", words=kind, browser=browser, account=masked)
    await journal.record(db, principal.account_id, kind, browser, account=masked)
