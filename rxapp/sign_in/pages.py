"""The sign-in page: name and password under four tabs. At our own address and at the public contract's (section 3)."""

import reflex as rx

from rxapp import routes
from rxapp.core.checks import Check
from rxapp.i18n.client import t
from rxapp.sign_in import rules
from rxapp.sign_in.by_code.pages import code_cards
from rxapp.sign_in.by_code.state import CodeSignInState
from rxapp.sign_in.state import SignInState as State
from rxapp.social.pages import provider_row, waiting_note
from rxapp.ui import buttons
from rxapp.ui.contract import fields, frame
from rxapp.ui.contract.captcha import captcha_block
from rxapp.ui.contract.client import HashRoute
from rxapp.ui.navigate import native_form, post_form


def sign_in_page() -> rx.Component:
    """At our own address: registration is the three-step wizard."""
    return _page(own=True)


def contract_sign_in_page() -> rx.Component:
    """At the contract's addresses: registration is the short form, after sign-in comes the contract's account page."""
    return _page(own=False)


def _page(*, own: bool) -> rx.Component:
    ticket = rx.cond(State.ticket, State.ticket, CodeSignInState.ticket)
    return rx.fragment(
        HashRoute.create(hash="#recoveryPassword", to=routes.RECOVERY if own else routes.RESET_CREDENTIALS),
        rx.cond(
            State.second_step,
            second_step_card(own=own),
            rx.cond(
                State.by_code,
                code_cards(own=own, to_password=State.show_password_form, below=[waiting_note(), *_below(own=own)]),
                password_card(own=own),
            ),
        ),
        post_form(
            routes.SESSION_START,
            {"ticket": ticket, "next": routes.DASHBOARD if own else routes.ACCOUNT_PAGE},
            ticket,
            id="session-start",
        ),
    )


def password_card(*, own: bool) -> rx.Component:
    """The form, the ways to register and to get help."""
    return frame.contract_frame(
        "login-form",
        t("sign_in.title"),
        waiting_note(),
        password_form(own=own),
        *_below(own=own),
        own=own,
        error=frame.card_error(State.errors["form"]),
    )


def second_step_card(*, own: bool) -> rx.Component:
    """A code of the app after the right password, or one of the recovery codes."""
    form = rx.el.form(
        fields.text_field(
            "second-code",
            t("sign_in.second_code"),
            id="second-code",
            error=State.errors["second-code"],
            attempt=State.attempt,
            clear_on=State.attempt,
            auto_complete="one-time-code",
        ),
        buttons.primary(t("step_up.confirm"), id="second-submit", type="submit", wide=True),
        buttons.secondary(t("recovery.back"), id="second-back", wide=True, on_click=State.leave_second_step),
        on_submit=State.submit_second_step,
        no_validate=True,
        class_name="otp-form",
    )
    return frame.contract_frame(
        "otp-form",
        t("sign_in.second_title"),
        waiting_note(),
        form,
        own=own,
        description=frame.description(t("sign_in.second_text")),
    )


def _below(*, own: bool) -> list[rx.Component]:
    return [provider_row(own=own), rx.cond(State.registers, register_line(own=own)), frame.help_tip()]


def password_form(*, own: bool) -> rx.Component:
    """A native form to a plain route. At our own address the page takes it over once it has woken."""
    content = [
        fields.tabs_input(
            rules.TABS,
            rules.MOVES,
            default_tab=State.tab,
            default_value=State.typed,
            error=State.errors["username"],
            attempt=State.attempt,
            label=t("sign_in.title"),
            hidden=State.hidden_tabs,
        ),
        fields.password_field(
            "password",
            t("sign_in.password"),
            checks=[Check(rules.SOMETHING, "sign_in.password_empty")],
            error=State.errors["password"],
            attempt=State.attempt,
            clear_on=State.attempt,
            auto_complete="current-password",
        ),
        rx.cond(
            State.captcha.id,
            captcha_block(
                State.captcha.image, State.captcha.sound, State.attempt, State.new_captcha, "login-form__captcha"
            ),
        ),
        rx.el.div(
            fields.checkbox("remember", t("sign_in.remember")),
            forgot_link(own=own),
            class_name="ui-contract__line",
        ),
        rx.el.input(type="hidden", name="entry", value="own" if own else "contract", read_only=True),
        rx.el.input(type="hidden", name="client", value=State.client_id, read_only=True),
        rx.el.input(type="hidden", name="captcha-id", value=State.captcha.id, read_only=True),
        buttons.primary(
            t("sign_in.submit"),
            id="kc-login",
            name="login",
            type="submit",
            wide=True,
            class_name="rt-btn rt-btn--orange",
        ),
        buttons.secondary(
            t("sign_in.by_code"),
            id="back_to_otp_btn",
            type="button",
            wide=True,
            class_name="rt-btn",
            on_click=State.show_code_form,
        ),
        frame.policy("sign_in.policy"),
    ]
    if not own:
        return native_form(*content, action=routes.SIGN_IN_POST, class_name="login-form")
    return rx.el.form(
        *content,
        on_submit=State.submit,
        action=routes.SIGN_IN_POST,
        method="post",
        no_validate=True,
        class_name="login-form",
    )


def forgot_link(*, own: bool) -> rx.Component:
    """Grey, and orange after a refused sign-in: then it is what the person needs."""
    quiet = "rt-link rt-link--orange rt-link--muted login-form__forgot-pwd login-form__forgot-pwd--muted"
    loud = "rt-link rt-link--orange login-form__forgot-pwd login-form__forgot-pwd--animated"
    return rx.el.a(
        t("sign_in.forgot"),
        href=routes.RECOVERY if own else routes.RESET_CREDENTIALS,
        id="forgot_password",
        class_name=rx.cond(State.errors["form"], loud, quiet),
    )


def register_line(*, own: bool) -> rx.Component:
    """No account yet."""
    link = buttons.link(
        t("sign_in.register"), routes.REGISTRATION if own else routes.FRESH_REGISTRATION, id="kc-register"
    )
    return rx.el.p(t("sign_in.no_account"), " ", link, class_name="ui-muted ui-contract__register")
