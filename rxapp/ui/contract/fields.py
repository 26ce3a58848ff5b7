"""Fields of the contract's forms. Errors are message codes, worded in the browser (``assets/components/rt-*.js``)."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import reflex as rx

from rxapp.core.checks import Check, as_data
from rxapp.i18n.client import t
from rxapp.ui.contract.client import RtCheckbox, RtInput, RtSelect, RtTabsInput

Text = str | rx.Var[str]


def text_field(
    name: str,
    label: Text,
    *,
    checks: Sequence[Check] = (),
    error: Text = "",
    attempt: rx.Var[int] | int = 0,
    same: tuple[str, str] = ("", ""),
    **props: Any,
) -> rx.Component:
    """One line of text. ``checks`` run when the field is left and before the form is sent.

    ``same`` is the id of the field this one must repeat and the message when it does not. ``attempt`` grows with each
    answer of the server, so that the same error shows again. ``id`` is given by the contract for some fields only.
    """
    twin, twin_message = same
    return RtInput.create(
        name=name,
        label=label,
        checks=[list(pair) for pair in as_data(checks)],
        error=_known(error),
        attempt=attempt,
        same=twin,
        same_key=twin_message,
        **props,
    )


def password_field(name: str, label: Text, **props: Any) -> rx.Component:
    """A password with an eye. Paste and password managers work (PW-7)."""
    props.setdefault("id", name)
    props.setdefault("max_length", 256)
    return text_field(name, label, type="password", **props)


class Tab(Protocol):
    """A tab over a name: its word in ids and catalogue keys, and what the name must look like under it."""

    @property
    def value(self) -> str: ...

    @property
    def checks(self) -> tuple[Check, ...]: ...


def tabs_input(
    tabs: Sequence[Tab],
    moves: Sequence[tuple[str, str, Sequence[str]]],
    *,
    error: Text,
    attempt: rx.Var[int] | int,
    label: Text,
    **props: Any,
) -> rx.Component:
    """Tabs over ``#username``; the tab follows what was typed (contract, section 4).

    ``moves`` are (pattern, the tab it leads to, the tabs it leads from).
    """
    items = [
        {
            "value": tab.value,
            "id": f"t-btn-tab-{tab.value}",
            "caption": t(f"sign_in.tab_{tab.value}"),
            "label": t(f"sign_in.label_{tab.value}"),
            "checks": [list(pair) for pair in as_data(tab.checks)],
        }
        for tab in tabs
    ]
    return RtTabsInput.create(
        items=items,
        moves=[[pattern, to, list(source)] for pattern, to, source in moves],
        error=_known(error),
        attempt=attempt,
        label=label,
        **props,
    )


def region_field(name: str, label: Text, options: Sequence[Mapping[str, Any]], *, default_value: Text) -> rx.Component:
    """The region, found by typing; one is always chosen."""
    return RtSelect.create(
        name=name,
        label=label,
        options=list(options),
        default_value=default_value,
        class_name="register-form__dropdown",
    )


def checkbox(name: str, label: Text, *, default_checked: bool = True) -> rx.Component:
    """A tick with words beside it."""
    return RtCheckbox.create(id=name, name=name, label=label, default_checked=default_checked)


def _known(error: Text) -> Any:
    # A field without an error is absent from the dict on the screen.
    return error if isinstance(error, str) else rx.cond(error, error, "")
