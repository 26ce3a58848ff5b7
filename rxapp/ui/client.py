"""The browser modules of assets/components as Reflex components. Features use the functions of the other modules."""

from typing import Any

import reflex as rx

BASE_UI = "@base-ui/react@1.9.0"


class LangSwitch(rx.Component):
    library = "$/public/components/lang-switch.js"
    tag = "LangSwitch"


class ThemeSwitch(rx.Component):
    library = "$/public/components/theme-switch.js"
    tag = "ThemeSwitch"


class ThemeChoice(rx.Component):
    library = "$/public/components/theme-choice.js"
    tag = "ThemeChoice"

    value: rx.Var[str]

    @classmethod
    def get_event_triggers(cls) -> dict[str, Any]:
        return {**super().get_event_triggers(), "on_choose": rx.event.passthrough_event_spec(str)}


class PasswordInput(rx.Component):
    library = "$/public/components/password-field.js"
    tag = "PasswordField"

    name: rx.Var[str]
    auto_complete: rx.Var[str]
    invalid: rx.Var[bool]
    described_by: rx.Var[str]
    strength: rx.Var[bool]
    username_id: rx.Var[str]
    max_length: rx.Var[int]


class CodeCells(rx.Component):
    library = "$/public/components/code-field.js"
    tag = "CodeField"

    error: rx.Var[str]
    described_by: rx.Var[str]
    attempt: rx.Var[int]

    @classmethod
    def get_event_triggers(cls) -> dict[str, Any]:
        return {**super().get_event_triggers(), "on_complete": rx.event.passthrough_event_spec(str)}


class CountdownText(rx.Component):
    library = "$/public/components/countdown.js"
    tag = "Countdown"

    until: rx.Var[int | float]
    now: rx.Var[int | float]
    text_key: rx.Var[str]
    text_id: rx.Var[str]


class ForAWhile(rx.Component):
    library = "$/public/components/for-a-while.js"
    tag = "ForAWhile"

    seconds: rx.Var[int | float]
    on_over: rx.EventHandler[rx.event.no_args_event_spec]


class ComboboxInput(rx.Component):
    library = "$/public/components/combobox.js"
    tag = "Combobox"
    lib_dependencies: list[str] = [BASE_UI]

    name: rx.Var[str]
    options: rx.Var[list[dict[str, Any]]]
    default_value: rx.Var[str]
    placeholder: rx.Var[str]
    invalid: rx.Var[bool]
    described_by: rx.Var[str]
    auto_complete: rx.Var[str]

    @classmethod
    def get_event_triggers(cls) -> dict[str, Any]:
        return {**super().get_event_triggers(), "on_value_change": rx.event.passthrough_event_spec(str)}


class DialogBox(rx.Component):
    library = "$/public/components/dialog.js"
    tag = "Dialog"
    lib_dependencies: list[str] = [BASE_UI]

    open: rx.Var[bool]
    title: rx.Var[str]
    text: rx.Var[str]
    trigger_label: rx.Var[str]
    trigger_class: rx.Var[str]

    @classmethod
    def get_event_triggers(cls) -> dict[str, Any]:
        return {**super().get_event_triggers(), "on_open_change": rx.event.passthrough_event_spec(bool)}


class AccountMenu(rx.Component):
    library = "$/public/components/account-menu.js"
    tag = "AccountMenu"
    lib_dependencies: list[str] = [BASE_UI]

    name: rx.Var[str]
    initials: rx.Var[str]
    sign_out_url: rx.Var[str]
    sign_out_id: rx.Var[str]

    @classmethod
    def get_event_triggers(cls) -> dict[str, Any]:
        return {**super().get_event_triggers(), "on_sign_out": rx.event.no_args_event_spec}


class HardNavigate(rx.Component):
    library = "$/public/components/navigate.js"
    tag = "HardNavigate"

    to: rx.Var[str]


class SubmitWhen(rx.Component):
    library = "$/public/components/navigate.js"
    tag = "SubmitWhen"

    when: rx.Var[str]
    form_id: rx.Var[str]


class NativeForm(rx.Component):
    library = "$/public/components/navigate.js"
    tag = "NativeForm"

    action: rx.Var[str]
    hidden: rx.Var[bool]


class FocusError(rx.Component):
    library = "$/public/components/focus-error.js"
    tag = "FocusError"

    attempt: rx.Var[int]


class ConnectionNote(rx.Component):
    library = "$/public/components/overlays.js"
    tag = "ConnectionNote"


class BrokenPage(rx.Component):
    library = "$/public/components/overlays.js"
    tag = "BrokenPage"


class PostLink(rx.Component):
    library = "$/public/components/navigate.js"
    tag = "PostLink"

    href: rx.Var[str]
    fields: rx.Var[dict[str, str]]
    label: rx.Var[str]
    resting: rx.Var[str]
