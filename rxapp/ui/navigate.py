"""Leaving the single-page world: the only ways that make a new handshake, so that a new cookie is seen.

Compiled hooks driven by state, for a strict CSP forbids the script a handler could return.
"""

from collections.abc import Mapping
from typing import Any

import reflex as rx
from reflex_base.utils.imports import ImportVar


class HardNavigate(rx.Fragment):
    """Loads ``to`` as a document when it becomes non-empty."""

    to: rx.Var[str]

    def add_imports(self) -> dict[str, list[ImportVar]]:
        return {"react": [ImportVar(tag="useEffect")]}

    def add_hooks(self) -> list[str]:
        return [
            f"useEffect(() => {{ const to = {self.to!s}; if (to) window.location.assign(to); }}, [{self.to!s}]);"
        ]

    def _exclude_props(self) -> list[str]:
        return ["to"]


class NativeForm(rx.el.Form):
    """A form the browser itself sends: Reflex's own always prevents that."""

    @classmethod
    def create(cls, *children: Any, **props: Any) -> "NativeForm":
        props.setdefault("handle_submit_unique_name", "native")
        component: NativeForm = super().create(*children, **props)
        component.event_triggers.pop("on_submit", None)
        return component


class SubmitWhen(rx.Fragment):
    """Submits the form with ``form_id`` once ``when`` becomes non-empty."""

    when: rx.Var[str]
    form_id: rx.Var[str]

    def add_imports(self) -> dict[str, list[ImportVar]]:
        return {"react": [ImportVar(tag="useEffect")]}

    def add_hooks(self) -> list[str]:
        form = f"document.getElementById({self.form_id!s})"
        return [f"useEffect(() => {{ if ({self.when!s}) {form}?.submit(); }}, [{self.when!s}]);"]

    def _exclude_props(self) -> list[str]:
        return ["when", "form_id"]


def hard_navigate(to: rx.Var[str]) -> rx.Component:
    """Load the address in ``to`` as a new document when it becomes non-empty."""
    return HardNavigate.create(to=to)


def native_form(*children: rx.Component, action: str | rx.Var[str], **props: Any) -> rx.Component:
    """A form posted by the browser to a plain route: what it holds never enters the websocket."""
    return NativeForm.create(*children, action=action, method="post", **props)


def post_form(
    action: str, fields: Mapping[str, str | rx.Var[str]], when: rx.Var[str], *, id: str = "post-form"
) -> rx.Component:
    """A hidden form posted to ``action`` with ``fields`` when ``when`` becomes non-empty: a sign-in ticket, for example."""
    inputs = [rx.el.input(type="hidden", name=name, value=value, read_only=True) for name, value in fields.items()]
    return rx.fragment(
        native_form(*inputs, action=action, id=id, hidden=True), SubmitWhen.create(when=when, form_id=id)
    )
