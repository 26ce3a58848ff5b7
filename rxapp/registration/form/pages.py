"""The card that each step of the wizard is, its two buttons, and where a sandbox's messages go."""

import reflex as rx

from rxapp import routes
from rxapp.core.settings import settings
from rxapp.i18n.client import t
from rxapp.registration.state import RegistrationState as State
from rxapp.ui import buttons, fields


def step_form(*children: rx.Component, on_submit: rx.EventHandler) -> rx.Component:
    """A card that is a form, with room for a message about the form as a whole."""
    return rx.el.form(
        *children,
        rx.el.p(t(State.errors["form"]), id="form-error", role="alert", class_name="ui-error"),
        fields.focus_first_error(State.attempts),
        on_submit=on_submit,
        no_validate=True,
        class_name="ui-card ui-card--form ui-form",
    )


def two_buttons(main: rx.Component) -> rx.Component:
    """Back, and the one main action."""
    return rx.el.div(
        buttons.secondary(t("registration.back"), id="back", type="button", on_click=State.back),
        main,
        class_name="ui-actions",
    )


def sandbox_hint() -> rx.Component:
    """Where a sandbox's messages go; nothing in production."""
    if settings().is_production:
        return rx.fragment()
    return rx.el.p(
        t("registration.sandbox_hint"),
        " ",
        rx.el.a(t("registration.sandbox_inbox"), href=routes.SANDBOX_INBOX, target="_blank"),
        class_name="ui-banner",
        custom_attrs={"data-state": "warn"},
        id="sandbox-hint",
    )
