"""The registration wizard, in order of appearance."""

import reflex as rx

from rxapp import routes
from rxapp.core import clock, person
from rxapp.core.region import all_regions
from rxapp.i18n.client import current_locale, t
from rxapp.registration.form.pages import sandbox_hint, step_form, two_buttons
from rxapp.registration.state import RegistrationState as State
from rxapp.social.pages import name_of, provider_row, waiting_note
from rxapp.social.state import SocialState
from rxapp.ui import buttons, cards, fields
from rxapp.ui.countdown import countdown
from rxapp.ui.frame import plain_frame
from rxapp.ui.navigate import post_form

STEPS = ["registration.step_credentials", "registration.step_about", "registration.step_contacts"]
MONTHS = [f"registration.month_{number}" for number in range(1, 13)]


def registration_page() -> rx.Component:
    """Three steps, then the confirmation."""
    return plain_frame(
        rx.el.h1(t("registration.title")),
        cards.wizard_bars([t(key) for key in STEPS], State.step),
        waiting_note(registering=True, forget=[State.start_over, SocialState.load]),
        rx.el.div(
            rx.match(
                State.step,
                (1, credentials_step()),
                (2, about_step()),
                (3, contacts_step()),
                (4, rx.cond(State.way == "sms", code_step(), letter_step())),
                cards.skeleton(),
            ),
            # Fields keep what stands in them; those of another person must not.
            key=State.person,
        ),
        rx.cond(
            State.step == 1,
            rx.fragment(
                rx.cond(SocialState.provider == "", provider_row(own=True)),
                rx.el.p(buttons.link(t("registration.to_quick"), routes.REGISTRATION_QUICK, id="to-quick")),
            ),
        ),
        post_form(routes.SESSION_START, {"ticket": State.ticket}, State.ticket, id="session-start"),
        aside=rx.el.span(
            t("registration.have_account"), " ", buttons.link(t("registration.to_sign_in"), routes.SIGN_IN)
        ),
    )


def credentials_step() -> rx.Component:
    """User name, password, repeat."""
    return step_form(
        fields.text_field(
            "username",
            t("registration.user_name"),
            error=State.errors["username"],
            hint=t("registration.user_name_rule"),
            after=rx.el.span(t(State.name_hint), id="username-state", role="status", class_name="ui-hint"),
            default_value=State.user_name,
            on_change=State.check_user_name.debounce(400),
            auto_complete="username",
            max_length=32,
            spell_check=False,
            auto_capitalize="none",
        ),
        fields.password_field(
            "password",
            t("registration.password"),
            error=State.errors["password"],
            hint=rx.cond(
                SocialState.provider != "", t("social.password_optional", name=name_of(SocialState.provider)), ""
            ),
            strength=True,
            username_id="username",
            auto_complete="new-password",
            max_length=128,
        ),
        fields.password_field(
            "password-confirm",
            t("registration.password_confirm"),
            error=State.errors["password-confirm"],
            auto_complete="new-password",
            max_length=128,
        ),
        buttons.primary(t("registration.next"), id="next", type="submit"),
        on_submit=State.submit_credentials,
    )


def about_step() -> rx.Component:
    """Names, birth date from three drop-downs, region."""
    return step_form(
        fields.text_field(
            "lastName",
            t("registration.last_name"),
            error=State.errors["lastName"],
            default_value=State.last_name,
            auto_complete="family-name",
        ),
        fields.text_field(
            "firstName",
            t("registration.first_name"),
            error=State.errors["firstName"],
            default_value=State.first_name,
            auto_complete="given-name",
        ),
        fields.text_field(
            "middleName",
            t("registration.middle_name"),
            error=State.errors["middleName"],
            hint=t("registration.middle_name_hint"),
            default_value=State.middle_name,
            auto_complete="additional-name",
        ),
        rx.el.fieldset(
            rx.el.legend(t("registration.birth_date"), class_name="ui-label"),
            rx.el.div(
                birth_select("birth-day", [(str(d), str(d)) for d in range(1, 32)], State.birth_day),
                birth_select(
                    "birth-month", [(str(i), t(key)) for i, key in enumerate(MONTHS, start=1)], State.birth_month
                ),
                birth_select(
                    "birth-year",
                    [(str(y), str(y)) for y in person.birth_years(clock.today())],
                    State.birth_year,
                ),
                class_name="ui-triple",
            ),
            fields.error_line("birth-day", State.errors["birth-day"]),
            class_name="ui-field",
        ),
        fields.combobox_field(
            "region",
            t("registration.region"),
            region_options(),
            default_value=State.region,
            error=State.errors["region"],
        ),
        two_buttons(buttons.primary(t("registration.next"), id="next", type="submit")),
        on_submit=State.submit_about,
    )


def region_options() -> list[dict[str, object]]:
    """Every region under its name in each language."""
    return [{"value": r.code, "label": {"ru": r.ru, "en": r.en, "hi": r.hi}} for r in all_regions()]


def birth_select(id: str, options: list[tuple[str, rx.Var[str] | str]], value: rx.Var[str]) -> rx.Component:
    """One of the three drop-downs; its label is spoken and shown above the value."""
    names = {"birth-day": "day", "birth-month": "month", "birth-year": "year"}
    label = t(f"registration.birth_{names[id]}")
    return fields.select_field(
        id,
        label,
        [("", "—"), *options],
        error=None,
        default_value=value,
        # One line tells what is wrong with any of the three.
        aria_invalid=rx.cond(State.errors["birth-day"], "true", "false"),
        aria_describedby="birth-day-error",
    )


def contacts_step() -> rx.Component:
    """E-mail, phone, way of confirmation, consents."""
    return step_form(
        fields.text_field(
            "email",
            t("registration.email"),
            error=State.errors["email"],
            hint=rx.cond(State.vouched != "", t("social.vouched", name=name_of(SocialState.provider)), ""),
            type="text",
            input_mode="email",
            default_value=State.email,
            auto_complete="email",
        ),
        fields.text_field(
            "phone",
            t("registration.phone"),
            error=State.errors["phone"],
            hint=t("registration.phone_hint"),
            type="tel",
            default_value=State.phone,
            auto_complete="tel",
        ),
        fields.choice_cards(
            "way",
            t("registration.how_confirm"),
            [
                ("confirm-sms", "sms", t("registration.by_sms"), t("registration.by_sms_hint")),
                ("confirm-email", "email", t("registration.by_email"), t("registration.by_email_hint")),
            ],
            chosen=State.way,
            on_change=State.choose_way,
        ),
        fields.check_field(
            "agreement",
            rx.el.span(
                t("registration.agree_with"),
                " ",
                rx.el.a(t("registration.agreement_link"), href=routes.AGREEMENT, target="_blank"),
            ),
            error=State.errors["agreement"],
            checked=State.agreed,
            on_change=State.tick_agreement,
        ),
        fields.check_field(
            "consent",
            rx.el.span(
                t("registration.consent_to"),
                " ",
                rx.el.a(t("registration.consent_link"), href=routes.CONSENT, target="_blank"),
            ),
            error=State.errors["consent"],
        ),
        rx.el.input(type="hidden", name="lang", value=current_locale(), read_only=True),
        two_buttons(buttons.primary(t("registration.register"), id="register", type="submit", disabled=~State.agreed)),
        on_submit=State.submit_contacts,
    )


def code_step() -> rx.Component:
    """Six digits from the SMS."""
    return step_form(
        rx.el.h2(t("registration.code_title")),
        rx.el.p(t("registration.code_sent_sms", to=State.sent_to)),
        sandbox_hint(),
        fields.code_field(error=State.errors["code"], attempt=State.attempts),
        rx.el.div(
            countdown(
                State.resend_at,
                buttons.quiet(t("registration.resend"), id="code-resend", on_click=State.resend),
                now=State.told_at,
                key="registration.resend_in",
            ),
            class_name="ui-muted",
        ),
        two_buttons(buttons.primary(t("registration.confirm"), id="code-submit", type="submit")),
        on_submit=State.submit_code,
    )


def letter_step() -> rx.Component:
    """The letter is on its way."""
    return rx.el.div(
        rx.el.h2(t("registration.letter_title")),
        rx.el.p(t("registration.letter_sent", to=State.sent_to)),
        rx.el.p(t("registration.letter_hint"), class_name="ui-muted"),
        sandbox_hint(),
        fields.error_line("code", State.errors["code"]),
        countdown(
            State.resend_at,
            buttons.quiet(t("registration.resend_letter"), id="code-resend", on_click=State.resend),
            now=State.told_at,
            key="registration.resend_letter_in",
        ),
        buttons.secondary(t("registration.back"), id="back", type="button", on_click=State.back),
        class_name="ui-card ui-card--form ui-form",
    )
