"""Linking in three steps, so that no transaction of ours is open while the operator's system answers:

``claim = await attempt(db, principal, ...)`` in a writing transaction that commits even if the proof then fails;
``proof = await prove(bss, claim)`` in none; ``await link(db, principal, proof, now())`` in a second one.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from rxapp.accounts import service as accounts
from rxapp.accounts.principal import Principal
from rxapp.accounts.sessions import freshness
from rxapp.core import limits
from rxapp.core.bus import publish
from rxapp.core.db import Db
from rxapp.events import ServiceLinked
from rxapp.gateways.bss import BillingAccount, BssGateway
from rxapp.linked_services import queries, rules
from rxapp.linked_services.tables import ServiceLink


async def attempt(db: Db, principal: Principal, *, region: str, number: str, login: str, secret: str) -> rules.Claim:
    """Check the form and count the try: 5/hour and 10/day a subscriber, 20/day a billing account (security.md 2.3).

    Raises StepUpNeeded (SESS-4) and FormRefused (neither is counted), TooManyRequests.
    """
    await freshness.require_fresh(db, principal)
    claim = rules.claim(region, number, login, secret)
    await limits.hit(db, "link_service", str(principal.account_id), *rules.PER_SUBSCRIBER)
    await limits.hit(db, "link_service_number", claim.number, *rules.PER_BILLING_ACCOUNT)
    return claim


async def prove(bss: BssGateway, claim: rules.Claim) -> BillingAccount:
    """Ask the operator whether the claim holds. Raises OwnershipNotProven, BssUnavailable."""
    return await bss.prove_ownership(region=claim.region, number=claim.number, login=claim.login, secret=claim.secret)


async def link(db: Db, principal: Principal, proof: BillingAccount, now: datetime) -> bool:
    """Show the proved account to the subscriber; linking it again changes nothing and returns False.

    ``proof`` is what ``prove`` returned, never something the browser sent. Publishes ServiceLinked.
    """
    # Two first links at once: one of them is the first.
    await accounts.lock(db, principal.account_id)
    first = not await queries.links(db, principal.account_id)
    insert = sqlite.insert if db.get_bind().dialect.name == "sqlite" else postgresql.insert
    row = ServiceLink(account_id=principal.account_id, account_number=proof.number, region=proof.region, linked_at=now)
    fresh = insert(ServiceLink).values(**row.model_dump()).on_conflict_do_nothing()
    if (await db.exec(fresh.returning(col(ServiceLink.id)))).first() is None:
        return False
    # The first subscriber to prove an account may sign in by its number (LI-1); relatives keep their own names.
    await accounts.claim_alias(db, principal.account_id, "account_number", proof.number, confirmed=True)
    publish(db, ServiceLinked(principal.account_id, proof.number, first))
    return True


async def linked_accounts(db: Db, principal: Principal) -> list[BillingAccount]:
    """The subscriber's billing accounts, the first linked first."""
    return await queries.links(db, principal.account_id)


async def accounts_of(db: Db, account_number: str) -> list[UUID]:
    """Portal accounts whose tabs must hear that this billing account changed."""
    return await queries.owners(db, account_number)
