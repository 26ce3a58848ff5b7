"""Recovery in four screens: who and a captcha, which channel, the code, a new password (section 7 of the contract).

A fifth stands before the new password when the code came to a young SIM: another way must be shown, too (OTP-11).
"""

import reflex as rx

from rxapp import routes
from rxapp.accounts import identifier
from rxapp.accounts.passwords import rules as password_rules
from rxapp.core.settings import settings
from rxapp.i18n.client import current_locale, t
from rxapp.recovery.state import RecoveryState as State
from rxapp.social.pages import waiting_note
from rxapp.ui import buttons
from rxapp.ui.contract import code, fields, frame
from rxapp.ui.contract.captcha import captcha_block


def recovery_page() -> rx.Component:
    """At our own address."""
    return _page(own=True)


def contract_recovery_page() -> rx.Component:
    """At the contract's addresses."""
    return _page(own=False)


def _page(*, own: bool) -> rx.Component:
    return rx.match(
        State.view,
        ("choice", choice_card(own=own)),
        ("code", code_card(own=own)),
        ("password", password_card(own=own)),
        ("other", other_way_card(own=own)),
        who_card(own=own),
    )


def who_card(*, own: bool) -> rx.Component:
    """A name under four tabs and the signs of a picture."""
    return frame.contract_frame(
        "reset-form",
        t("recovery.title"),
        waiting_note(),
        rx.el.form(
            fields.tabs_input(
                identifier.TABS,
                identifier.MOVES,
                default_tab=State.tab,
                default_value=State.typed,
                error=State.errors["username"],
                attempt=State.attempt,
                label=t("recovery.title"),
            ),
            captcha_block(State.captcha.image, State.captcha.sound, State.attempt, State.new_captcha),
            buttons.primary(t("recovery.next"), id="reset", type="submit", wide=True, class_name="rt-btn"),
            back_button(own=own),
            rx.el.input(type="hidden", name="lang", value=current_locale(), read_only=True),
            on_submit=State.submit_name,
            no_validate=True,
            class_name="reset-form",
        ),
        own=own,
        description=frame.description(t("recovery.intro")),
        error=frame.card_error(State.errors["form"]),
    )


def choice_card(*, own: bool) -> rx.Component:
    """By phone or by e-mail; addresses are not shown before anything is proved."""
    return frame.contract_frame(
        "reset-form-choice",
        t("recovery.title"),
        rx.el.form(
            _radio("sms", "recovery.by_phone", chosen=True),
            _radio("email", "recovery.by_email", chosen=False),
            buttons.primary(t("recovery.next"), id="reset-form-submit", type="submit", wide=True, class_name="rt-btn"),
            back_button(own=own),
            on_submit=State.submit_channel,
            class_name="reset-form-choice",
        ),
        own=own,
        description=frame.description(t("recovery.choice_intro")),
        error=frame.card_error(State.errors["form"]),
    )


def code_card(*, own: bool) -> rx.Component:
    """Six digits."""
    return frame.contract_frame(
        "reset-form-confirm",
        t("recovery.title"),
        code.code_form(
            form="reset-form-confirm",
            error=State.errors["code"],
            attempt=State.attempt,
            resend_at=State.resend_in,
            on_submit=State.submit_code,
            on_resend=State.resend,
            on_back=State.back,
            back=t("recovery.back"),
            back_name="cancel_reset",
            back_id="reset-cancel",
        ),
        own=own,
        description=frame.description(
            rx.cond(State.way == "sms", t("recovery.sent_sms"), t("recovery.sent_email")),
        ),
    )


def other_way_card(*, own: bool) -> rx.Component:
    """The SMS was right and is not enough: a letter, the app's code, or what to do with neither."""
    app = rx.el.form(
        fields.text_field(
            "app-code",
            t("recovery.app_code"),
            id="app-code",
            error=State.errors["app-code"],
            attempt=State.attempt,
            clear_on=State.attempt,
            auto_complete="one-time-code",
        ),
        buttons.primary(t("recovery.next"), id="app-submit", type="submit", wide=True, class_name="rt-btn"),
        on_submit=State.submit_app_code,
        no_validate=True,
        class_name="reset-form",
    )
    letter = buttons.secondary(
        t("recovery.send_letter"), id="send-letter", type="button", wide=True, on_click=State.send_letter
    )
    neither = rx.el.p(t("recovery.no_other_way", hotline=settings().hotline), id="no-other-way")
    return frame.contract_frame(
        "reset-form-other",
        t("recovery.title"),
        rx.cond(State.by_app, app),
        rx.cond(State.by_letter, letter),
        rx.cond(State.by_app | State.by_letter, rx.fragment(), neither),
        buttons.quiet(t("recovery.back"), id="reset-back", on_click=State.back),
        own=own,
        description=frame.description(t("recovery.sim_young")),
        error=frame.card_error(State.errors["form"]),
    )


def password_card(*, own: bool) -> rx.Component:
    """A new password twice."""
    checks = password_rules.checks()
    return frame.contract_frame(
        "update-password-form",
        t("recovery.title"),
        rx.el.form(
            fields.password_field(
                "password-new",
                t("recovery.new_password"),
                checks=checks,
                error=State.errors["password-new"],
                attempt=State.attempt,
                auto_complete="new-password",
            ),
            fields.password_field(
                "password-confirm",
                t("recovery.repeat_password"),
                checks=checks,
                error=State.errors["password-confirm"],
                attempt=State.attempt,
                same=("password-new", "password.not_same"),
                auto_complete="new-password",
            ),
            rx.el.input(type="hidden", name="entry", value="own" if own else "contract", read_only=True),
            buttons.primary(t("recovery.save"), id="t-btn-reset-pass", type="submit", wide=True, class_name="rt-btn"),
            on_submit=State.submit_password,
            no_validate=True,
            class_name="update-password-form",
        ),
        own=own,
        description=frame.description(t("recovery.password_rule", max=password_rules.LONGEST)),
        error=frame.card_error(State.errors["form"]),
    )


def back_button(*, own: bool) -> rx.Component:
    """To the sign-in form of the same client."""
    return buttons.secondary(
        t("recovery.back"),
        id="reset-back",
        type="button",
        wide=True,
        on_click=rx.redirect(routes.SIGN_IN if own else routes.AUTHENTICATE),
        class_name="rt-btn rt-btn--orange rt-btn--medium rt-btn--rounded rt-btn--transparent reset-form__back-btn",
    )


def _radio(value: str, key: str, *, chosen: bool) -> rx.Component:
    return rx.el.label(
        rx.el.input(type="radio", name="channel", value=value, default_checked=chosen),
        rx.el.span(t(key), class_name="rt-radio__label"),
        class_name="rt-radio ui-radio",
    )
