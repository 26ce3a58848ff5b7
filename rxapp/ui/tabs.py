"""Tabs."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from rxapp.ui.client import Tabs

Text = str | rx.Var[str]


def tabs(
    value: Text,
    items: Sequence[tuple[str, str, Text]],
    *children: rx.Component,
    label: Text,
    on_change: Any,
    panel_id: str = "tab-panel",
) -> rx.Component:
    """Tabs over one panel with ``children``. ``items``: (value, element id, label); ``on_change`` gets the value."""
    entries = [{"value": one, "id": element, "label": text} for one, element, text in items]
    return Tabs.create(*children, value=value, items=entries, label=label, panel_id=panel_id, on_value_change=on_change)
