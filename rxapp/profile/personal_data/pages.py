"""The card of one's data, and the window that says what closing means."""

import reflex as rx

from rxapp import routes
from rxapp.i18n.client import t
from rxapp.profile.personal_data.state import PersonalDataState as State
from rxapp.ui import buttons, fields
from rxapp.ui.client import ForAWhile
from rxapp.ui.dialogs import dialog
from rxapp.ui.navigate import post_form

ERASED = ("who", "contacts", "ways_in", "services", "traces")
KEPT = ("consents", "receipts", "journal", "copies", "operator")


def personal_data_card() -> rx.Component:
    """Take everything along; leave."""
    return rx.el.div(
        rx.el.h3(t("personal_data.title"), class_name="card-title"),
        rx.el.p(t("personal_data.file_text"), class_name="ui-muted"),
        rx.cond(
            State.fresh_for > 0,
            ForAWhile.create(
                buttons.link_button(
                    t("personal_data.download"),
                    routes.PERSONAL_DATA,
                    kind="secondary",
                    reload=True,
                    download=True,
                    id="personal-data-download",
                ),
                seconds=State.fresh_for,
                on_over=State.load,
            ),
            buttons.secondary(t("personal_data.ask"), id="personal-data-ask", on_click=State.ask_for_file),
        ),
        rx.el.h4(t("personal_data.close_heading")),
        rx.el.p(t("personal_data.close_text"), class_name="ui-muted"),
        buttons.quiet(t("personal_data.close"), id="close-account", on_click=State.ask_to_close),
        id="personal-data",
        class_name="base-card",
    )


def closing_window() -> rx.Component:
    """What is erased, what stays and for how long; a box to tick."""
    return rx.fragment(
        dialog(
            t("personal_data.window_title"),
            _list("personal_data.erased", [f"personal_data.erased_{part}" for part in ERASED], id="closing-erases"),
            _list("personal_data.kept", [f"personal_data.kept_{part}" for part in KEPT], id="closing-keeps"),
            rx.el.form(
                fields.check_field("sure", t("personal_data.sure"), error=State.errors["sure"]),
                fields.focus_first_error(State.attempt),
                rx.el.p(t(State.errors["form"]), role="alert", class_name="ui-error"),
                buttons.primary(t("personal_data.close_now"), id="close-account-now", type="submit", wide=True),
                on_submit=State.close,
                no_validate=True,
                class_name="ui-form",
            ),
            text=t("personal_data.window_text"),
            open=State.closing,
            on_open_change=State.show_closing,
        ),
        # The browser forgets the cookie and what it has cached, and the page of a closed account is left.
        post_form(routes.SESSION_END, {}, State.closed, id="leave-closed-account"),
    )


def _list(heading: str, lines: list[str], *, id: str) -> rx.Component:
    return rx.el.div(
        rx.el.h4(t(heading)),
        rx.el.ul(*[rx.el.li(t(line)) for line in lines], class_name="ui-bullets"),
        id=id,
        class_name="ui-small ui-listed",
    )
