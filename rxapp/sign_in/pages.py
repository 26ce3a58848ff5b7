"""The sign-in page."""

import reflex as rx

from rxapp import routes
from rxapp.i18n.client import t
from rxapp.sign_in.state import SignInState as State
from rxapp.ui import buttons, fields
from rxapp.ui.frame import auth_frame
from rxapp.ui.navigate import post_form
from rxapp.ui.tabs import tabs

LABELS = [
    ("phone", "sign_in.label_phone"),
    ("mail", "sign_in.label_mail"),
    ("login", "sign_in.label_login"),
    ("ls", "sign_in.label_ls"),
]


def sign_in_page() -> rx.Component:
    """Four tabs over one form."""
    return auth_frame(
        rx.el.h1(t("sign_in.title"), id="card-title", class_name="ui-title"),
        tabs(
            [(f"t-btn-tab-{tab}", tab, t(f"sign_in.tab_{tab}")) for tab, _ in LABELS],
            State.tab,
            State.choose_tab,
        ),
        rx.el.form(
            fields.text_field(
                "username",
                rx.match(State.tab, *[(tab, t(key)) for tab, key in LABELS], t("sign_in.label_phone")),
                error=State.errors["username"],
                default_value=State.typed,
                auto_complete="username",
                auto_capitalize="none",
                spell_check=False,
                max_length=320,
            ),
            fields.password_field(
                "password",
                t("sign_in.password"),
                error=State.errors["password"],
                auto_complete="current-password",
                max_length=256,
            ),
            rx.el.p(t(State.errors["form"]), id="form-error-message", role="alert", class_name="ui-error"),
            fields.check_field("remember", rx.el.span(t("sign_in.remember")), default_checked=True),
            buttons.primary(t("sign_in.submit"), id="kc-login", name="login", type="submit"),
            on_submit=State.submit,
            no_validate=True,
            class_name="ui-form login-form",
        ),
        rx.el.p(
            t("sign_in.no_account"),
            " ",
            buttons.link(t("sign_in.register"), routes.REGISTRATION, id="kc-register"),
            class_name="ui-center ui-text",
        ),
        post_form(routes.SESSION_START, {"ticket": State.ticket}, State.ticket, "session-start"),
    )
