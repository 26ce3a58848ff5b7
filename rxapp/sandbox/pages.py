"""Pages and plain routes of the sandbox."""

from typing import Any

import reflex as rx
from starlette.routing import BaseRoute

from rxapp import routes
from rxapp.core.db import Database
from rxapp.core.settings import settings
from rxapp.i18n.client import current_locale, moment, money, number, t
from rxapp.sandbox.api.web import api_routes
from rxapp.sandbox.inbox.web import inbox_routes
from rxapp.sandbox.operator import web as operator_web
from rxapp.sandbox.providers.apps import loopback
from rxapp.sandbox.providers.calls import Site
from rxapp.sandbox.providers.web import identity_routes
from rxapp.sandbox.state import AccountLine, InboxLine, InboxState, OperatorState
from rxapp.ui import buttons, fields
from rxapp.ui.frame import plain_frame

ACTIONS = ("post_payment", "charge", "suspend", "resume", "add_points")


def sandbox_routes(database: Database) -> list[BaseRoute]:
    """The testers' JSON (their door, inbox and operator), and the pretend identity providers."""
    site = Site(database, settings().origin, loopback(settings()))
    return [
        *api_routes(database),
        *inbox_routes(database),
        *operator_web.routes(database),
        *identity_routes(site),
    ]


def inbox_page() -> rx.Component:
    """Every SMS and letter of the sandbox, newest first."""
    return plain_frame(
        rx.el.h1(t("sandbox.inbox_title")),
        buttons.secondary(t("sandbox.refresh"), id="refresh", type="button", on_click=InboxState.load),
        rx.cond(
            InboxState.messages.length() > 0,
            rx.el.div(rx.foreach(InboxState.messages, message_card), class_name="ui-stack"),
            rx.el.p(t("sandbox.inbox_empty")),
        ),
    )


def message_card(message: rx.Var[InboxLine]) -> rx.Component:
    """One message."""
    return rx.el.article(
        rx.el.p(message.channel, " → ", message.recipient, " · ", moment(message.at), class_name="ui-small ui-muted"),
        rx.cond(message.subject != "", rx.el.h2(message.subject)),
        rx.el.pre(message.text, class_name="ui-small"),
        rx.cond(message.link != "", buttons.link(t("sandbox.open_link"), message.link, reload=True)),
        class_name="ui-card",
    )


def operator_page() -> rx.Component:
    """Change something at the operator and watch the dashboard move."""
    labels = {
        "post_payment": t("sandbox.pay"),
        "charge": t("sandbox.charge"),
        "suspend": t("sandbox.suspend"),
        "resume": t("sandbox.resume"),
        "add_points": t("sandbox.points"),
    }
    return plain_frame(
        rx.el.h1(t("sandbox.operator_title")),
        rx.el.p(t("sandbox.operator_hint"), class_name="ui-muted"),
        rx.el.form(
            rx.el.div(
                rx.el.label(t("sandbox.account"), html_for="number", class_name="ui-label"),
                rx.el.select(
                    rx.foreach(OperatorState.accounts, account_option),
                    id="number",
                    name="number",
                    class_name="ui-select",
                ),
                class_name="ui-field",
            ),
            fields.text_field(
                "amount", t("sandbox.amount"), error=OperatorState.error, input_mode="numeric", default_value="500"
            ),
            fields.select_field("action", t("sandbox.action"), [(action, labels[action]) for action in ACTIONS]),
            buttons.primary(t("sandbox.do"), id="act", type="submit"),
            rx.el.p(
                rx.cond(OperatorState.done > 0, t("sandbox.done"), ""), role="status", id="done", key=OperatorState.done
            ),
            on_submit=OperatorState.act,
            class_name="ui-card ui-card--form ui-form",
        ),
    )


def account_option(account: rx.Var[AccountLine]) -> rx.Component:
    """Number, owner, service, money, points."""
    return rx.el.option(
        account.number,
        " · ",
        account.tariffs[current_locale()],
        " · ",
        money(account.balance_minor),
        " · ",
        number(account.points),
        value=account.number,
    )


SANDBOX_PAGES: list[tuple[str, Any, str, Any]] = [
    (routes.SANDBOX_INBOX, inbox_page, "sandbox.inbox_title", InboxState.load),
    (routes.SANDBOX_OPERATOR, operator_page, "sandbox.operator_title", OperatorState.load),
]
