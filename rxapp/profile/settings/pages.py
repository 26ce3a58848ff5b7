"""Address, language, notices, consents."""

import reflex as rx

from rxapp.accounts.notices.service import Choice
from rxapp.core.region import all_regions
from rxapp.i18n.catalogue import LOCALES
from rxapp.i18n.client import moment, t
from rxapp.profile.queries import ConsentGiven
from rxapp.profile.settings.state import SettingsState as State
from rxapp.ui import buttons, fields
from rxapp.ui.client import ThemeChoice

LANGUAGES = {"ru": "Русский", "en": "English", "hi": "हिन्दी"}


def address_card() -> rx.Component:
    """Where the person lives."""
    regions = [{"value": r.code, "label": {"ru": r.ru, "en": r.en, "hi": r.hi}} for r in all_regions()]
    return rx.el.div(
        rx.el.h3(t("profile.menu_address"), class_name="card-title"),
        rx.el.form(
            fields.combobox_field(
                "home-region",
                t("profile.region"),
                regions,
                name="region",
                default_value=State.region,
                error=State.errors["region"],
                key=State.region,
            ),
            _line("city", State.city),
            _line("street", State.street),
            rx.el.div(_line("house", State.house), _line("flat", State.flat), class_name="ui-pair"),
            rx.el.p(rx.cond(State.saved == "address", t("profile.address_saved"), ""), role="status"),
            rx.el.p(t(State.errors["form"]), role="alert", class_name="ui-error"),
            buttons.primary(t("profile.save"), id="address-save", type="submit"),
            on_submit=State.save_address,
            no_validate=True,
            class_name="ui-form",
        ),
        id="address",
        class_name="base-card",
    )


def notices_card() -> rx.Component:
    """Which words come over which channel, and in which language."""
    return rx.el.div(
        rx.el.h3(t("profile.menu_notices"), class_name="card-title"),
        rx.el.p(t("profile.notices_why"), class_name="ui-muted"),
        rx.el.ul(rx.foreach(State.choices, choice_line), class_name="ui-lines", id="choices"),
        rx.el.p(t("legal.marketing_text"), class_name="ui-small ui-muted"),
        rx.el.p(t(State.errors["notices"]), role="alert", class_name="ui-error"),
        rx.el.label(t("profile.letters_language"), html_for="letters-language", class_name="ui-label"),
        rx.el.select(
            *[rx.el.option(LANGUAGES[code], value=code) for code in LOCALES],
            id="letters-language",
            value=State.locale,
            on_change=State.choose_language,
            class_name="ui-select",
        ),
        rx.el.label(t("ui.theme"), html_for="theme", class_name="ui-label"),
        ThemeChoice.create(id="theme", value=State.theme, on_choose=State.choose_theme),
        id="notices",
        class_name="base-card",
    )


def choice_line(choice: rx.Var[Choice]) -> rx.Component:
    """One switch."""
    box = rx.el.input(
        type="checkbox",
        checked=choice.wanted,
        on_change=lambda wanted: State.choose_notice(choice.event, choice.channel, wanted),
        class_name="ui-switch",
    )
    return rx.el.li(
        rx.el.label(box, rx.el.span(t(choice.text), " · ", t(choice.channel_text)), class_name="ui-switch__line"),
        custom_attrs={"data-event": choice.event, "data-channel": choice.channel},
    )


def consents_card() -> rx.Component:
    """What was agreed to, and the way to take it back (PD-1)."""
    return rx.el.div(
        rx.el.h3(t("profile.menu_consents"), class_name="card-title"),
        rx.cond(~State.consents, rx.el.p(t("profile.no_consents"), class_name="ui-muted")),
        rx.el.ul(rx.foreach(State.consents, consent_line), class_name="ui-lines", id="consent-list"),
        rx.el.p(t(State.errors["consents"]), role="alert", class_name="ui-error"),
        id="consents",
        class_name="base-card",
    )


def consent_line(consent: rx.Var[ConsentGiven]) -> rx.Component:
    """Document, version, when; withdrawn, or the button."""
    return rx.el.li(
        rx.el.span(
            rx.el.b(t(consent.text)),
            rx.el.span(
                t("profile.consent_version", version=consent.version),
                " · ",
                moment(consent.given_at),
                class_name="ui-small ui-muted",
            ),
        ),
        rx.cond(
            consent.withdrawn_at != "",
            rx.el.span(t("profile.withdrawn", at=moment(consent.withdrawn_at)), class_name="ui-small ui-muted"),
            buttons.quiet(t("profile.withdraw"), on_click=State.withdraw(consent.id)),
        ),
        custom_attrs={"data-document": consent.document},
    )


def _line(name: str, value: rx.Var[str]) -> rx.Component:
    return fields.text_field(name, t(f"profile.{name}"), error=State.errors[name], default_value=value, max_length=120)
