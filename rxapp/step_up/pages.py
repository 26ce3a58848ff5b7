"""The window that asks who it is."""

import reflex as rx

from rxapp import routes
from rxapp.i18n.client import t
from rxapp.step_up.state import StepUpState as State
from rxapp.ui import buttons, fields
from rxapp.ui.dialogs import dialog
from rxapp.ui.navigate import post_form


def step_up_window(back_to: str | rx.Var[str] = routes.PROFILE) -> rx.Component:
    """Password, a code to a confirmed channel, or the app. Stands once on each page whose acts need it.

    ``back_to`` is that page's address: passing the window loads it anew under the session's new cookie.
    """
    return rx.fragment(
        dialog(
            t("step_up.title"),
            rx.el.form(
                rx.match(
                    State.way,
                    ("password", fields.password_field("proof", t("step_up.password"), error=State.errors["proof"])),
                    ("totp", _code(t("step_up.totp"))),
                    ("sms", _code(t("step_up.code", to=State.sent_to))),
                    ("email", _code(t("step_up.code", to=State.sent_to))),
                    rx.el.p(t(State.errors["proof"]), role="alert", class_name="ui-error"),
                ),
                rx.cond(
                    State.way != "",
                    buttons.primary(t("step_up.confirm"), id="step-up-submit", type="submit", wide=True),
                ),
                _other("sms", State.sms, "step_up.by_sms"),
                _other("email", State.email, "step_up.by_email"),
                on_submit=State.submit,
                no_validate=True,
                class_name="ui-form",
                key=State.way,
            ),
            text=t("step_up.why"),
            open=State.open,
            on_open_change=State.show,
        ),
        post_form(routes.SESSION_START, {"ticket": State.ticket, "next": back_to}, State.ticket, id="step-up"),
    )


def _code(label: rx.Var[str]) -> rx.Component:
    return fields.text_field(
        "proof", label, error=State.errors["proof"], input_mode="numeric", auto_complete="one-time-code", max_length=20
    )


def _other(channel: str, masked: rx.Var[str], key: str) -> rx.Component:
    return rx.cond(
        masked != "",
        buttons.quiet(t(key, to=masked), id=f"step-up-{channel}", on_click=State.send_code(channel)),
    )
