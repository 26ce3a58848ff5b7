"""The account page: at our own address and, with the same parts, at the public contract's (section 11)."""

import reflex as rx

from rxapp import routes
from rxapp.core import clock, person
from rxapp.i18n.client import current_locale, t
from rxapp.profile.contacts.pages import contacts_card
from rxapp.profile.personal_data.pages import closing_window, personal_data_card
from rxapp.profile.security.pages import (
    devices_card,
    journal_card,
    password_button,
    password_window,
    second_factor_card,
)
from rxapp.profile.settings.pages import address_card, consents_card, notices_card
from rxapp.profile.social.pages import social_card
from rxapp.profile.state import ProfileState as State
from rxapp.step_up.pages import step_up_window
from rxapp.ui import buttons, fields
from rxapp.ui.contract.account import account_frame

MENU = [
    "about",
    "history",
    "accounts",
    "contacts",
    "social",
    "address",
    "second-factor",
    "devices",
    "notices",
    "consents",
    "personal-data",
]


def profile_page() -> rx.Component:
    """Cards in the order of the contract, ours after them."""
    return rx.fragment(
        account_frame(
            info_card(),
            journal_card(),
            accounts_card(),
            contacts_card(),
            social_card(),
            address_card(),
            second_factor_card(),
            devices_card(),
            notices_card(),
            consents_card(),
            personal_data_card(),
            title=t("profile.title"),
            menu=[(card, t(f"profile.menu_{card.replace('-', '_')}")) for card in MENU],
        ),
        step_up_window(),
        closing_window(),
    )


def info_card() -> rx.Component:
    """Names, what one signs in by, the password."""
    return rx.el.div(
        rx.el.div(
            rx.el.div(
                rx.el.h2(
                    rx.el.span(State.last_name, class_name="user-name__last-name"),
                    " ",
                    rx.el.span(State.first_name, " ", State.middle_name, class_name="user-name__first-patronymic"),
                    class_name="user-name user-info__name",
                ),
                class_name="user-info__name-container",
            ),
            rx.el.div(
                buttons.secondary(t("profile.edit"), id="user_contacts_edit", small=True, on_click=State.edit),
                class_name="user-info__edit",
            ),
            rx.cond(State.editing, name_editor()),
            rx.cond(State.saved, toast()),
            class_name="user-info home__user-info",
        ),
        rx.el.h3(t("profile.credentials"), class_name="card-title"),
        rx.el.div(
            row("profile.phone", State.main_phone),
            row("profile.email", State.main_email),
            row("profile.user_name", State.user_name),
            row("profile.region", State.region_names[current_locale()]),
            class_name="home__contacts",
        ),
        rx.el.h3(t("profile.security"), class_name="card-title"),
        password_button(),
        password_window(),
        id="about",
        class_name="base-card home__info-card",
    )


def row(key: str, value: rx.Var[str]) -> rx.Component:
    """One line of the credentials."""
    return rx.el.div(
        rx.el.div(
            rx.el.span(t(key), class_name="ui-muted"),
            rx.el.span(rx.el.span(rx.cond(value, value, "—"))),
        )
    )


def name_editor() -> rx.Component:
    """Names and birth date."""
    years: list[tuple[str, str | rx.Var[str]]] = [(str(y), str(y)) for y in person.birth_years(clock.today())]
    months: list[tuple[str, str | rx.Var[str]]] = [(str(n), t(f"registration.month_{n}")) for n in range(1, 13)]
    days: list[tuple[str, str | rx.Var[str]]] = [(str(d), str(d)) for d in range(1, 32)]
    return rx.el.form(
        _name("user_lastname", "lastName", "registration.last_name", State.last_name),
        _name("user_firstname", "firstName", "registration.first_name", State.first_name),
        _name("user_patronymic", "middleName", "registration.middle_name", State.middle_name),
        rx.el.div(
            _part("birth-day", days, State.birth_day),
            _part("birth-month", months, State.birth_month),
            _part("birth-year", years, State.birth_year),
            class_name="ui-triple",
        ),
        fields.error_line("birth-day", State.errors["birth-day"]),
        rx.el.p(t(State.errors["form"]), role="alert", class_name="ui-error"),
        rx.el.div(
            buttons.secondary(t("profile.cancel"), on_click=State.close),
            buttons.primary(t("profile.save"), id="user_contacts_editor_save", type="submit"),
            class_name="ui-actions",
        ),
        on_submit=State.save,
        no_validate=True,
        class_name="ui-form",
    )


def toast() -> rx.Component:
    """What was done."""
    return rx.el.div(
        rx.el.div(rx.el.h4(t("profile.names_saved")), class_name="rt-toast__content"),
        role="status",
        class_name="rt-toast ui-banner",
    )


def accounts_card() -> rx.Component:
    """The cabinets one gets into with this account."""
    return rx.el.div(
        rx.el.h3(t("profile.cabinets"), class_name="card-title"),
        buttons.link_button(t("contract.lk"), routes.DASHBOARD, kind="secondary"),
        id="accounts",
        class_name="base-card",
    )


def _name(id: str, name: str, label: str, value: rx.Var[str]) -> rx.Component:
    return fields.text_field(id, t(label), name=name, error=State.errors[name], default_value=value, max_length=60)


def _part(id: str, options: list[tuple[str, str | rx.Var[str]]], value: rx.Var[str]) -> rx.Component:
    label = t(f"registration.{id.replace('-', '_')}")
    return fields.select_field(id, label, [("", "—"), *options], error=None, default_value=value)
