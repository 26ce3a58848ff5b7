"""To a provider and back: whose session, whose identity, or an identity that waits for an account.

An address of a provider never finds an account (OA-4): a stranger who comes with somebody's e-mail reads what anybody
reads, the form of a new account, and there what any registration with that e-mail does.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import col

from rxapp import routes
from rxapp.accounts.browser import Browser
from rxapp.accounts.principal import Principal
from rxapp.accounts.second_factor import service as second_factor
from rxapp.accounts.second_factor.service import Admission
from rxapp.accounts.sessions import freshness
from rxapp.core import clock, limits, secrets
from rxapp.core.db import Database
from rxapp.core.settings import settings
from rxapp.gateways import gateways
from rxapp.gateways.identity import (
    PROVIDERS,
    AttemptSecrets,
    Callback,
    ClientRefused,
    Identity,
    IdentityError,
    IdentityProvider,
    ProviderDown,
    ProviderFault,
    ProviderName,
)
from rxapp.social import health, linking, queries, rules, waiting
from rxapp.social.tables import SocialAttempt

PURPOSE = "social"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the way back led to: a sign-in (``admission``), a link of the principal's, or neither: a new face.

    ``note`` is a message for the page at ``to``.
    """

    to: str
    note: str = ""
    admission: Admission | None = None
    linked: bool = False


def provider_named(name: str) -> ProviderName:
    """The provider, if it is switched on. Raises ProviderOff."""
    found = next((provider for provider in PROVIDERS if provider == name), None)
    if found is None or found not in gateways().identity:
        raise rules.ProviderOff
    return found


async def start(
    database: Database, browser: Browser, provider: ProviderName, *, to: str, linker: Principal | None = None
) -> str:
    """Where the browser goes. ``linker`` wants the identity for their account and must be fresh (SESS-4).

    Raises StartAgain for a browser without our cookie, StepUpNeeded, TooManyRequests, ProviderSilent, ProviderRefused.
    """
    if not browser.cookie_hash:
        raise rules.StartAgain
    await limits.hit_now(database, "social.start", browser.cookie_hash, rules.STARTS)
    await limits.hit_now(database, "social.start.ip", browser.ip, rules.STARTS_OF_ADDRESS)
    async with database.reading() as db:
        if linker:
            await freshness.require_fresh(db, linker)
        if provider in await health.resting(db):
            raise rules.ProviderSilent
    made = AttemptSecrets(secrets.token(), secrets.token(), secrets.token())
    redirect_uri = settings().origin + routes.social_callback(provider)
    try:
        # Somebody who links must see whom the provider takes them for.
        url = await _adapter(provider).authorization_url(made, redirect_uri, ask_again=linker is not None)
    except IdentityError as wrong:
        raise await _failed(database, provider, wrong) from wrong
    state_hash = secrets.digest(made.state)
    attempt = SocialAttempt(
        state_hash=state_hash,
        browser_hash=browser.cookie_hash,
        provider=provider,
        sealed=secrets.seal(PURPOSE, state_hash, json.dumps([made.nonce, made.verifier])),
        account_id=linker.account_id if linker else None,
        session_id=linker.session_id if linker else None,
        to=rules.inside(to),
        expires_at=clock.now() + timedelta(seconds=rules.ATTEMPT_LIFE),
    )
    async with database.writing() as db:
        db.add(attempt)
    return url


async def finish(
    database: Database, browser: Browser, provider: ProviderName, query: Mapping[str, str], principal: Principal | None
) -> Outcome:
    """Believe the callback or not. It uses the attempt up, calls the provider, then decides in one transaction.

    Raises StartAgain, Cancelled, ProviderSilent, ProviderRefused, OwnedByAnother, ProviderTaken.
    """
    try:
        callback = _adapter(provider).read_callback(query)
    except ProviderFault as wrong:
        raise rules.StartAgain from wrong
    attempt = await _take(database, browser, provider, callback)
    try:
        identity = await _identity(database, provider, attempt, callback, principal)
        return await _decide(database, browser, attempt, identity, principal)
    except rules.SocialRefused as refused:
        refused.to = attempt.to
        raise


async def _identity(
    database: Database,
    provider: ProviderName,
    attempt: SocialAttempt,
    callback: Callback,
    principal: Principal | None,
) -> Identity:
    """Who the provider says this is, for a callback that belongs to the attempt."""
    if attempt.account_id and not _same_person(attempt, principal):
        raise rules.StartAgain
    if callback.denied:
        raise rules.Cancelled
    if callback.error:
        said = callback.error[:40], callback.description
        log.warning("social_callback_error provider=%s word=%r description=%r", provider, *said)
        raise rules.ProviderRefused
    nonce, verifier = json.loads(secrets.unseal(PURPOSE, attempt.state_hash, attempt.sealed))
    made = AttemptSecrets(callback.state, nonce, verifier)
    redirect_uri = settings().origin + routes.social_callback(provider)
    try:
        identity = await _adapter(provider).identity(callback, made, redirect_uri)
    except IdentityError as wrong:
        raise await _failed(database, provider, wrong) from wrong
    await health.answered(database, provider)
    return identity


async def _decide(
    database: Database, browser: Browser, attempt: SocialAttempt, identity: Identity, principal: Principal | None
) -> Outcome:
    async with database.writing() as db:
        if attempt.account_id and principal:
            await linking.link(db, principal.account_id, identity, browser)
            return Outcome(attempt.to, linked=True)
        known = await queries.owner(db, identity.provider, identity.subject)
        if known is None:
            await waiting.keep(db, browser, identity)
            return Outcome(attempt.to)
        known.used_at, known.name, known.email = clock.now(), rules.shown_name(identity), identity.email
        db.add(known)
        # Not a proof for acts that matter: many providers wave a browser through that they know.
        admission = await second_factor.admit(db, known.account_id, browser, remembered=False, proved=False)
        kept = await waiting.waiting(db, browser.cookie_hash)
        if kept and kept.proving and not admission.second_step:
            # So it does not link what waits: the person does, in the profile, after a proof.
            return Outcome(routes.PROFILE, "social.link_here", admission)
        return Outcome(attempt.to, admission=admission)


def _adapter(provider: ProviderName) -> IdentityProvider:
    return gateways().identity[provider]


async def _take(database: Database, browser: Browser, provider: ProviderName, callback: Callback) -> SocialAttempt:
    """The attempt, used up. One of another browser stays where it is: a stranger must not spoil it."""
    state_hash = secrets.digest(callback.state)
    mine = (
        col(SocialAttempt.state_hash) == state_hash,
        col(SocialAttempt.browser_hash) == browser.cookie_hash,
        # Fixed when it began: a code of one provider is never shown to another (OA-2).
        col(SocialAttempt.provider) == provider,
        col(SocialAttempt.expires_at) > clock.now(),
    )
    async with database.writing() as db:
        row = await db.get(SocialAttempt, state_hash)
        gone = await db.exec(delete(SocialAttempt).where(*mine).returning(col(SocialAttempt.state_hash)))
        if row is None or gone.first() is None:
            raise rules.StartAgain
    return row


def _same_person(attempt: SocialAttempt, principal: Principal | None) -> bool:
    return principal is not None and (attempt.account_id, attempt.session_id) == (
        principal.account_id,
        principal.session_id,
    )


async def _failed(database: Database, provider: ProviderName, wrong: IdentityError) -> rules.SocialRefused:
    """Count what the provider alone can cause; say what the person reads."""
    log.log(
        logging.ERROR if isinstance(wrong, ClientRefused) else logging.WARNING,
        "social_provider_failed provider=%s kind=%s reason=%s",
        provider,
        type(wrong).__name__,
        wrong.reason,
    )
    if isinstance(wrong, ProviderDown | ClientRefused):
        await health.failed(database, provider)
        return rules.ProviderSilent()
    return rules.ProviderRefused()
