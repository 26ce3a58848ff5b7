"""Withdraw a consent; give the one that news need."""

from hashlib import sha256
from uuid import UUID

from sqlmodel import col, select

from rxapp.accounts import queries as accounts
from rxapp.accounts.browser import Browser
from rxapp.accounts.journal import service as journal
from rxapp.accounts.notices import rules as notice_rules
from rxapp.accounts.notices import service as notices
from rxapp.accounts.principal import Principal
from rxapp.accounts.sessions.freshness import require_full
from rxapp.accounts.tables import Consent, ConsentWithdrawal
from rxapp.core import bus, clock
from rxapp.core.db import Db, insert_of
from rxapp.events import ConsentWithdrawn
from rxapp.i18n.texts import text
from rxapp.profile.rules import ClosingNeeded, ConsentUnknown

MARKETING, MARKETING_VERSION = "marketing", "2026-11"
NEWS = "news"
FOUNDATIONS = frozenset({"agreement", "personal_data"})


async def withdraw(db: Db, principal: Principal, browser: Browser, consent_id: str) -> None:
    """End one consent: one click, once. Publishes ConsentWithdrawn; without the marketing consent news end, too.

    Raises ConsentUnknown for an absent, foreign or withdrawn one, ClosingNeeded for what the account stands on,
    StepUpNeeded in a reduced session.
    """
    require_full(principal)
    consent = await _own(db, principal, consent_id)
    if consent.document in FOUNDATIONS:
        raise ClosingNeeded
    insert = insert_of(db)
    ended = ConsentWithdrawal(
        consent_id=consent.id,
        account_id=principal.account_id,
        withdrawn_at=clock.now(),
        ip=browser.ip[:45],
        method="profile",
    )
    once = insert(ConsentWithdrawal).values(**ended.model_dump()).on_conflict_do_nothing()
    if (await db.exec(once.returning(col(ConsentWithdrawal.id)))).first() is None:
        raise ConsentUnknown
    if consent.document == MARKETING:
        for channel in notice_rules.CHANNELS:
            await notices.choose(db, principal, NEWS, channel, wanted=False)
    await journal.record(db, principal.account_id, "consent_withdrawn", browser, document=consent.document)
    bus.publish(db, ConsentWithdrawn(principal.account_id, consent.document))


async def choose_notice(
    db: Db, principal: Principal, browser: Browser, event: str, channel: str, *, wanted: bool
) -> None:
    """Turn one switch of the notices. News are advertising: the first one on is a consent of its own (PD-1), the last
    one off withdraws it; the screen shows ``legal.marketing_text`` beside the switch.

    Raises ChoiceUnknown, StepUpNeeded in a reduced session.
    """
    require_full(principal)
    await notices.choose(db, principal, event, channel, wanted=wanted)
    if event != NEWS:
        return
    standing = await _standing(db, principal, MARKETING)
    if wanted and standing is None:
        await _give(db, principal, browser)
    elif standing and not any(choice.wanted for choice in await notices.choices(db, principal) if choice.event == NEWS):
        await withdraw(db, principal, browser, str(standing.id))


async def _own(db: Db, principal: Principal, consent_id: str) -> Consent:
    try:
        wanted = UUID(consent_id)
    except ValueError as wrong:
        raise ConsentUnknown from wrong
    found = select(Consent).where(Consent.id == wanted, Consent.account_id == principal.account_id)
    consent = (await db.exec(found)).first()
    if consent is None:
        raise ConsentUnknown
    return consent


async def _standing(db: Db, principal: Principal, document: str) -> Consent | None:
    # The account's row keeps a second click from giving the same consent twice.
    await accounts.locked_account(db, principal.account_id)
    found = (
        select(Consent)
        .join(ConsentWithdrawal, col(ConsentWithdrawal.consent_id) == col(Consent.id), isouter=True)
        .where(Consent.account_id == principal.account_id, Consent.document == document)
        .where(col(ConsentWithdrawal.id).is_(None))
    )
    return (await db.exec(found)).first()


async def _give(db: Db, principal: Principal, browser: Browser) -> None:
    words = text(principal.locale, "legal.marketing_text")
    db.add(
        Consent(
            account_id=principal.account_id,
            document=MARKETING,
            version=MARKETING_VERSION,
            text_hash=sha256(words.encode()).hexdigest(),
            locale=principal.locale,
            given_at=clock.now(),
            ip=browser.ip[:45],
            method="profile",
        )
    )
    await db.flush()
    await journal.record(db, principal.account_id, "consent_given", browser, document=MARKETING)
