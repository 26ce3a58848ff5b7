"""What the three steps show and what the person can do in them."""

import asyncio
from datetime import date

import reflex as rx

from rxapp.accounts.codes import service as codes
from rxapp.accounts.doors.events import anyone, browser
from rxapp.accounts.passwords import rules as password_rules
from rxapp.accounts.passwords import service as passwords
from rxapp.accounts.service import UserNameTaken
from rxapp.accounts.sessions import service as sessions
from rxapp.core import clock, email_address, limits, phone
from rxapp.core.db import Db, database
from rxapp.core.errors import DomainError, FormRefused
from rxapp.core.limits import Rate
from rxapp.registration import queries, rules, service
from rxapp.registration.rules import StepSkipped
from rxapp.registration.tables import RegistrationDraft
from rxapp.social import waiting
from rxapp.social.waiting import Waiting

NAME_CHECKS = Rate(40, 60)
FORMS = Rate(60, 600)
LOCALES = ("ru", "en", "hi")


class RegistrationState(rx.State):
    """The wizard. All that matters is in the draft; this is only its picture."""

    step: int = 0
    errors: dict[str, str] = {}
    name_hint: str = ""
    user_name: str = ""
    last_name: str = ""
    first_name: str = ""
    middle_name: str = ""
    birth_day: str = ""
    birth_month: str = ""
    birth_year: str = ""
    region: str = ""
    email: str = ""
    phone: str = ""
    way: str = "sms"
    agreed: bool = False
    sent_to: str = ""
    resend_at: float = 0
    told_at: float = 0
    attempts: int = 0
    ticket: str = ""
    # Counts the people who said that the one before was not them.
    person: int = 0
    # The address a provider vouches for, while it stands in the form.
    vouched: str = ""

    @rx.event
    @anyone
    async def load(self) -> None:
        """Show the step this browser's draft stands at."""
        self.errors, self.ticket, self.name_hint, self.agreed = {}, "", "", False
        async with database().reading() as db:
            await self._show(db, await queries.draft_of(db, browser().cookie_hash))

    @rx.event
    @anyone
    async def start_over(self) -> None:
        """Somebody else sits here now: what the one before brought along or typed goes, on the server too."""
        async with database().writing() as db:
            await service.forget(db, browser())
        person = self.person + 1
        self.reset()  # type: ignore[no-untyped-call]
        self.person = person
        await self._next()

    @rx.event
    @anyone
    async def check_user_name(self, value: str) -> None:
        """Tell while typing whether the user name can be had."""
        try:
            await limits.hit_now(database(), "registration.name_check", browser().cookie_hash, NAME_CHECKS)
            async with database().reading() as db:
                free = await service.user_name_is_free(db, rules.user_name(value))
            self.name_hint = "registration.user_name_free" if free else ""
            self._mark("username", "" if free else UserNameTaken.code)
        except DomainError as refused:
            self.name_hint = ""
            self._mark("username", refused.message if value else "")

    @rx.event
    @anyone
    async def submit_credentials(self, form: dict[str, str]) -> None:
        """Step 1: the password is hashed here and kept nowhere else (PW-2)."""
        self.user_name = form.get("username", "")[:64]
        try:
            await self._count()
            async with database().writing() as db:
                await service.start(db, browser())
                spared = await waiting.waiting(db, browser().cookie_hash) is not None
            hashed = await _hashed_password(form, spared=spared)
            async with database().writing() as db:
                await service.take_credentials(db, browser(), rules.user_name(self.user_name), hashed)
            await self._next()
        except DomainError as refused:
            await self._refuse(refused)

    @rx.event
    @anyone
    async def submit_about(self, form: dict[str, str]) -> None:
        """Step 2."""
        self.last_name, self.first_name = form.get("lastName", "")[:64], form.get("firstName", "")[:64]
        self.middle_name, self.region = form.get("middleName", "")[:64], form.get("region", "")[:10]
        self.birth_day, self.birth_month = form.get("birth-day", "")[:2], form.get("birth-month", "")[:2]
        self.birth_year = form.get("birth-year", "")[:4]
        try:
            about = rules.about(form, clock.today())
            async with database().writing() as db:
                await service.take_about(db, browser(), about)
            await self._next()
        except DomainError as refused:
            await self._refuse(refused)

    @rx.event
    @anyone
    async def tick_agreement(self, checked: bool) -> None:
        """The register button wakes up with the agreement (RG-10)."""
        self.agreed = checked

    @rx.event
    @anyone
    async def choose_way(self, way: str) -> None:
        """By SMS or by letter (RG-9)."""
        self.way = "email" if way == "email" else "sms"

    @rx.event
    @anyone
    async def submit_contacts(self, form: dict[str, str]) -> None:
        """Step 3: ask for the code or the letter."""
        self.email, self.phone = form.get("email", "")[:320], form.get("phone", "")[:32]
        self.way = "email" if form.get("way") == "email" else "sms"
        locale = form.get("lang", "ru")
        try:
            await self._count()
            contacts = rules.contacts(form)
            async with database().writing() as db:
                await service.take_contacts(db, browser(), contacts, locale if locale in LOCALES else "ru")
            await self._next()
        except DomainError as refused:
            await self._refuse(refused)

    @rx.event
    @anyone
    async def submit_code(self, form: dict[str, str]) -> None:
        """The six digits. The phone comes from the draft, never from the form."""
        try:
            async with database().writing() as db:
                draft = await service.require_step(db, browser(), rules.CONFIRMATION)
                await codes.count_attempt(db, service.flow_of(draft))
            async with database().writing() as db:
                account_id = await service.confirm_by_code(db, browser(), form.get("code", "")[:6])
                ticket = await sessions.issue_ticket(db, account_id, browser(), remembered=False)
            self.errors, self.ticket = {}, ticket
        except DomainError as refused:
            await self._refuse(refused)

    @rx.event
    @anyone
    async def resend(self) -> None:
        """A new code or letter; the former one dies."""
        try:
            async with database().writing() as db:
                draft = await service.require_step(db, browser(), rules.CONFIRMATION)
                await service.send_confirmation(db, draft)
            await self._next()
        except DomainError as refused:
            await self._refuse(refused, field="code")

    @rx.event
    @anyone
    async def back(self) -> None:
        """One step back, nothing typed is lost."""
        async with database().writing() as db:
            await service.go_back(db, browser())
        await self._next()

    async def _next(self) -> None:
        self.errors = {}
        async with database().reading() as db:
            await self._show(db, await queries.draft_of(db, browser().cookie_hash))

    def _mark(self, field: str, error: str) -> None:
        """Only this field: a check that comes late must not wipe what a submit has said of the others."""
        others = {name: said for name, said in self.errors.items() if name != field}
        self.errors = {**others, field: error} if error else others

    async def _refuse(self, refused: DomainError, field: str = "form") -> None:
        self.attempts += 1
        if isinstance(refused, StepSkipped):
            await self._next()
        if isinstance(refused, FormRefused):
            self.errors = refused.errors
        else:
            self.errors = {refused.field or field: refused.message}

    async def _count(self) -> None:
        await limits.hit_now(database(), "registration.form", browser().cookie_hash, FORMS)

    async def _show(self, db: Db, draft: RegistrationDraft | None) -> None:
        found = await waiting.waiting(db, browser().cookie_hash)
        if found:
            await self._fill(db, found)
        if draft is None or draft.kind != rules.FULL:
            self.step = rules.CREDENTIALS
            return
        self.step, self.user_name = draft.step, draft.user_name or self.user_name
        if draft.step != rules.ABOUT or draft.last_name:
            self.last_name, self.first_name, self.middle_name = draft.last_name, draft.first_name, draft.middle_name
            self.region = draft.region
            self._show_birth(draft.birth_date)
        if draft.email:
            self.email, self.way = draft.email, draft.way or "sms"
            self.phone = phone.parse(draft.phone).shown
        if draft.step == rules.CONFIRMATION:
            sms = draft.way == "sms"
            self.sent_to = phone.parse(draft.phone).masked if sms else email_address.parse(draft.email).masked
            wait = await codes.seconds_to_resend(db, draft.id)
            self.told_at = clock.now().timestamp()
            self.resend_at = self.told_at + max(0, wait)

    async def _fill(self, db: Db, found: Waiting) -> None:
        """What another service says of the person, where nothing was typed yet; all of it can be changed."""
        self.vouched = found.email if found.email_trusted else ""
        self.user_name = self.user_name or await service.free_user_name(db, found.email)
        self.last_name, self.first_name = self.last_name or found.family_name, self.first_name or found.given_name
        if not (self.birth_day or self.birth_month or self.birth_year):
            year, month, day = (str(part or "") for part in found.birth)
            self.birth_year, self.birth_month, self.birth_day = year, month, day
        self.email = self.email or found.email
        self.phone = self.phone or (phone.PhoneNumber(found.phone).shown if found.phone else "")

    def _show_birth(self, born: date | None) -> None:
        if born:
            self.birth_day, self.birth_month, self.birth_year = str(born.day), str(born.month), str(born.year)


async def _hashed_password(form: dict[str, str], *, spared: bool) -> str:
    """Both passwords checked, all wrong fields reported at once. Raises FormRefused, Busy.

    ``spared``: somebody who comes with another service may leave them empty, and so has none.
    """
    errors: dict[str, str] = {}
    try:
        name = rules.user_name(form.get("username", ""))
        async with database().reading() as db:
            if not await service.user_name_is_free(db, name):
                errors["username"] = UserNameTaken.code
    except DomainError as refused:
        errors["username"] = refused.message
    password = form.get("password", "")
    without = spared and not password and not form.get("password-confirm", "")
    try:
        if not without:
            await asyncio.to_thread(password_rules.check, password, user_name=form.get("username", ""))
    except DomainError as refused:
        errors["password"] = refused.message
    if password != form.get("password-confirm", ""):
        errors["password-confirm"] = "password.not_same"
    if errors:
        raise FormRefused(errors)
    return "" if without else await passwords.hash_password(password)
