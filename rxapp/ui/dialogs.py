"""What opens over a screen."""

from typing import Any

import reflex as rx

from rxapp.i18n.client import t
from rxapp.ui import buttons
from rxapp.ui.client import DialogBox

Text = str | rx.Var[str]


def dialog(
    title: Text,
    *children: rx.Component,
    text: Text = "",
    trigger: Text = "",
    open: rx.Var[bool] | bool | None = None,
    on_open_change: Any = None,
    kind: str = "secondary",
) -> rx.Component:
    """A window over the page: focus stays in it, Escape closes it and gives the focus back.

    Opened by its own button labelled ``trigger``, or by ``open`` with ``on_open_change``.
    """
    props: dict[str, Any] = (
        {"trigger_label": trigger, "trigger_class": f"ui-btn ui-btn--{kind}"} if _given(trigger) else {}
    )
    if open is not None:
        props["open"] = open
    if on_open_change is not None:
        props["on_open_change"] = on_open_change
    return DialogBox.create(*children, title=title, text=text, **props)


def ending(text: Text, state: str, close: Any, *, id: str, close_id: str) -> rx.Component:
    """How it ended, in a window: ``ok``, ``warn`` or ``bad`` (read out at once), and the button that closes it."""
    return rx.el.div(
        rx.el.p(text, class_name="ui-banner", data_state=state, role="alert" if state == "bad" else "status", id=id),
        buttons.secondary(t("ui.close"), id=close_id, wide=True, on_click=close),
        class_name="ui-stack",
    )


def _given(text: Text) -> bool:
    return not isinstance(text, str) or bool(text)
