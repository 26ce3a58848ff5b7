"""Password window, second factor, devices, journal."""

import reflex as rx

from rxapp import routes
from rxapp.accounts.journal.queries import Entry
from rxapp.accounts.sessions.queries import SignedIn
from rxapp.i18n.client import moment, t
from rxapp.profile.security.state import SecurityState as State
from rxapp.ui import buttons, cards, fields
from rxapp.ui.navigate import native_form, post_form


def password_window() -> rx.Component:
    """The old one, a new one twice; nesting and ids are the contract's. It opens in its place, over nothing."""
    error = rx.cond(State.errors["newPassword"], State.errors["newPassword"], State.errors["form"])
    form = rx.el.form(
        rx.el.h2(_title()),
        rx.cond(
            State.has_password,
            _password("current_password", "oldPassword", "profile.old_password", "current-password"),
        ),
        _password("new_password", "newPassword", "recovery.new_password", "new-password"),
        _password("confirm_password", "repeatPassword", "recovery.repeat_password", "new-password"),
        rx.el.div(
            buttons.secondary(t("profile.cancel"), on_click=State.close_password),
            buttons.primary(t("profile.save"), id="password_save", type="submit"),
            class_name="ui-actions",
        ),
        on_submit=State.change_password,
        no_validate=True,
        class_name="ui-form",
    )
    told = rx.el.p(t(error), role="alert", class_name="user-password-editor__error ui-error")
    window = rx.el.div(
        rx.el.div(rx.el.div(rx.el.div(form, told)), class_name="card-modal__card-wrapper"),
        class_name="base-modal card-modal user-password-editor",
    )
    return rx.fragment(
        rx.cond(State.changing_password, window),
        post_form(
            routes.SESSION_START, {"ticket": State.ticket, "next": routes.PROFILE}, State.ticket, id="security-go"
        ),
    )


def second_factor_card() -> rx.Component:
    """A code of an app beside the password (OTP-13)."""
    return rx.el.div(
        rx.el.h3(t("profile.menu_second_factor"), class_name="card-title"),
        rx.cond(
            State.totp_on,
            rx.el.div(
                rx.el.p(t("profile.totp_on", count=State.codes_left)),
                native_form(
                    buttons.secondary(t("profile.recovery_codes"), id="recovery-codes", type="submit"),
                    action=routes.RECOVERY_CODES,
                ),
                buttons.quiet(t("profile.totp_off"), id="totp-off", on_click=State.switch_totp_off),
                class_name="ui-stack",
            ),
            rx.cond(State.totp_begun, totp_form(), totp_invitation()),
        ),
        rx.el.p(t(State.errors["form"]), role="alert", class_name="ui-error"),
        post_form(routes.RECOVERY_CODES, {}, State.codes_due, id="first-recovery-codes"),
        id="second-factor",
        class_name="base-card",
    )


def totp_invitation() -> rx.Component:
    """Why, and the button that begins."""
    return rx.fragment(
        rx.el.p(t("profile.totp_why"), class_name="ui-muted"),
        buttons.secondary(t("profile.totp_begin"), id="totp-begin", on_click=State.begin_totp),
    )


def totp_form() -> rx.Component:
    """The picture comes by a plain route: the key never enters a state."""
    return rx.el.form(
        rx.el.p(t("profile.totp_scan")),
        rx.el.img(src=routes.SECOND_FACTOR_PICTURE, alt=t("profile.totp_picture"), class_name="ui-qr"),
        rx.el.a(t("profile.totp_key"), href=routes.SECOND_FACTOR_KEY, target="_blank", reload_document=True),
        fields.text_field(
            "totp-code",
            t("profile.totp_code"),
            error=State.errors["totp-code"],
            input_mode="numeric",
            auto_complete="one-time-code",
            max_length=12,
        ),
        buttons.primary(t("profile.totp_confirm"), id="totp-confirm", type="submit"),
        on_submit=State.confirm_totp,
        no_validate=True,
        class_name="ui-form",
    )


def devices_card() -> rx.Component:
    """Where the person is signed in (SESS-6)."""
    return rx.el.div(
        rx.el.h3(t("profile.menu_devices"), class_name="card-title"),
        rx.el.ul(rx.foreach(State.devices, device_line), class_name="ui-lines", id="device-list"),
        rx.cond(
            State.devices.length() > 1,
            buttons.secondary(t("profile.end_others"), id="end-others", on_click=State.end_others),
        ),
        id="devices",
        class_name="base-card",
    )


def device_line(device: rx.Var[SignedIn]) -> rx.Component:
    """Browser, system, network, when."""
    return rx.el.li(
        rx.el.span(
            rx.el.b(rx.cond(device.family, device.family, t("notices.browser_unknown")), " · ", device.system),
            rx.el.span(
                device.network,
                " · ",
                t("profile.seen", first=moment(device.first_seen), last=moment(device.last_seen)),
                class_name="ui-small ui-muted",
            ),
        ),
        rx.cond(
            device.current,
            cards.chip(t("profile.this_device"), "ok"),
            buttons.quiet(t("profile.end_device"), on_click=State.end_device(device.id)),
        ),
        custom_attrs={"data-current": device.current.to_string()},
    )


def journal_card() -> rx.Component:
    """What happened to the account, newest first."""
    return rx.el.div(
        rx.el.h3(t("profile.menu_history"), class_name="card-title"),
        rx.el.ul(rx.foreach(State.journal, journal_line), class_name="ui-lines", id="journal"),
        rx.cond(State.older_than > 0, buttons.quiet(t("profile.more"), id="journal-more", on_click=State.more)),
        id="history",
        class_name="base-card",
    )


def journal_line(entry: rx.Var[Entry]) -> rx.Component:
    """One line."""
    return rx.el.li(
        rx.el.span(
            rx.el.b(t(entry.text, account=entry.details["account"], number=entry.details["number"])),
            rx.el.span(
                moment(entry.at),
                " · ",
                entry.family,
                " · ",
                entry.system,
                " · ",
                entry.network,
                class_name="ui-small ui-muted",
            ),
        ),
        custom_attrs={"data-kind": entry.kind},
    )


def password_button() -> rx.Component:
    """What opens the window."""
    return buttons.secondary(_title(), id="password_change", on_click=State.open_password)


def _title() -> rx.Var[str]:
    return rx.cond(State.has_password, t("profile.change_password"), t("profile.set_password"))


def _password(id: str, name: str, label: str, autofill: str) -> rx.Component:
    return fields.password_field(
        id, t(label), name=name, error=State.errors[name], auto_complete=autofill, max_length=256
    )
