"""Buttons and links. One primary action on a screen; the second is secondary; the rest are quiet."""

from typing import Any

import reflex as rx

Label = str | rx.Var[str] | rx.Component


def primary(label: Label, *, busy: rx.Var[bool] | bool = False, wide: bool = False, **props: Any) -> rx.Component:
    """The one main action. ``busy`` shows that the work goes on and stops a second press."""
    return _button("primary", label, busy=busy, wide=wide, **props)


def secondary(label: Label, *, busy: rx.Var[bool] | bool = False, wide: bool = False, **props: Any) -> rx.Component:
    """The second action of a screen."""
    return _button("secondary", label, busy=busy, wide=wide, **props)


def quiet(label: Label, **props: Any) -> rx.Component:
    """An action that must not draw the eye."""
    return _button("quiet", label, **props)


def link(
    label: Label, href: str | rx.Var[str], *, accent: bool = False, reload: bool = False, **props: Any
) -> rx.Component:
    """A link of its own line. ``reload`` leaves the single-page router: needed for addresses that are not pages."""
    if reload:
        props["reload_document"] = True
    return rx.el.a(
        label, href=href, class_name=_classes("ui-link", "ui-link--accent" if accent else "", props), **props
    )


def link_button(
    label: Label,
    href: str | rx.Var[str],
    *,
    kind: str = "primary",
    wide: bool = False,
    reload: bool = False,
    **props: Any,
) -> rx.Component:
    """A link that looks like a button: ``kind`` is primary, secondary, quiet, white or glass."""
    if reload:
        props["reload_document"] = True
    looks = f"ui-btn ui-btn--{kind}" + (" ui-btn--wide" if wide else "")
    return rx.el.a(label, href=href, class_name=_classes(looks, "", props), **props)


def _button(
    kind: str, label: Label, *, busy: rx.Var[bool] | bool = False, wide: bool = False, small: bool = False, **props: Any
) -> rx.Component:
    looks = f"ui-btn ui-btn--{kind}" + (" ui-btn--wide" if wide else "") + (" ui-btn--small" if small else "")
    props.setdefault("type", "button")
    if not isinstance(busy, bool) or busy:
        props["aria_busy"] = rx.cond(busy, "true", "false")
    return rx.el.button(label, class_name=_classes(looks, "", props), **props)


def _classes(looks: str, more: str, props: dict[str, Any]) -> str:
    own = props.pop("class_name", "")
    return " ".join(part for part in (looks, more, own) if part)
