"""Change the contacts of the principal, freshly proved (SESS-4). Each change gives a ticket for a new session id."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import col

from rxapp.accounts import queries as accounts
from rxapp.accounts import service as account_service
from rxapp.accounts.browser import Browser
from rxapp.accounts.codes import budget, sending
from rxapp.accounts.codes import service as codes
from rxapp.accounts.codes.service import CodeExpired, CodeWrong, Flow
from rxapp.accounts.contacts import queries, rules
from rxapp.accounts.contacts.rules import Parsed
from rxapp.accounts.contacts.tables import PendingContact
from rxapp.accounts.journal import service as journal
from rxapp.accounts.journal.rules import Kind
from rxapp.accounts.notices import service as notices
from rxapp.accounts.notices.rules import Channel
from rxapp.accounts.principal import Principal
from rxapp.accounts.sessions import freshness
from rxapp.accounts.tables import Account, SignInAlias
from rxapp.core import clock, limits, secrets
from rxapp.core.db import Database, Db

PURPOSE = "contact"
SCOPE = "contact.adds"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the code form shows: the new contact as typed, seconds until another code; -1 when there are no more."""

    kind: str
    shown: str
    resend_in: int


async def add(db: Db, principal: Principal, browser: Browser, kind: str, typed: str) -> Asked:
    """Send a code to a new contact. The same answer when it belongs to somebody else, who is told there.

    Raises StepUpNeeded, PhoneMalformed, PhoneNotMobile, EmailMalformed, ContactOwn, ContactsFull, TooManyRequests.
    """
    await freshness.require_fresh(db, principal)
    contact = rules.parse(kind, typed)
    await accounts.locked_account(db, principal.account_id)
    mine = await accounts.contacts(db, principal.account_id)
    if any(row.kind == contact.kind and row.key == contact.key and row.confirmed for row in mine):
        raise rules.ContactOwn(field=kind)
    if sum(row.kind == contact.kind and row.key != contact.key for row in mine) >= rules.MOST_OF_A_KIND:
        raise rules.ContactsFull(field=kind)
    await limits.hit(db, SCOPE, str(principal.account_id), *rules.ADDS)
    pending = await _begin(db, principal, contact)
    await journal.record(
        db, principal.account_id, "contact_added", browser, contact=rules.masked(contact.kind, contact.address)
    )
    return await _send(db, principal, browser, pending)


async def resend(db: Db, principal: Principal, browser: Browser, kind: str) -> Asked:
    """Another code; the former one dies. Raises StepUpNeeded, CodeExpired, TooManyRequests, ResendsSpent."""
    await freshness.require_fresh(db, principal)
    pending = await queries.pending(db, principal, kind, clock.now())
    if pending is None:
        raise CodeExpired(field="code")
    return await _send(db, principal, browser, pending)


async def asked(db: Db, principal: Principal, kind: str) -> Asked | None:
    """What this session is adding; for a reload of the page."""
    pending = await queries.pending(db, principal, kind, clock.now())
    return await _asked(db, pending) if pending else None


async def confirm(database: Database, principal: Principal, browser: Browser, kind: str, code: str) -> str:
    """The right code makes the contact the principal's: a way to sign in and, if it is the first of its kind, the main
    one. Gives a ticket. It opens its own transactions: guesses must count.

    Of two accounts that confirm one contact at the same moment one gets it; the other reads CodeExpired.
    Raises CodeWrong, CodeExpired, CodeSpent, StepUpNeeded, TooManyRequests.
    """
    async with database.writing() as db:
        await codes.count_attempt(db, _flow(principal, await _pending(db, principal, kind)))
    async with database.writing() as db:
        await freshness.require_fresh(db, principal)
        account = await accounts.locked_account(db, principal.account_id)
        pending = await _pending(db, principal, kind)
        await codes.redeem(db, _flow(principal, pending), code)
        if pending.decoy:
            raise CodeWrong(field="code")
        held = await account_service.claim_alias(
            db, account.id, pending.kind, pending.key, confirmed=True, address=pending.address
        )
        if not held:
            raise CodeExpired(field="code")
        _prove_main(account, pending)
        db.add(account)
        await db.delete(pending)
        await _note(db, principal, browser, "contact_confirmed", pending)
        return await freshness.renewed(db, principal, browser)


async def make_main(db: Db, principal: Principal, browser: Browser, contact_id: str) -> str:
    """Let the account be known by this contact. Gives a ticket.

    Raises StepUpNeeded, ContactUnknown, ContactUnconfirmed.
    """
    await freshness.require_fresh(db, principal)
    account = await accounts.locked_account(db, principal.account_id)
    contact = await queries.own(db, account.id, contact_id)
    if not contact.confirmed:
        raise rules.ContactUnconfirmed
    _become_main(account, contact.kind, contact.address or contact.key)
    db.add(account)
    await _note(db, principal, browser, "main_contact_changed", contact)
    return await freshness.renewed(db, principal, browser)


async def remove(db: Db, principal: Principal, browser: Browser, contact_id: str) -> str:
    """Take a contact away; another confirmed one of its kind becomes the main one. The removed one is told, too.

    Gives a ticket. Raises StepUpNeeded, ContactUnknown, ContactLast; of two removals at once only one may be the last.
    """
    await freshness.require_fresh(db, principal)
    account = await accounts.locked_account(db, principal.account_id)
    contact = await queries.own(db, account.id, contact_id)
    rows = await accounts.contacts(db, account.id)
    if not rules.removable(contact, rows):
        raise rules.ContactLast
    if queries.is_main(contact, account):
        others = [row for row in rows if row.kind == contact.kind and row.confirmed and row.id != contact.id]
        heir = others[0] if others else None
        _become_main(account, contact.kind, (heir.address or heir.key) if heir else "")
        db.add(account)
    await db.delete(contact)
    await db.flush()
    await _note(db, principal, browser, "contact_removed", contact)
    return await freshness.renewed(db, principal, browser)


async def purge(db: Db) -> int:
    """Delete contacts nobody confirmed; returns how many. For a periodic job."""
    return (await db.exec(delete(PendingContact).where(col(PendingContact.expires_at) <= clock.now()))).rowcount


async def _begin(db: Db, principal: Principal, contact: Parsed) -> PendingContact:
    decoy = await account_service.is_proved_owner(db, contact.kind, contact.key)
    until = clock.now() + timedelta(seconds=rules.PENDING_LIFE)
    pending = await queries.pending(db, principal, contact.kind, clock.now())
    if pending is None or pending.key != contact.key:
        mine = (col(PendingContact.account_id) == principal.account_id, col(PendingContact.kind) == contact.kind)
        await db.exec(delete(PendingContact).where(*mine))
        pending = PendingContact(
            account_id=principal.account_id,
            session_id=principal.session_id,
            kind=contact.kind,
            key=contact.key,
            address=contact.address,
            expires_at=until,
        )
    # The same contact again goes on with its flow: adding anew must not start the resend timer over (OTP-4).
    pending.decoy, pending.expires_at = decoy, until
    db.add(pending)
    await db.flush()
    return pending


async def _send(db: Db, principal: Principal, browser: Browser, pending: PendingContact) -> Asked:
    """A code to the new contact or, in its place, word to the contact's owner: one message either way."""
    await budget.count_send(db, pending.key, browser.cookie_hash, browser.ip, known=False)
    flow = _flow(principal, pending)
    code = await codes.issue(db, flow)
    channel: Channel = "sms" if pending.kind == "phone" else "email"
    if not pending.decoy:
        await sending.send(db, flow, code, channel=channel, to=pending.address, locale=principal.locale)
    elif owner := await accounts.alias(db, pending.kind, pending.key):
        await notices.tell(db, owner.account_id, "contact_claimed", only=(channel, owner.address or owner.key))
    return await _asked(db, pending)


async def _asked(db: Db, pending: PendingContact) -> Asked:
    shown = rules.shown(pending.kind, pending.address)
    return Asked(pending.kind, shown, await codes.seconds_to_resend(db, pending.id))


async def _pending(db: Db, principal: Principal, kind: str) -> PendingContact:
    pending = await queries.pending(db, principal, kind, clock.now())
    if pending is None:
        raise CodeExpired(field="code")
    return pending


def _flow(principal: Principal, pending: PendingContact) -> Flow:
    """Bound to the session, which outlives a change of its id (OTP-9)."""
    return Flow(pending.id, PURPOSE, pending.key, secrets.keyed("flow-session", str(principal.session_id)))


def _prove_main(account: Account, pending: PendingContact) -> None:
    """The first proved contact of a kind is the main one; so is the one registered and proved only now."""
    main = account.phone if pending.kind == "phone" else account.email
    proved_at = account.phone_confirmed_at if pending.kind == "phone" else account.email_confirmed_at
    if not main or proved_at is None:
        _become_main(account, pending.kind, pending.address)


def _become_main(account: Account, kind: str, address: str) -> None:
    at = clock.now() if address else None
    if kind == "phone":
        account.phone, account.phone_confirmed_at = address, at
    else:
        account.email, account.email_confirmed_at = address, at


async def _note(
    db: Db, principal: Principal, browser: Browser, kind: Kind, contact: SignInAlias | PendingContact
) -> None:
    """Word to every confirmed channel, to a removed one too; a line in the journal."""
    address = contact.address or contact.key
    masked = rules.masked(contact.kind, address)
    channel: Channel = "sms" if contact.kind == "phone" else "email"
    gone = kind == "contact_removed" and isinstance(contact, SignInAlias) and contact.confirmed
    await notices.tell(
        db,
        principal.account_id,
        "contact_changed",
        words=kind,
        browser=browser,
        also=[(channel, address)] if gone else [],
        contact=masked,
    )
    await journal.record(db, principal.account_id, kind, browser, contact=masked)
