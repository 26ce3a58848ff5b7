"""The sign-in page."""

import reflex as rx

from rxapp import routes
from rxapp.i18n.client import t
from rxapp.sign_in.state import SignInState as State
from rxapp.ui import buttons, fields
from rxapp.ui.frame import auth_frame
from rxapp.ui.navigate import post_form
from rxapp.ui.tabs import tabs

TABS = [
    ("phone", "sign_in.tab_phone", "sign_in.label_phone"),
    ("mail", "sign_in.tab_mail", "sign_in.label_mail"),
    ("login", "sign_in.tab_login", "sign_in.label_login"),
    ("ls", "sign_in.tab_ls", "sign_in.label_ls"),
]


def sign_in_page() -> rx.Component:
    """Four tabs over one form."""
    return auth_frame(
        rx.el.h1(t("sign_in.title"), id="card-title"),
        tabs(
            State.tab,
            [(tab, f"t-btn-tab-{tab}", t(caption)) for tab, caption, _ in TABS],
            sign_in_form(),
            label=t("sign_in.title"),
            on_change=State.choose_tab,
        ),
        rx.el.p(
            t("sign_in.no_account"),
            " ",
            buttons.link(t("sign_in.register"), routes.REGISTRATION, id="kc-register"),
            class_name="ui-muted",
        ),
        post_form(routes.SESSION_START, {"ticket": State.ticket}, State.ticket, id="session-start"),
    )


def sign_in_form() -> rx.Component:
    """Name and password; the label of the name follows the tab."""
    return rx.el.form(
        fields.text_field(
            "username",
            rx.match(State.tab, *[(tab, t(label)) for tab, _, label in TABS], t("sign_in.label_phone")),
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
        fields.check_field("remember", t("sign_in.remember"), default_checked=True),
        buttons.primary(t("sign_in.submit"), id="kc-login", name="login", type="submit"),
        fields.focus_first_error(State.attempts),
        on_submit=State.submit,
        no_validate=True,
        class_name="ui-form login-form",
    )
