"""Form fields. Each has a visible label, a line for its error (``<id>-error``, role alert) and a name equal to its id.

Inputs are uncontrolled: what a person typed stays theirs through a refused submit and a language switch. Errors are
message codes, worded in the browser.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import reflex as rx

from rxapp.i18n.client import t
from rxapp.ui.client import CodeCells, ComboboxInput, FocusError, PasswordInput
from rxapp.ui.icons import icon

Text = str | rx.Var[str]
Option = Mapping[str, Any]


def text_field(
    id: str,
    label: Text,
    *,
    error: Text = "",
    hint: Text = "",
    type: str = "text",
    after: rx.Component | None = None,
    **props: Any,
) -> rx.Component:
    """One line of text. ``props`` go to the input: default_value, auto_complete, input_mode, on_blur, ...

    ``after`` stands under the field, beside the hint: a live check, for example.
    """
    props.setdefault("name", id)
    field = rx.el.input(id=id, type=type, class_name="ui-input", **_described(id, error, hint), **props)
    return _field(id, label, field, error, hint, after)


def password_field(
    id: str,
    label: Text,
    *,
    error: Text = "",
    hint: Text = "",
    strength: bool = False,
    username_id: str = "",
    **props: Any,
) -> rx.Component:
    """A password with an eye; with ``strength`` a meter and the list of rules (PW-1), worked out in the browser only.

    ``username_id`` names the field whose value the password must not contain.
    """
    props.setdefault("auto_complete", "new-password" if strength else "current-password")
    field = PasswordInput.create(
        id=id,
        name=id,
        invalid=_wrong(error),
        described_by=_ids(id, hint),
        strength=strength,
        username_id=username_id,
        **props,
    )
    return _field(id, label, field, error, hint)


def select_field(
    id: str,
    label: Text,
    options: Sequence[tuple[str, Text]] | rx.Var[Any],
    *,
    error: Text | None = "",
    placeholder: Text = "",
    **props: Any,
) -> rx.Component:
    """A native drop-down, the best one on a phone. ``options`` are (value, label) pairs; ``error=None`` leaves out the
    line of the error (three drop-downs of one date share one: ``error_line``, ``aria_describedby``)."""
    described = {} if error is None else _described(id, error, "")
    props.setdefault("name", id)
    first = [rx.el.option(placeholder, value="")] if not isinstance(placeholder, str) or placeholder else []
    rest = (
        [rx.el.option(label_, value=value) for value, label_ in options]
        if not isinstance(options, rx.Var)
        else [rx.foreach(options, lambda pair: rx.el.option(pair[1], value=pair[0]))]
    )
    field = rx.el.select(*first, *rest, id=id, class_name="ui-select", **described, **props)
    return _field(id, label, field, error)


def combobox_field(
    id: str, label: Text, options: Sequence[Option] | rx.Var[Any], *, error: Text = "", hint: Text = "", **props: Any
) -> rx.Component:
    """One of many, found by typing. ``options``: ``{"value": "RU-NVS", "label": {"ru": ..., "en": ..., "hi": ...}}``.

    The form gets the value under ``name`` (the id unless given); default_value and on_value_change carry values too.
    """
    props.setdefault("name", id)
    field = ComboboxInput.create(id=id, options=options, invalid=_wrong(error), described_by=_ids(id, hint), **props)
    return _field(id, label, field, error, hint, label_id=f"{id}-label")


def check_field(id: str, label: Text | rx.Component, *, error: Text | None = None, **props: Any) -> rx.Component:
    """A tick with words beside it; ``label`` may hold links."""
    props.setdefault("name", id)
    box = rx.el.span(icon("check"), class_name="ui-check__box", aria_hidden="true")
    described = _described(id, error, "") if error is not None else {}
    line = [error_line(id, error, tight=True)] if error is not None else []
    return rx.el.div(
        rx.el.label(
            rx.el.input(id=id, type="checkbox", **described, **props),
            box,
            rx.el.span(label),
            html_for=id,
            class_name="ui-check",
        ),
        *line,
        class_name="ui-field",
    )


def choice_cards(
    name: str,
    label: Text,
    options: Sequence[tuple[str, str, Text, Text]],
    *,
    default_value: str = "",
    chosen: rx.Var[str] | str | None = None,
    **props: Any,
) -> rx.Component:
    """One of a few, each a card. ``options``: (id of the radio, value, title, note). ``chosen`` makes it controlled
    (give ``on_change`` in ``props`` then), ``default_value`` leaves it to the form."""
    cards = [
        rx.el.label(
            rx.el.input(
                id=radio, type="radio", name=name, value=value, **_checked(value, default_value, chosen), **props
            ),
            rx.el.span(rx.el.b(title), rx.el.span(note), class_name="ui-choice__card"),
            html_for=radio,
            class_name="ui-choice",
        )
        for radio, value, title, note in options
    ]
    return rx.el.div(
        rx.el.span(label, id=f"{name}-label", class_name="ui-label"),
        rx.el.div(*cards, class_name="ui-choices"),
        role="radiogroup",
        aria_labelledby=f"{name}-label",
        class_name="ui-field",
    )


def code_field(*, error: Text = "", attempt: rx.Var[int] | int = 0, on_complete: Any = None) -> rx.Component:
    """Six cells ``rt-code-0`` to ``rt-code-5`` of a one-time code (OTP-1); the form gets it as ``code``.

    After the sixth digit the form submits itself, or ``on_complete(code)`` is called when given. ``attempt`` grows
    with each refusal: the cells are cleared though the error stays the same.
    """
    handler = {"on_complete": on_complete} if on_complete is not None else {}
    return rx.el.div(
        CodeCells.create(error=error, described_by="code-error", attempt=attempt, **handler),
        error_line("code", error),
        class_name="ui-field",
    )


def error_line(id: str, error: Text, *, tight: bool = False) -> rx.Component:
    """The line a field's error is read from: ``<id>-error``. Its height is kept while empty, unless ``tight``."""
    return rx.el.span(
        t(error) if not isinstance(error, str) or error else "",
        id=f"{id}-error",
        role="alert",
        class_name="ui-error ui-error--tight" if tight else "ui-error",
    )


def focus_first_error(attempt: rx.Var[int] | int) -> rx.Component:
    """Moves the focus to the first wrong field of the page each time ``attempt`` (refused submits) grows."""
    return FocusError.create(attempt=attempt)


def _field(
    id: str,
    label: Text,
    field: rx.Component,
    error: Text | None,
    hint: Text = "",
    after: rx.Component | None = None,
    label_id: str = "",
) -> rx.Component:
    named = {"id": label_id} if label_id else {}
    hints = [] if _absent(hint) else [rx.el.span(hint, id=f"{id}-hint", class_name="ui-hint")]
    lines = [] if error is None else [error_line(id, error)]
    extra = [] if after is None else [after]
    return rx.el.div(
        rx.el.label(label, html_for=id, class_name="ui-label", **named),
        field,
        *hints,
        *extra,
        *lines,
        class_name="ui-field",
    )


def _described(id: str, error: Text, hint: Text) -> dict[str, Any]:
    return {"aria_invalid": _flag(error), "aria_describedby": _ids(id, hint)}


def _ids(id: str, hint: Text) -> str:
    return f"{id}-error" if _absent(hint) else f"{id}-hint {id}-error"


def _absent(text: Text) -> bool:
    return isinstance(text, str) and not text


def _wrong(error: Text) -> Any:
    # A field without an error is absent from the dict on the screen: undefined is as good as "".
    return bool(error) if isinstance(error, str) else rx.cond(error, True, False)


def _flag(error: Text) -> Any:
    wrong = _wrong(error)
    return ("true" if wrong else "false") if isinstance(wrong, bool) else rx.cond(wrong, "true", "false")


def _checked(value: str, default: str, chosen: rx.Var[str] | str | None) -> dict[str, Any]:
    if chosen is not None:
        return {"checked": chosen == value}
    return {"default_checked": True} if value == default else {}
