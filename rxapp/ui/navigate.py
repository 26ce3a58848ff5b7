"""Leaving the single-page world: the only ways that make a new handshake, so that a new cookie is seen.

Compiled hooks driven by state, for a strict CSP forbids the script a handler could return.
"""

from collections.abc import Mapping

import reflex as rx

from rxapp.ui.client import HardNavigate, NativeForm, SubmitWhen

Text = str | rx.Var[str]


def hard_navigate(to: Text) -> rx.Component:
    """Load the address in ``to`` as a new document when it becomes non-empty."""
    return HardNavigate.create(to=to)


def native_form(
    *children: rx.Component, action: Text, id: str = "", class_name: str = "", hidden: bool = False
) -> rx.Component:
    """A form posted by the browser to a plain route: what it holds never enters the websocket."""
    identity = {"id": id} if id else {}
    return NativeForm.create(*children, action=action, class_name=class_name, hidden=hidden, **identity)


def post_form(action: str, fields: Mapping[str, Text], when: Text, *, id: str = "post-form") -> rx.Component:
    """A hidden form posted to ``action`` with ``fields`` when ``when`` becomes non-empty: a sign-in ticket."""
    inputs = [rx.el.input(type="hidden", name=name, value=value, read_only=True) for name, value in fields.items()]
    return rx.fragment(
        native_form(*inputs, action=action, id=id, hidden=True), SubmitWhen.create(when=when, form_id=id)
    )
