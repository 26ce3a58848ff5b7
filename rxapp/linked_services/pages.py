"""The page that links a service."""

import reflex as rx

from rxapp import routes
from rxapp.accounts.frame.pages import signed_in_frame
from rxapp.core.region import all_regions
from rxapp.i18n.client import t
from rxapp.linked_services.state import LinkState
from rxapp.step_up.pages import step_up_window
from rxapp.ui import buttons, fields


def link_page() -> rx.Component:
    """Region, account number, the service's own login and password."""
    return signed_in_frame(
        routes.LINK_SERVICE,
        step_up_window(routes.LINK_SERVICE),
        rx.el.form(
            rx.el.h1(t("linked_services.title")),
            rx.el.p(t("linked_services.intro"), class_name="ui-muted"),
            fields.combobox_field(
                "region",
                t("linked_services.region"),
                [{"value": r.code, "label": {"ru": r.ru, "en": r.en, "hi": r.hi}} for r in all_regions()],
                default_value=LinkState.region,
                error=LinkState.errors["region"],
            ),
            fields.text_field(
                "account-number",
                t("linked_services.number"),
                error=LinkState.errors["account-number"],
                hint=t("linked_services.number_hint"),
                input_mode="numeric",
                default_value=LinkState.number,
            ),
            fields.text_field(
                "service-login",
                t("linked_services.login"),
                error=LinkState.errors["service-login"],
                default_value=LinkState.login,
                auto_complete="off",
            ),
            fields.password_field(
                "service-password",
                t("linked_services.password"),
                error=LinkState.errors["service-password"],
                auto_complete="off",
            ),
            rx.el.p(t(LinkState.errors["form"]), id="form-error", role="alert", class_name="ui-error"),
            buttons.primary(t("linked_services.submit"), id="link-submit", type="submit"),
            fields.focus_first_error(LinkState.attempts),
            on_submit=LinkState.submit,
            no_validate=True,
            class_name="ui-card ui-card--form ui-form ui-main--narrow",
        ),
    )
