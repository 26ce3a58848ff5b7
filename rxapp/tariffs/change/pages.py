"""The window of a change, and the words of a rule that forbids one."""

from typing import Any

import reflex as rx

from rxapp.i18n.client import current_locale, day, money_short, t
from rxapp.tariffs.change.state import ChangeState as State
from rxapp.tariffs.rules import Reason
from rxapp.ui import buttons
from rxapp.ui.dialogs import dialog, ending


def ask(service_id: Any, kind: str, subject: Any = "", when: str = "now") -> Any:
    """The event that asks for the terms of a change; bind it to a button."""
    return State.ask(service_id, kind, subject, when, 0, current_locale())


def change_window() -> rx.Component:
    """What exactly happens and what it costs; agree, or leave all as it is. Stands once on a page with changes."""
    return dialog(
        t("tariffs.window_title"),
        rx.el.div(
            rx.match(
                State.step,
                ("agree", agreement()),
                ("done", outcome("tariffs.done", "ok")),
                ("sent", outcome("tariffs.sent", "warn")),
                ("moved", outcome("tariffs.moved", "warn")),
                ("refused", refusal()),
                rx.fragment(),
            ),
            id="change-window",
            aria_live="polite",
        ),
        open=State.step != "",
        on_open_change=State.show,
    )


def agreement() -> rx.Component:
    """The words that go into the receipt, and the two ways on."""
    return rx.el.div(
        rx.el.div(rx.foreach(State.words, lambda line: rx.el.p(line)), id="change-words", class_name="ui-words"),
        rx.el.div(
            buttons.primary(t("tariffs.agree"), id="change-confirm", on_click=State.confirm),
            buttons.secondary(t("tariffs.leave"), id="change-leave", on_click=State.show(False)),
            class_name="ui-actions",
        ),
        class_name="ui-stack",
    )


def outcome(key: str, state: str) -> rx.Component:
    """What became of it."""
    return ending(t(key), state, State.show(False), id="change-outcome", close_id="change-close")


def refusal() -> rx.Component:
    """Which rule forbids it, and from which day it will be possible (B-3)."""
    words = rx.cond(State.error != "", t(State.error), reason_words(State.reason))
    return ending(words, "bad", State.show(False), id="change-refused", close_id="change-close")


def reason_words(reason: rx.Var[Reason]) -> rx.Var[str]:
    """The rule in words; empty when nothing forbids it."""
    named = rx.cond(reason.name, reason.name.to(dict[str, str])[current_locale()], "")
    return t(
        reason.text,
        amount=money_short(reason.amount_minor),
        day=day(reason.on),
        name=named,
        count=reason.days,
        least=reason.least,
        most=reason.most,
    )
