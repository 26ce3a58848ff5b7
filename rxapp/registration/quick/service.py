"""From the short form to a confirmed account, over the wizard's own draft and confirmation."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import col

from rxapp.accounts.codes import service as codes
from rxapp.accounts.passwords import service as passwords
from rxapp.accounts.sessions import service as sessions
from rxapp.accounts.sessions.service import Browser
from rxapp.core import address, clock, limits, numbers, secrets
from rxapp.core.db import Database, Db
from rxapp.core.settings import settings
from rxapp.registration import queries
from rxapp.registration import rules as wizard
from rxapp.registration import service as registration
from rxapp.registration.quick import rules
from rxapp.registration.quick.rules import ExistingOwner, Quick
from rxapp.registration.rules import StepSkipped
from rxapp.registration.tables import RegistrationDraft


@dataclass(frozen=True, slots=True)
class Standing:
    """What the page shows: the step (``rules.FORM`` or ``rules.CONFIRMATION``), what was typed, where the code went.

    ``kind`` is ``phone`` or ``email``; a phone is grouped as the contract has it. ``resend_in``: seconds, -1 never.
    """

    step: int
    first_name: str
    last_name: str
    region: str
    kind: str
    sent_to: str
    resend_in: int


async def submit(database: Database, browser: Browser, form: dict[str, str], locale: str) -> None:
    """Keep the form and send the code. The same address again before the countdown ends sends nothing new.

    Raises FormRefused, ExistingOwner (where settings reveal it; else its owner is told and the answer is uniform),
    TooManyRequests, Busy, StepSkipped without a browser cookie.
    """
    if not browser.cookie_hash:
        raise StepSkipped
    await limits.hit_now(database, "registration.form", browser.cookie_hash, rules.FORMS)
    quick = await asyncio.to_thread(rules.quick, form)
    hashed = await passwords.hash_password(quick.password)
    async with database.writing() as db:
        draft = await _draft(db, browser, quick)
        draft.first_name, draft.last_name, draft.region = quick.first_name, quick.last_name, quick.region
        draft.password_hash, draft.locale, draft.ip = hashed, locale, browser.ip[:45]
        draft.consent_at, draft.step = clock.now(), rules.CONFIRMATION
        db.add(draft)
        if settings().reveals_existing and await registration.owned_contacts(db, draft):
            raise ExistingOwner(field="address")
        if await codes.seconds_to_resend(db, draft.id) == 0:
            told = await registration.settle_owner(db, draft)
            await registration.send_confirmation(db, draft, reachable=bool(quick.address.to), told=told)


async def keep(db: Db, browser: Browser, form: dict[str, str]) -> None:
    """Keep what a refused form held, passwords apart, for the page that shows it again. A wizard's draft stays."""
    draft = await queries.draft_of(db, browser.cookie_hash)
    if not browser.cookie_hash or (draft is not None and draft.kind != wizard.QUICK):
        return
    if draft is not None:
        await db.delete(draft)
        await db.flush()
    now = clock.now()
    db.add(
        RegistrationDraft(
            browser_hash=browser.cookie_hash,
            kind=wizard.QUICK,
            step=rules.FORM,
            first_name=form.get("firstName", "")[:60],
            last_name=form.get("lastName", "")[:60],
            region=form.get("region", "")[:10],
            email=form.get("address", "")[:320],
            way="email",
            created_at=now,
            expires_at=now + timedelta(seconds=rules.KEPT),
        )
    )


async def standing(db: Db, browser: Browser) -> Standing | None:
    """Where the short registration of this browser stands; None when there is none."""
    draft = await queries.draft_of(db, browser.cookie_hash)
    if draft is None or draft.kind != wizard.QUICK:
        return None
    kind, sent_to = ("phone", numbers.shown(draft.phone)) if draft.way == "sms" else ("email", draft.email)
    wait = await codes.seconds_to_resend(db, draft.id)
    return Standing(draft.step, draft.first_name, draft.last_name, draft.region, kind, sent_to, wait)


async def resend(database: Database, browser: Browser) -> None:
    """Another code. Raises TooManyRequests, ResendsSpent, StepSkipped."""
    async with database.writing() as db:
        draft = await registration.require_step(db, browser, rules.CONFIRMATION, kind=wizard.QUICK)
        await registration.send_confirmation(db, draft, reachable=bool(address.parse(draft.phone or draft.email).to))


async def confirm(database: Database, browser: Browser, code: str) -> str:
    """The right code opens the account and gives a one-time ticket for this browser.

    Raises CodeWrong, CodeExpired, CodeSpent, TooManyRequests, StepSkipped.
    """
    async with database.writing() as db:
        draft = await registration.require_step(db, browser, rules.CONFIRMATION, kind=wizard.QUICK)
        await codes.count_attempt(db, registration.flow_of(draft))
    async with database.writing() as db:
        account_id = await registration.confirm_by_code(db, browser, code, kind=wizard.QUICK)
        return await sessions.issue_ticket(db, account_id, browser, remembered=False)


async def go_back(database: Database, browser: Browser) -> None:
    """To the form, which keeps what was typed except the passwords."""
    async with database.writing() as db:
        draft = await registration.require_step(db, browser, rules.CONFIRMATION, kind=wizard.QUICK)
        draft.step, draft.link_hash = rules.FORM, ""
        db.add(draft)


async def _draft(db: Db, browser: Browser, quick: Quick) -> RegistrationDraft:
    """This browser's draft for the same address, else a fresh one: another address is another confirmation."""
    draft = await queries.draft_of(db, browser.cookie_hash)
    plain = quick.address.to or quick.address.shown
    phone, email = (quick.address.key, "") if quick.address.kind == "phone" else ("", plain)
    if draft and draft.kind == wizard.QUICK and (draft.phone, draft.email) == (phone, email):
        return draft
    await db.exec(delete(RegistrationDraft).where(col(RegistrationDraft.browser_hash) == browser.cookie_hash))
    now = clock.now()
    return RegistrationDraft(
        browser_hash=browser.cookie_hash,
        kind=wizard.QUICK,
        user_name=await _user_name(db),
        phone=phone,
        email=email,
        way=quick.address.channel,
        created_at=now,
        expires_at=now + timedelta(seconds=wizard.DRAFT_LIFE),
    )


async def _user_name(db: Db) -> str:
    """``rtkid_`` and 13 digits nobody answers to yet."""
    while True:
        name = f"rtkid_{secrets.digits(rules.USER_NAME_DIGITS)}"
        if await registration.user_name_is_free(db, name):
            return name
