"""The receipts on the page of a service."""

import reflex as rx

from rxapp import routes
from rxapp.i18n.client import moment, t
from rxapp.tariffs.change.pages import ask
from rxapp.tariffs.receipts.rules import Receipt
from rxapp.tariffs.state import ServiceState as State
from rxapp.ui import buttons, cards


def receipts_card() -> rx.Component:
    """What was agreed to, newest first: to read, to keep, to take back (B-4)."""
    return cards.card(
        rx.el.h2(t("tariffs.receipts")),
        rx.cond(
            State.receipts.length() > 0,
            rx.el.ul(rx.foreach(State.receipts, receipt_line), class_name="ui-lines", id="receipts"),
            rx.el.p(t("tariffs.no_receipts"), class_name="ui-muted"),
        ),
        rx.cond(State.more_receipts, buttons.quiet(t("tariffs.more_receipts"), on_click=State.more)),
        class_name="ui-stack",
    )


def receipt_line(receipt: rx.Var[Receipt]) -> rx.Component:
    """One receipt."""
    state = rx.match(receipt.status, ("done", "ok"), ("sent", "warn"), "bad")
    told = rx.match(
        receipt.status,
        ("done", t("tariffs.status_done")),
        ("sent", t("tariffs.status_sent")),
        t("tariffs.status_refused"),
    )
    return rx.el.li(
        rx.el.span(
            rx.el.b(t(receipt.kind_text)),
            rx.el.span(receipt.words[0], class_name="ui-small ui-muted"),
            rx.cond(receipt.why != "", rx.el.span(receipt.why, class_name="receipt-why ui-small")),
            rx.el.span(moment(receipt.at), class_name="ui-small ui-muted"),
        ),
        rx.el.span(
            cards.chip(told, state),
            rx.cond(
                receipt.status == "done",
                rx.match(
                    receipt.kind,
                    ("tariff", undo_button(receipt)),
                    ("option_on", undo_button(receipt)),
                    rx.fragment(),
                ),
            ),
            buttons.link(
                t("tariffs.download"),
                routes.receipt(receipt.id),
                reload=True,
                aria_label=t("tariffs.download_number", number=receipt.number),
                download=True,
            ),
        ),
        custom_attrs={"data-receipt": receipt.kind},
    )


def undo_button(receipt: rx.Var[Receipt]) -> rx.Component:
    """Shown while the operator still takes the change back."""
    return rx.cond(
        State.undoable == receipt.order_id,
        buttons.quiet(
            t("tariffs.undo"), class_name="change-undo", on_click=ask(State.service_id, "undo", receipt.order_id)
        ),
    )
