"""Cards and what stands on them: chips, bars, steps, numbers, empty places, skeletons."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from rxapp.i18n.client import t
from rxapp.ui.icons import icon

Text = str | rx.Var[str]


def card(*children: rx.Component, kind: str = "", **props: Any) -> rx.Component:
    """A card. ``kind``: "" plain, ``form`` roomier, ``hero`` on the brand's colour, ``accent`` for bonuses."""
    own = props.pop("class_name", "")
    looks = " ".join(part for part in ("ui-card", f"ui-card--{kind}" if kind else "", own) if part)
    return rx.el.section(*children, class_name=looks, **props)


def chip(label: Text, state: Text = "") -> rx.Component:
    """A word about a state: ``ok``, ``warn``, ``bad``, ``accent`` or neutral. The word says it, not the colour."""
    return rx.el.span(label, class_name="ui-chip", data_state=state)


def tile(drawing: rx.Component, *, small: bool = False) -> rx.Component:
    """A square with an icon."""
    return rx.el.span(drawing, class_name="ui-tile ui-tile--small" if small else "ui-tile")


def bar(label: Text, value: rx.Var[int] | int, top: rx.Var[int] | int, *, accent: bool = False) -> rx.Component:
    """How much of an allowance is used: ``value`` of ``top`` (``top`` may be 0: the bar is empty)."""
    width = rx.Var.create(value).to(float) / rx.cond(rx.Var.create(top).to(int) > 0, top, 1).to(float) * 100
    return rx.el.div(
        rx.el.div(class_name="ui-bar__fill", custom_attrs={"style": rx.Var.create({"width": width.to(str) + "%"})}),
        role="progressbar",
        aria_label=label,
        aria_valuemin="0",
        aria_valuenow=value,
        aria_valuemax=top,
        class_name="ui-bar ui-bar--accent" if accent else "ui-bar",
    )


def allowance(left: Text, right: Text, label: Text, value: rx.Var[int] | int, top: rx.Var[int] | int) -> rx.Component:
    """A bar with words at both ends: ``18,4 из 30 ГБ`` and ``412 из 600 мин``."""
    words = rx.el.div(rx.el.span(left), rx.el.span(right), class_name="ui-bar__text ui-num")
    return rx.el.div(words, bar(label, value, top), class_name="ui-allowance")


def wizard_bars(steps: Sequence[Text], current: rx.Var[int] | int) -> rx.Component:
    """Where a person is in a wizard: done, current, to come. ``current`` counts from 1."""
    here = rx.Var.create(current).to(int)

    def step(place: int, label: Text) -> rx.Component:
        state = rx.cond(here > place, "done", rx.cond(here == place, "current", "next"))
        return rx.el.li(f"{place}. ", label, data_state=state, aria_current=rx.cond(here == place, "step", "false"))

    return rx.el.ol(
        *(step(place, label) for place, label in enumerate(steps, start=1)),
        class_name="ui-steps",
        aria_label=t("ui.step", current=here, total=len(steps)),
    )


def stat(label: Text, value: Text, note: Text | rx.Component = "", *, big: bool = False, **props: Any) -> rx.Component:
    """A number with its name. A new value settles in softly, once."""
    size = "ui-stat__value ui-num" + (" ui-stat__value--big" if big else "")
    return rx.el.div(
        rx.el.span(label, class_name="ui-stat__label"),
        rx.el.span(value, key=value, class_name=size, **props),
        rx.el.span(note, class_name="ui-stat__note"),
        class_name="ui-stat",
    )


def empty_state(
    title: Text, text: Text, *, drawing: str = "plus", action: rx.Component | None = None, href: str = ""
) -> rx.Component:
    """Nothing here yet, and what to do about it. With ``href`` the whole place is a link."""
    inside = [icon(drawing), rx.el.b(title), rx.el.span(text, class_name="ui-small"), *([action] if action else [])]
    return rx.el.a(*inside, href=href, class_name="ui-empty") if href else rx.el.div(*inside, class_name="ui-empty")


def banner(text: Text | rx.Component, state: Text = "", *, urgent: bool = False, **props: Any) -> rx.Component:
    """A line about the whole screen: ``ok``, ``warn``, ``bad`` or plain. ``urgent`` is read out at once."""
    return rx.el.div(text, class_name="ui-banner", data_state=state, role="alert" if urgent else "status", **props)


def skeleton(height: str = "120px", *, count: int = 1) -> rx.Component:
    """Where something is going to be. One loading text for screen readers, however many blocks."""
    blocks = [
        rx.el.div(class_name="ui-skel", custom_attrs={"style": {"height": height}}, aria_hidden="true")
        for _ in range(count)
    ]
    return rx.el.div(rx.el.span(t("ui.loading"), class_name="ui-hidden", role="status"), *blocks, class_name="ui-stack")


def live_mark(online: rx.Var[bool] | bool = True) -> rx.Component:
    """Says that numbers move by themselves, or that there is no connection."""
    on = rx.Var.create(online).to(bool)
    return rx.el.span(
        rx.cond(on, t("ui.live"), t("ui.offline")),
        class_name="ui-live",
        data_state=rx.cond(on, "live", "offline"),
        role="status",
    )
