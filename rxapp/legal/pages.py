"""Agreement, consent, not found."""

import reflex as rx

from rxapp import routes
from rxapp.i18n.client import t
from rxapp.ui import buttons
from rxapp.ui.frame import plain_frame


def agreement_page() -> rx.Component:
    """The user agreement."""
    return _text_page("legal.agreement_title", "legal.agreement_text")


def consent_page() -> rx.Component:
    """The consent to data processing, a document of its own (PD-1)."""
    return _text_page("legal.consent_title", "legal.consent_text")


def not_found_page() -> rx.Component:
    """An address that leads nowhere, with a way out."""
    return plain_frame(
        rx.el.div(
            rx.el.h1(t("error.not_found")),
            rx.el.p(t("error.not_found_text"), class_name="ui-muted"),
            rx.el.div(buttons.link_button(t("error.to_start"), routes.HOME, reload=True), class_name="ui-actions"),
            class_name="ui-card ui-card--form ui-stack",
        ),
    )


def _text_page(title: str, words: str) -> rx.Component:
    return plain_frame(
        rx.el.h1(t(title)),
        rx.el.div(rx.el.p(t(words)), class_name="ui-card"),
    )
