"""The address form and the code form (passport-contract.md, section 5)."""

from typing import Any

import reflex as rx

from rxapp.i18n.client import current_locale, t
from rxapp.sign_in.by_code import rules
from rxapp.sign_in.by_code.state import CodeSignInState as State
from rxapp.ui import buttons
from rxapp.ui.contract import code, fields, frame
from rxapp.ui.contract.client import RtTimer


def code_cards(*, own: bool, to_password: Any, below: list[rx.Component]) -> rx.Component:
    """One after the other. ``to_password`` leads back to the form with a password."""
    return rx.cond(State.sent, code_card(own=own), address_card(own=own, to_password=to_password, below=below))


def address_card(*, own: bool, to_password: Any, below: list[rx.Component]) -> rx.Component:
    """A phone or an e-mail in one field."""
    form = rx.el.form(
        fields.text_field(
            "address",
            t("contract.address"),
            id="address",
            checks=rules.field_checks()["address"],
            error=State.errors["address"],
            attempt=State.attempt,
            default_value=State.address,
            auto_complete="username",
        ),
        rx.el.input(type="hidden", name="lang", value=current_locale(), read_only=True),
        rx.el.div(
            RtTimer.create(until=State.resend_in, text_key="contract.wait_for_code"), class_name="otp-form__timeout"
        ),
        buttons.primary(t("sign_in.get_code"), id="otp_get_code", type="submit", wide=True, class_name="rt-btn"),
        buttons.secondary(
            t("sign_in.with_password"),
            id="standard_auth_btn",
            name="standard_auth_btn",
            wide=True,
            class_name="rt-btn",
            on_click=to_password,
        ),
        frame.policy("sign_in.code_policy"),
        on_submit=State.ask_code,
        no_validate=True,
        class_name="otp-form",
    )
    return frame.contract_frame(
        "otp-form",
        t("sign_in.code_title"),
        form,
        *below,
        own=own,
        description=frame.description(t("sign_in.code_intro")),
    )


def code_card(*, own: bool) -> rx.Component:
    """Six digits."""
    by_mail = State.kind == "email"
    sent_to = rx.el.p(
        rx.cond(by_mail, t("sign_in.sent_email", to=State.shown), t("sign_in.sent_sms", to=State.shown)),
        class_name="otp-code-form-container__desc",
    )
    form = code.code_form(
        error=State.errors["code"],
        attempt=State.attempt,
        resend_at=State.resend_in,
        on_submit=State.submit_code,
        on_resend=State.resend,
        on_back=State.back,
        back=rx.cond(by_mail, t("sign_in.change_email"), t("sign_in.change_phone")),
    )
    return frame.contract_frame("otp-code-form", t("sign_in.code_sent_title"), sent_to, form, own=own)
