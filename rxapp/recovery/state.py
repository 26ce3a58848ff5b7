"""Recovery: who, which way, the code, a new password."""

from collections.abc import Awaitable

import reflex as rx

from rxapp import routes
from rxapp.accounts import identifier
from rxapp.accounts.captcha import service as captchas
from rxapp.accounts.captcha.service import Answer, Picture
from rxapp.accounts.doors.events import anyone, browser
from rxapp.core.db import database
from rxapp.core.errors import DomainError, FormRefused
from rxapp.gateways import gateways
from rxapp.i18n.catalogue import known_locale
from rxapp.recovery import rules, service
from rxapp.recovery.other_ways import service as other_ways
from rxapp.recovery.password import service as passwords
from rxapp.recovery.rules import StepSkipped

VIEWS = {rules.CHANNEL: "choice", rules.CODE: "code", rules.PASSWORD: "password", rules.OTHER_WAY: "other"}


class RecoveryState(rx.State):
    """Which of the screens is shown. What matters is in the recovery row of this browser."""

    view: str = "who"
    tab: str = "phone"
    typed: str = ""
    errors: dict[str, str] = {}
    attempt: int = 0
    way: str = "sms"
    resend_in: float = 0
    captcha: Picture = Picture()
    done: bool = False
    by_letter: bool = False
    by_app: bool = False

    @rx.event
    @anyone
    async def load(self) -> None:
        """The screen this browser's recovery stands at, with a fresh captcha on the first one."""
        self.errors, self.done = {}, False
        await self._show()

    @rx.event
    @anyone
    async def new_captcha(self) -> None:
        """Another picture; the former one is dead."""
        try:
            async with database().writing() as db:
                self.captcha = await captchas.picture(db, browser())
        except DomainError as refused:
            self.errors = {"form": refused.message}

    @rx.event
    @anyone
    async def submit_name(self, form: dict[str, str]) -> None:
        """A name and the signs of the picture; every name goes on alike (security.md 2.3)."""
        self.typed = form.get("username", "")[:320]
        try:
            who = identifier.identifier(self.typed, form.get("tab", ""))
            self.tab = identifier.tab_of(self.typed)
            answer = Answer(self.captcha.id, form.get("captcha", "")[:16])
            await service.start(database(), browser(), who, answer, known_locale(form.get("lang", "")))
            self.errors = {}
            await self._show()
        except DomainError as refused:
            self._refuse(refused, "form")
            await self.new_captcha()

    @rx.event
    @anyone
    async def submit_channel(self, form: dict[str, str]) -> None:
        """By SMS or by e-mail."""
        await self._go(service.choose_way(database(), browser(), form.get("channel", "")), "form")

    @rx.event
    @anyone
    async def submit_code(self, form: dict[str, str]) -> None:
        """Six digits."""
        await self._go(service.enter_code(database(), gateways().bss, browser(), form.get("code", "")[:6]), "code")

    @rx.event
    @anyone
    async def send_letter(self) -> None:
        """A letter beside the SMS, which was not enough."""
        await self._go(other_ways.by_letter(database(), browser()), "form")

    @rx.event
    @anyone
    async def submit_app_code(self, form: dict[str, str]) -> None:
        """A code of the app beside the SMS, which was not enough."""
        await self._go(other_ways.by_app(database(), browser(), form.get("app-code", "")[:20]), "app-code")

    @rx.event
    @anyone
    async def resend(self) -> None:
        """Another code; the former one and its link die."""
        await self._go(service.resend(database(), browser()), "code")

    @rx.event
    @anyone
    async def back(self) -> None:
        """From the code to the choice, from anywhere else out of the recovery."""
        await service.go_back(database(), browser())
        self.errors = {}
        await self._show()

    @rx.event
    @anyone
    async def submit_password(self, form: dict[str, str]) -> rx.event.EventSpec | None:
        """The new password, twice; then to sign-in, for a recovery signs nobody in."""
        first, second = (form.get(field, "") for field in rules.FIELDS)
        own = form.get("entry") != "contract"
        # The first form again under the address of sign-in would take what is typed there with it when it goes.
        if not await self._go(passwords.set_password(database(), browser(), first, second), "form", show=False):
            return None
        return rx.redirect(routes.SIGN_IN if own else f"{routes.AUTHENTICATE}?execution=done")

    async def _go(self, verb: Awaitable[None], field: str, *, show: bool = True) -> bool:
        try:
            await verb
            self.errors = {}
        except StepSkipped as refused:
            await self._show()
            self.errors = {"form": refused.message}
            return False
        except DomainError as refused:
            self._refuse(refused, field)
            return False
        if show:
            await self._show()
        return True

    async def _show(self) -> None:
        async with database().reading() as db:
            standing = await service.standing(db, browser())
        self.view = VIEWS.get(standing.step, "who") if standing else "who"
        if standing:
            self.way, self.resend_in = standing.way or self.way, standing.resend_in
            self.by_letter, self.by_app = standing.others.letter, standing.others.app
        else:
            await self.new_captcha()

    def _refuse(self, refused: DomainError, field: str) -> None:
        self.attempt += 1
        # A code of the app is refused under "code", which names its field elsewhere.
        where = field if field == "app-code" else refused.field or field
        self.errors = refused.errors if isinstance(refused, FormRefused) else {where: refused.message}
