"""Phones and e-mails."""

import reflex as rx

from rxapp import routes
from rxapp.accounts.contacts.queries import Contact
from rxapp.i18n.client import t
from rxapp.profile.contacts.state import ContactsState as State
from rxapp.ui import buttons, cards, fields
from rxapp.ui.countdown import countdown
from rxapp.ui.navigate import post_form


def contacts_card() -> rx.Component:
    """The list, one more, the code that confirms it."""
    return rx.el.div(
        rx.el.h3(t("profile.menu_contacts"), class_name="card-title"),
        rx.el.ul(rx.foreach(State.contacts, contact_line), class_name="ui-lines"),
        rx.el.p(t(State.errors["form"]), role="alert", class_name="ui-error"),
        rx.cond(State.asked_kind != "", code_form()),
        add_form("phone", "profile.add_phone", "tel"),
        add_form("email", "profile.add_email", "text"),
        rx.el.p(t(State.errors["contact"]), id="contact-error", role="alert", class_name="ui-error"),
        post_form(
            routes.SESSION_START, {"ticket": State.ticket, "next": routes.PROFILE}, State.ticket, id="contacts-go"
        ),
        id="contacts",
        class_name="base-card",
    )


def contact_line(contact: rx.Var[Contact]) -> rx.Component:
    """One contact and what may be done to it."""
    return rx.el.li(
        rx.el.span(contact.shown, " ", rx.cond(contact.main, cards.chip(t("profile.main"), "ok"))),
        rx.el.span(
            rx.cond(
                contact.confirmed & ~contact.main,
                buttons.quiet(t("profile.make_main"), on_click=State.make_main(contact.id)),
            ),
            rx.cond(contact.removable, buttons.quiet(t("profile.remove"), on_click=State.remove(contact.id))),
        ),
        custom_attrs={"data-contact": contact.shown},
    )


def add_form(kind: str, label: str, type: str) -> rx.Component:
    """One more phone or e-mail."""
    return rx.el.form(
        rx.el.input(type="hidden", name="kind", value=kind, read_only=True),
        rx.el.label(t(label), html_for=f"new-{kind}", class_name="ui-label"),
        rx.el.div(
            rx.el.input(id=f"new-{kind}", name="contact", type=type, max_length=320, class_name="ui-input"),
            buttons.secondary(t("profile.add"), id=f"add-{kind}", type="submit"),
            class_name="ui-inline",
        ),
        on_submit=State.add,
        reset_on_submit=False,
        no_validate=True,
    )


def code_form() -> rx.Component:
    """Six digits sent to the new contact."""
    return rx.el.form(
        rx.el.p(t("profile.code_sent", to=State.asked_shown)),
        fields.code_field(error=State.errors["code"], attempt=State.attempt),
        countdown(
            State.resend_in,
            buttons.quiet(t("registration.resend"), id="contact-resend", on_click=State.resend),
            key="registration.resend_in",
        ),
        on_submit=State.confirm,
        no_validate=True,
        class_name="ui-form",
    )
