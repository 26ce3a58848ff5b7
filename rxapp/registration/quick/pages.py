"""The short registration: one form, one code (passport-contract.md, sections 2 and 6)."""

import reflex as rx

from rxapp import routes
from rxapp.core.region import all_regions
from rxapp.i18n.client import current_locale, t
from rxapp.registration.quick import rules
from rxapp.registration.quick.state import QuickRegistrationState as State
from rxapp.social.pages import provider_row, waiting_note
from rxapp.ui import buttons
from rxapp.ui.contract import code, fields, frame
from rxapp.ui.navigate import native_form, post_form

CHECKS = rules.field_checks()


def quick_page() -> rx.Component:
    """At our own address."""
    return _page(own=True)


def contract_quick_page() -> rx.Component:
    """At the contract's address."""
    return _page(own=False)


def contract_code_by_email_page() -> rx.Component:
    """At the contract's address once a code was mailed."""
    return _page(own=False, sent="email")


def contract_code_by_phone_page() -> rx.Component:
    """At the contract's address once a code went by SMS."""
    return _page(own=False, sent="sms")


def _page(*, own: bool, sent: str = "") -> rx.Component:
    """With ``sent`` the code's card stands there before the page has asked the server."""
    if sent:
        here = routes.CONTRACT_CODE_BY_EMAIL if sent == "email" else routes.CONTRACT_CODE_BY_PHONE
        code_here = code_card(own=own, by_mail=sent == "email")
        cards = rx.cond(State.nothing_sent == here, form_card(own=own), code_here)
    else:
        cards = rx.cond(State.sent, code_card(own=own, by_mail=State.way == "email"), form_card(own=own))
    return rx.fragment(
        cards,
        post_form(
            routes.SESSION_START,
            {"ticket": State.ticket, "next": routes.DASHBOARD if own else routes.ACCOUNT_PAGE},
            State.ticket,
            id="session-start",
        ),
    )


def form_card(*, own: bool) -> rx.Component:
    """Name, region, address, password twice."""
    back = routes.SIGN_IN if own else routes.AUTHENTICATE
    return frame.contract_frame(
        "register-form",
        t("registration.title"),
        waiting_note(registering=True),
        register_form(own=own),
        provider_row(own=own),
        rx.el.p(
            t("registration.have_account"),
            " ",
            buttons.link(t("registration.to_sign_in"), back),
            class_name="ui-muted ui-contract__register",
        ),
        *([rx.el.p(buttons.link(t("registration.to_wizard"), routes.REGISTRATION, id="to-wizard"))] if own else []),
        own=own,
        error=frame.card_error(State.errors["form"]),
    )


def register_form(*, own: bool) -> rx.Component:
    """Order and nesting are the contract's; the pop-up, when there is one, is the first child."""
    content = [
        rx.cond(State.exists, exists_window(own=own)),
        rx.el.p(t("registration.quick_person"), class_name="register-form__desc"),
        rx.el.div(
            _text("firstName", "registration.first_name", auto_complete="given-name"),
            _text("lastName", "registration.last_name", auto_complete="family-name"),
            class_name="name-container",
        ),
        fields.region_field("region", t("registration.quick_region"), _regions(), default_value=State.region),
        rx.el.p(t("registration.quick_access"), class_name="register-form__desc"),
        rx.el.div(
            _text("address", "registration.quick_address", id="address", auto_complete="username"),
            class_name="register-form__address",
        ),
        rx.el.div(
            fields.password_field(
                "password",
                t("registration.password"),
                checks=CHECKS["password"],
                error=State.errors["password"],
                attempt=State.attempt,
                auto_complete="new-password",
                class_name="new-password-container__password",
            ),
            fields.password_field(
                "password-confirm",
                t("registration.quick_confirm"),
                checks=CHECKS["password"],
                error=State.errors["password-confirm"],
                attempt=State.attempt,
                same=("password", "password.not_same"),
                auto_complete="new-password",
                class_name="new-password-container__confirmed-password",
            ),
            class_name="new-password-container",
        ),
        buttons.primary(
            t("registration.register_me"),
            name="register",
            type="submit",
            wide=True,
            class_name="rt-btn rt-btn--orange rt-btn--medium rt-btn--rounded register-form__reg-btn",
        ),
        rx.el.input(type="hidden", name="lang", value=current_locale(), read_only=True),
        frame.policy("registration.policy"),
    ]
    if not own:
        return native_form(*content, action=routes.REGISTER_POST, class_name="register-form")
    return rx.el.form(*content, on_submit=State.submit, no_validate=True, class_name="register-form")


def exists_window(*, own: bool) -> rx.Component:
    """Only where telling it reveals nothing to a stranger (RXAPP_REVEAL_EXISTING). Above the form, not on it."""
    to_sign_in = buttons.primary(
        t("sign_in.submit"), name="gotoLogin", on_click=rx.redirect(routes.SIGN_IN if own else routes.AUTHENTICATE)
    )
    return rx.el.div(
        rx.el.div(
            rx.el.div(
                rx.el.h2(t("registration.exists_title"), class_name="card-modal__title"),
                rx.el.div(
                    to_sign_in,
                    buttons.link_button(
                        t("registration.exists_recover"),
                        routes.RECOVERY if own else routes.RESET_CREDENTIALS,
                        kind="secondary",
                        id="reg-err-reset-pass",
                        custom_attrs={"name": "reg-err-reset-pass"},
                        class_name="rt-btn",
                    ),
                    buttons.quiet("x", on_click=State.close_window, aria_label=t("ui.close")),
                    class_name="card-modal__btns ui-actions",
                ),
            ),
            class_name="base-modal card-modal__card-wrapper",
        ),
        role="alert",
        class_name="base-modal-wrapper card-modal",
    )


def code_card(*, own: bool, by_mail: rx.Var[bool] | bool) -> rx.Component:
    """Six digits to the address."""

    def by(mail: rx.Var[str], phone: rx.Var[str]) -> rx.Var[str]:
        return rx.cond(by_mail, mail, phone) if isinstance(by_mail, rx.Var) else mail if by_mail else phone

    return frame.contract_frame(
        "register-confirm-form",
        by(t("registration.confirm_email_title"), t("registration.confirm_phone_title")),
        rx.el.p(
            by(
                t("registration.quick_sent_email", to=State.sent_to),
                t("registration.quick_sent_phone", to=State.sent_to),
            ),
            class_name="register-confirm-form-container__desc",
        ),
        code.code_form(
            form="register-confirm-form",
            error=State.errors["code"],
            attempt=State.attempt,
            resend_at=State.resend_in,
            on_submit=State.submit_code,
            on_resend=State.resend,
            on_back=State.back,
            back=by(t("registration.change_email"), t("registration.change_phone")),
        ),
        own=own,
    )


def _text(name: str, label: str, **props: str) -> rx.Component:
    return fields.text_field(
        name,
        t(label),
        checks=CHECKS[name],
        error=State.errors[name],
        attempt=State.attempt,
        default_value=State.typed[name],
        **props,
    )


def _regions() -> list[dict[str, object]]:
    return [{"value": each.code, "label": {"ru": each.short, "en": each.en, "hi": each.hi}} for each in all_regions()]
