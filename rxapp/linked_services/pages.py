"""The page that links a service: which one, the proof, the last look."""

import reflex as rx

from rxapp import routes
from rxapp.accounts.frame.pages import signed_in_frame
from rxapp.core.region import all_regions
from rxapp.i18n.client import current_locale, t
from rxapp.linked_services.state import LinkState as State
from rxapp.step_up.pages import step_up_window
from rxapp.ui import buttons, cards, fields
from rxapp.ui.countdown import countdown
from rxapp.ui.icons import service_icon
from rxapp.ui.words import kind_name

KINDS = ("internet", "tv", "phone", "mobile")


def link_page() -> rx.Component:
    """One step at a time."""
    return signed_in_frame(
        routes.LINK_SERVICE,
        step_up_window(routes.LINK_SERVICE),
        rx.match(State.step, ("code", code_step()), ("confirm", confirm_step()), claim_step()),
    )


def claim_step() -> rx.Component:
    """Which service, and what proves it."""
    return rx.el.div(
        rx.el.h1(t("linked_services.title")),
        rx.el.fieldset(
            rx.el.legend(t("linked_services.kind"), class_name="ui-label"),
            rx.el.div(*(kind_choice(kind) for kind in KINDS), class_name="ui-choices ui-choices--kinds"),
            rx.el.p(t(State.errors["kind"]), id="kind-error", role="alert", class_name="ui-error ui-error--tight"),
        ),
        # Two forms: one with a field that is not shown would send null for it.
        rx.cond(
            State.kind == "mobile",
            claim_form("mobile", mobile_fields(), t("linked_services.send_code")),
            claim_form(State.kind, contract_fields(), t("linked_services.find")),
        ),
        class_name="ui-card ui-card--form ui-stack ui-main--narrow",
    )


def claim_form(kind: str | rx.Var[str], inside: rx.Component, label: rx.Var[str]) -> rx.Component:
    """The fields of one way to prove, and the button."""
    return rx.el.form(
        rx.el.input(type="hidden", name="kind", value=kind, read_only=True),
        inside,
        rx.el.p(t(State.errors["form"]), id="form-error", role="alert", class_name="ui-error"),
        buttons.primary(label, id="link-submit", type="submit"),
        fields.focus_first_error(State.attempts),
        on_submit=State.submit,
        no_validate=True,
        class_name="ui-form",
    )


def kind_choice(kind: str) -> rx.Component:
    """A large card for a service kind."""
    return rx.el.label(
        rx.el.input(
            type="radio",
            name="service-kind",
            value=kind,
            id=f"kind-{kind}",
            checked=State.kind == kind,
            on_change=State.choose_kind(kind),
        ),
        rx.el.span(service_icon(kind), rx.el.b(kind_name(kind)), class_name="ui-choice__card"),
        class_name="ui-choice",
    )


def contract_fields() -> rx.Component:
    """Region, account number, the service's own login and password."""
    return rx.fragment(
        rx.el.p(t("linked_services.intro"), class_name="ui-muted"),
        fields.combobox_field(
            "region",
            t("linked_services.region"),
            [{"value": r.code, "label": {"ru": r.ru, "en": r.en, "hi": r.hi}} for r in all_regions()],
            default_value=State.region,
            error=State.errors["region"],
        ),
        fields.text_field(
            "account-number",
            t("linked_services.number"),
            error=State.errors["account-number"],
            hint=t("linked_services.number_hint"),
            input_mode="numeric",
            default_value=State.number,
        ),
        fields.text_field(
            "service-login",
            t("linked_services.login"),
            error=State.errors["service-login"],
            default_value=State.login,
            auto_complete="off",
        ),
        fields.password_field(
            "service-password",
            t("linked_services.password"),
            error=State.errors["service-password"],
            auto_complete="off",
        ),
    )


def mobile_fields() -> rx.Component:
    """The number; a code goes to it."""
    return rx.fragment(
        rx.el.p(t("linked_services.mobile_intro"), class_name="ui-muted"),
        fields.text_field(
            "mobile-number",
            t("linked_services.mobile_number"),
            error=State.errors["mobile-number"],
            input_mode="tel",
            auto_complete="tel",
            default_value=State.phone,
        ),
    )


def code_step() -> rx.Component:
    """Six digits from the SMS."""
    return rx.el.div(
        rx.el.h1(t("linked_services.code_title")),
        rx.el.p(t("linked_services.code_sent", phone=State.code_shown), class_name="ui-muted", role="status"),
        rx.el.form(
            fields.text_field(
                "code",
                t("linked_services.code"),
                error=State.errors["code"],
                input_mode="numeric",
                auto_complete="one-time-code",
                max_length=6,
            ),
            rx.el.p(t(State.errors["form"]), id="form-error", role="alert", class_name="ui-error"),
            buttons.primary(t("linked_services.check_code"), id="link-code-submit", type="submit"),
            fields.focus_first_error(State.attempts),
            on_submit=State.submit_code,
            no_validate=True,
            class_name="ui-form",
        ),
        rx.cond(
            State.resend_in >= 0,
            countdown(
                State.resend_in,
                buttons.quiet(t("linked_services.resend"), id="link-code-resend", on_click=State.resend),
            ),
        ),
        buttons.quiet(t("linked_services.back"), id="link-back", on_click=State.back),
        class_name="ui-card ui-card--form ui-stack ui-main--narrow",
    )


def confirm_step() -> rx.Component:
    """What was found, and a name for it."""
    return rx.el.form(
        rx.el.h1(t("linked_services.found_title")),
        rx.el.dl(
            rx.el.dt(t("linked_services.number")),
            rx.el.dd(State.found_number, class_name="ui-num", id="found-number"),
            rx.el.dt(t("linked_services.region")),
            rx.el.dd(State.found_region[current_locale()]),
            rx.el.dt(t("linked_services.services")),
            rx.el.dd(
                rx.foreach(State.found_kinds, lambda kind: rx.el.span(cards.chip(kind_name(kind)), " ")),
                id="found-kinds",
            ),
            class_name="ui-facts",
        ),
        fields.text_field(
            "link-name",
            t("linked_services.name"),
            error=State.errors["link-name"],
            hint=t("linked_services.name_hint"),
            auto_complete="off",
            max_length=40,
        ),
        rx.el.p(t(State.errors["form"]), id="form-error", role="alert", class_name="ui-error"),
        rx.el.div(
            buttons.primary(t("linked_services.submit"), id="link-confirm", type="submit"),
            buttons.secondary(t("linked_services.not_this"), id="link-back", on_click=State.back),
            class_name="ui-actions",
        ),
        fields.focus_first_error(State.attempts),
        on_submit=State.confirm,
        no_validate=True,
        class_name="ui-card ui-card--form ui-form ui-main--narrow",
    )
