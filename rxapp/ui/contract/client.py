"""The browser modules behind the contract's fields."""

from typing import Any

import reflex as rx

from rxapp.ui.client import BASE_UI


class RtInput(rx.Component):
    library = "$/public/components/rt-input.js"
    tag = "RtInput"

    name: rx.Var[str]
    label: rx.Var[str]
    type: rx.Var[str]
    checks: rx.Var[list[list[str]]]
    error: rx.Var[str]
    attempt: rx.Var[int]
    same: rx.Var[str]
    same_key: rx.Var[str]
    default_value: rx.Var[str]
    auto_complete: rx.Var[str]
    input_mode: rx.Var[str]
    max_length: rx.Var[int]
    meta_id: rx.Var[str]
    clear_on: rx.Var[int]


class RtTabsInput(rx.Component):
    library = "$/public/components/rt-tabs-input.js"
    tag = "RtTabsInput"
    lib_dependencies: list[str] = [BASE_UI]

    items: rx.Var[list[dict[str, Any]]]
    moves: rx.Var[list[list[Any]]]
    default_tab: rx.Var[str]
    default_value: rx.Var[str]
    error: rx.Var[str]
    attempt: rx.Var[int]
    label: rx.Var[str]
    hidden: rx.Var[list[str]]


class RtSelect(rx.Component):
    library = "$/public/components/rt-select.js"
    tag = "RtSelect"
    lib_dependencies: list[str] = [BASE_UI]

    name: rx.Var[str]
    label: rx.Var[str]
    options: rx.Var[list[dict[str, Any]]]
    default_value: rx.Var[str]


class RtCheckbox(rx.Component):
    library = "$/public/components/rt-checkbox.js"
    tag = "RtCheckbox"

    name: rx.Var[str]
    label: rx.Var[str]
    default_checked: rx.Var[bool]


class HashRoute(rx.Component):
    library = "$/public/components/hash-route.js"
    tag = "HashRoute"

    hash: rx.Var[str]
    to: rx.Var[str]


class FaqTip(rx.Component):
    library = "$/public/components/rt-tips.js"
    tag = "FaqTip"
    lib_dependencies: list[str] = [BASE_UI]

    title: rx.Var[str]
    text: rx.Var[str]


class RtTimer(rx.Component):
    library = "$/public/components/rt-code.js"
    tag = "RtTimer"

    until: rx.Var[int | float]
    text_key: rx.Var[str]


class RtResend(rx.Component):
    library = "$/public/components/rt-code.js"
    tag = "RtResend"

    until: rx.Var[int | float]
    name: rx.Var[str]
    label: rx.Var[str]


class RtLogout(rx.Component):
    library = "$/public/components/rt-logout.js"
    tag = "RtLogout"

    label: rx.Var[str]
    action: rx.Var[str]
