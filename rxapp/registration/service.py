"""From an empty form to a confirmed account. ``browser`` plays the principal: a draft belongs to one browser."""

from datetime import timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col

from rxapp import routes
from rxapp.accounts import queries as account_queries
from rxapp.accounts import service as accounts
from rxapp.accounts.codes import budget, sending
from rxapp.accounts.codes import service as codes
from rxapp.accounts.codes.service import CodeWrong, Flow
from rxapp.accounts.messages import service as messages
from rxapp.accounts.service import ConsentGiven, NewAccount, UserNameTaken
from rxapp.accounts.sessions.service import Browser
from rxapp.core import clock, secrets
from rxapp.core.db import Db
from rxapp.core.errors import DomainError
from rxapp.core.settings import settings
from rxapp.i18n.texts import text
from rxapp.registration import queries, rules
from rxapp.registration.rules import StepSkipped
from rxapp.registration.tables import RegistrationDraft
from rxapp.social import rules as social_rules
from rxapp.social import waiting

PURPOSE = "registration"


class LinkSpent(DomainError):
    """The mailed link is unknown, used or older than 24 hours."""

    code = "registration.link_spent"


async def require_step(db: Db, browser: Browser, step: int, *, kind: str = rules.FULL) -> RegistrationDraft:
    """The draft of this kind, standing at exactly this step. Raises StepSkipped for a forged or stale event."""
    draft = await queries.draft_of(db, browser.cookie_hash)
    if draft is None or draft.step != step or draft.kind != kind:
        raise StepSkipped
    return draft


async def start(db: Db, browser: Browser) -> RegistrationDraft:
    """The draft of this browser, a fresh one when there is none, or one of the short form."""
    if not browser.cookie_hash:
        raise StepSkipped
    draft = await queries.draft_of(db, browser.cookie_hash)
    if draft is None or draft.kind != rules.FULL:
        now = clock.now()
        # A draft past its day may still wait for the job; it must not block a new one.
        await db.exec(delete(RegistrationDraft).where(col(RegistrationDraft.browser_hash) == browser.cookie_hash))
        draft = RegistrationDraft(
            browser_hash=browser.cookie_hash,
            created_at=now,
            expires_at=now + timedelta(seconds=rules.DRAFT_LIFE),
        )
        db.add(draft)
        await db.flush()
    return draft


async def forget(db: Db, browser: Browser) -> None:
    """The draft of this browser goes, and the identity that waits in it."""
    await db.exec(delete(RegistrationDraft).where(col(RegistrationDraft.browser_hash) == browser.cookie_hash))
    await waiting.forget(db, browser)


async def user_name_is_free(db: Db, user_name: str) -> bool:
    """Whether nobody answers to this user name (RG-8)."""
    return not await account_queries.user_name_taken(db, accounts.user_name_key(user_name))


async def free_user_name(db: Db, email: str) -> str:
    """A user name nobody has, made of this e-mail, to suggest."""
    for name in social_rules.user_names(email):
        if await user_name_is_free(db, name):
            return name
    raise AssertionError("there is always one more")


async def take_credentials(db: Db, browser: Browser, user_name: str, password_hash: str) -> None:
    """Step 1. The password arrives hashed and is never known here; empty for somebody who comes with another service.

    Raises UserNameTaken.
    """
    draft = await start(db, browser)
    if draft.step != rules.CREDENTIALS:
        raise StepSkipped
    if not await user_name_is_free(db, user_name):
        raise UserNameTaken(field="username")
    draft.user_name, draft.password_hash, draft.step = user_name, password_hash, rules.ABOUT
    db.add(draft)


async def take_about(db: Db, browser: Browser, about: rules.About) -> None:
    """Step 2."""
    draft = await require_step(db, browser, rules.ABOUT)
    draft.last_name, draft.first_name, draft.middle_name = about.last_name, about.first_name, about.middle_name
    draft.birth_date, draft.region, draft.step = about.birth_date, about.region, rules.CONTACTS
    db.add(draft)


async def take_contacts(db: Db, browser: Browser, contacts: rules.Contacts, locale: str) -> None:
    """Step 3: keep the contacts and the consent, send the code or the letter.

    A phone or e-mail with a proved owner makes the draft a decoy: the owner is told, the screen goes on alike.
    Raises TooManyRequests, StepSkipped.
    """
    draft = await require_step(db, browser, rules.CONTACTS)
    now = clock.now()
    draft.email, draft.phone, draft.way, draft.locale = contacts.email, contacts.phone, contacts.way, locale
    draft.consent_hash = rules.text_hash(text(locale, "legal.consent_text"))
    draft.consent_at, draft.ip = now, browser.ip[:45]
    draft.step, draft.expires_at = rules.CONFIRMATION, now + timedelta(seconds=rules.DRAFT_LIFE)
    await waiting.extend(db, browser.cookie_hash, draft.expires_at)
    await send_confirmation(db, draft, told=await settle_owner(db, draft))


async def settle_owner(db: Db, draft: RegistrationDraft) -> bool:
    """Make the draft a decoy when somebody proved one of its contacts, and tell that owner. Whether it is one.

    One message goes out either way, to the owner or to the stranger: time must not tell (security.md 2.3).
    """
    owned = await owned_contacts(db, draft)
    draft.decoy = bool(owned)
    db.add(draft)
    if owned:
        await _tell_owner(db, draft, draft.way if draft.way in owned else owned[0])
    return draft.decoy


async def send_confirmation(db: Db, draft: RegistrationDraft, *, reachable: bool = True, told: bool = False) -> None:
    """Send the code, or the link, once more or for the first time. Raises TooManyRequests, ResendsSpent.

    The short form's letter holds both. A decoy and an address no message can reach get the same work for nobody,
    unless its owner was ``told`` just now, which was that work.
    """
    destination = flow_of(draft).destination
    await budget.count_send(db, destination.casefold(), draft.browser_hash, draft.ip, known=False)
    code = await codes.issue(db, flow_of(draft))
    token = secrets.token()
    draft.link_hash = secrets.digest(token) if draft.way == "email" else ""
    db.add(draft)
    if told:
        return
    if draft.decoy or not reachable:
        await sending.send_nothing(db, flow_of(draft))
    elif draft.way == "email" and draft.kind == rules.FULL:
        await _send_link(db, draft, token)
    else:
        channel: Literal["sms", "email"] = "sms" if draft.way == "sms" else "email"
        url = settings().origin + routes.registration_letter(token) if draft.link_hash else ""
        await sending.send(db, flow_of(draft), code, channel=channel, to=destination, locale=draft.locale, url=url)


async def confirm_by_code(db: Db, browser: Browser, code: str, *, kind: str = rules.FULL) -> UUID:
    """The right code opens the account; the draft goes. Call ``codes.count_attempt`` in a transaction before.

    Raises CodeWrong, CodeExpired, CodeSpent, StepSkipped, UserNameTaken.
    """
    draft = await require_step(db, browser, rules.CONFIRMATION, kind=kind)
    await codes.redeem(db, flow_of(draft), code)
    # The wizard mails no code, so none that comes back can be one.
    if draft.decoy or (draft.way != "sms" and draft.kind == rules.FULL):
        raise CodeWrong(field="code")
    return await _open(db, draft)


async def confirm_by_link(db: Db, token: str) -> UUID:
    """The mailed link, posted, opens the account. Raises LinkSpent."""
    draft = await queries.draft_by_link(db, secrets.digest(token))
    if draft is None or draft.decoy or draft.step != rules.CONFIRMATION:
        raise LinkSpent
    return await _open(db, draft)


async def go_back(db: Db, browser: Browser) -> int:
    """One step back; everything typed stays. Returns the step now shown."""
    draft = await queries.draft_of(db, browser.cookie_hash)
    if draft is None or draft.kind != rules.FULL:
        return rules.CREDENTIALS
    draft.step = max(rules.CREDENTIALS, draft.step - 1)
    draft.link_hash = ""
    db.add(draft)
    return draft.step


async def expire(db: Db) -> int:
    """Remove the drafts, and with them the personal data, of registrations not confirmed in 24 hours (RG-2)."""
    gone = await db.exec(delete(RegistrationDraft).where(col(RegistrationDraft.expires_at) <= clock.now()))
    return gone.rowcount


def flow_of(draft: RegistrationDraft) -> Flow:
    """What a code of this draft confirms."""
    return Flow(draft.id, PURPOSE, draft.phone if draft.way == "sms" else draft.email, draft.browser_hash)


async def _open(db: Db, draft: RegistrationDraft) -> UUID:
    browser = Browser(draft.browser_hash, ip=draft.ip)
    brought = await waiting.waiting(db, browser.cookie_hash)
    confirmed = {"phone" if draft.way == "sms" else "email"}
    if brought and brought.email_trusted and brought.email == draft.email and not brought.proving:
        confirmed.add("email")
    account = await accounts.open_account(
        db,
        NewAccount(
            user_name=draft.user_name,
            password_hash=draft.password_hash,
            last_name=draft.last_name,
            first_name=draft.first_name,
            middle_name=draft.middle_name,
            birth_date=draft.birth_date,
            region=draft.region,
            email=draft.email,
            phone=draft.phone,
            confirmed=frozenset(confirmed),
            locale=draft.locale,
            consents=_given(draft),
        ),
    )
    await db.delete(draft)
    await waiting.attach(db, browser, account.id, proving=False)
    return account.id


def _given(draft: RegistrationDraft) -> list[ConsentGiven]:
    """The short form's button accepts the agreement; the wizard has a box for each text (PD-1)."""
    at = draft.consent_at or clock.now()
    agreement = rules.text_hash(text(draft.locale, "legal.agreement_text"))
    given = [ConsentGiven("agreement", rules.AGREEMENT_VERSION, agreement, draft.locale, at, draft.ip)]
    if draft.consent_hash:
        given.append(
            ConsentGiven("personal_data", rules.CONSENT_VERSION, draft.consent_hash, draft.locale, at, draft.ip)
        )
    return given


async def owned_contacts(db: Db, draft: RegistrationDraft) -> list[Literal["sms", "email"]]:
    """The channels of the draft that an account has proved its own."""
    owned: list[Literal["sms", "email"]] = []
    if draft.phone and await accounts.is_proved_owner(db, "phone", draft.phone):
        owned.append("sms")
    if draft.email and await accounts.is_proved_owner(db, "email", draft.email.casefold()):
        owned.append("email")
    return owned


async def _tell_owner(db: Db, draft: RegistrationDraft, channel: Literal["sms", "email"]) -> None:
    brand = settings().brand_name
    words = text(draft.locale, f"registration.owner_{channel}", brand=brand, url=settings().origin + routes.SIGN_IN)
    await messages.post(
        db,
        channel=channel,
        to=draft.phone if channel == "sms" else draft.email,
        subject=text(draft.locale, "registration.owner_subject", brand=brand) if channel == "email" else "",
        text=words,
        purpose="registration.owner",
    )


async def _send_link(db: Db, draft: RegistrationDraft, token: str) -> None:
    url = settings().origin + routes.registration_letter(token)
    brand = settings().brand_name
    await messages.post(
        db,
        channel="email",
        to=draft.email,
        subject=text(draft.locale, "registration.letter_subject", brand=brand),
        text=text(draft.locale, "registration.letter_text", name=draft.first_name, brand=brand, url=url),
        purpose=PURPOSE,
        not_after=draft.expires_at,
    )
