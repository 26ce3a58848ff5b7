"""What opens over a screen."""

from typing import Any

import reflex as rx

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


def _given(text: Text) -> bool:
    return not isinstance(text, str) or bool(text)
