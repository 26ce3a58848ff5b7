"""My services: accounts with their names, cards with their order."""

import reflex as rx

from rxapp import routes
from rxapp.accounts.frame.pages import signed_in_frame
from rxapp.i18n.client import current_locale, t
from rxapp.linked_services.mine.state import Card, Linked
from rxapp.linked_services.mine.state import MineState as State
from rxapp.linked_services.offers.widgets import offer_cards
from rxapp.step_up.pages import step_up_window
from rxapp.ui import buttons, cards, fields
from rxapp.ui.dialogs import dialog
from rxapp.ui.words import kind_name


def services_page() -> rx.Component:
    """What is linked, and the way to one more."""
    return signed_in_frame(
        routes.SERVICES,
        step_up_window(routes.SERVICES),
        unlink_window(),
        rx.el.div(
            rx.el.div(
                rx.el.h1(t("linked_services.mine_title")),
                buttons.link_button(
                    t("dashboard.link_service"), routes.LINK_SERVICE, kind="secondary", id="link-service"
                ),
                class_name="ui-row ui-row--between",
            ),
            offer_cards(),
            rx.cond(State.stale, cards.banner(t("bss.unavailable"), "warn")),
            rx.cond(
                State.loaded,
                rx.cond(State.accounts.length() > 0, lists(), nothing_yet()),
                cards.skeleton("120px", count=2),
            ),
            class_name="ui-stack",
        ),
    )


def nothing_yet() -> rx.Component:
    """The first link is still to come."""
    return cards.empty_state(
        t("dashboard.empty_title"),
        t("dashboard.empty_text"),
        action=buttons.link_button(t("dashboard.link_service"), routes.LINK_SERVICE),
    )


def lists() -> rx.Component:
    """Accounts beside cards."""
    return rx.el.div(
        cards.card(
            rx.el.h2(t("linked_services.accounts")),
            rx.el.ul(rx.foreach(State.accounts, account_line), class_name="ui-lines", id="linked-accounts"),
            class_name="ui-stack",
        ),
        cards.card(
            rx.el.h2(t("linked_services.cards")),
            rx.el.p(t("linked_services.cards_hint"), class_name="ui-small ui-muted"),
            rx.el.ul(rx.foreach(State.cards, card_line), class_name="ui-lines", id="service-cards"),
            class_name="ui-stack",
        ),
        rx.cond(
            (State.error != "") & (State.renaming == "") & (State.leaving == ""),
            rx.el.p(t(State.error), role="alert", class_name="ui-error"),
        ),
        class_name="ui-columns",
    )


def account_line(account: rx.Var[Linked]) -> rx.Component:
    """One account: its name, number, region; rename, unlink."""
    shown = rx.cond(account.name != "", account.name, t("dashboard.account", number=account.shown_number))
    return rx.el.li(
        rx.el.span(
            rx.el.b(shown),
            rx.cond(account.name != "", rx.el.span(account.shown_number, class_name="ui-small ui-num")),
            rx.el.span(account.region[current_locale()], class_name="ui-small ui-muted"),
        ),
        rx.el.span(
            buttons.quiet(
                t("linked_services.rename"),
                class_name="link-rename",
                aria_label=t("linked_services.rename_number", number=account.shown_number),
                on_click=State.begin_renaming(account.number),
            ),
            buttons.quiet(
                t("linked_services.unlink"),
                class_name="link-unlink",
                aria_label=t("linked_services.unlink_number", number=account.shown_number),
                on_click=State.ask_to_unlink(account.number),
            ),
        ),
        rx.cond(State.renaming == account.number, rename_form(account)),
        custom_attrs={"data-account": account.number},
    )


def rename_form(account: rx.Var[Linked]) -> rx.Component:
    """The field of the name, in its place."""
    return rx.el.form(
        fields.text_field(
            "link-name",
            t("linked_services.name"),
            error=State.error,
            hint=t("linked_services.name_hint"),
            default_value=account.name,
            auto_complete="off",
            max_length=40,
        ),
        rx.el.div(
            buttons.primary(t("linked_services.save"), id="link-name-save", type="submit"),
            buttons.secondary(t("tariffs.leave"), on_click=State.begin_renaming("")),
            class_name="ui-actions",
        ),
        on_submit=State.rename,
        no_validate=True,
        class_name="ui-form ui-wide",
    )


def card_line(card: rx.Var[Card]) -> rx.Component:
    """One card: up, down, shown or hidden."""
    name = kind_name(card.kind)
    return rx.el.li(
        rx.el.span(
            rx.el.a(name, href=routes.service(card.id)),
            rx.el.span(card.number, class_name="ui-small ui-muted ui-num"),
            class_name="ui-card__name",
        ),
        rx.el.span(
            buttons.quiet(
                "\u2191",
                class_name="card-up",
                aria_label=t("linked_services.move_up", name=name),
                disabled=card.first,
                on_click=State.move(card.id, -1),
            ),
            buttons.quiet(
                "\u2193",
                class_name="card-down",
                aria_label=t("linked_services.move_down", name=name),
                disabled=card.last,
                on_click=State.move(card.id, 1),
            ),
            rx.el.label(
                rx.el.input(
                    type="checkbox",
                    checked=~card.hidden,
                    on_change=State.hide(card.id, ~card.hidden),
                    aria_label=t("linked_services.show_card", name=name),
                    class_name="ui-switch",
                ),
                class_name="ui-switch__line",
            ),
        ),
        custom_attrs={"data-card": card.kind},
    )


def unlink_window() -> rx.Component:
    """What unlinking means, before it is done."""
    return dialog(
        t("linked_services.unlink_title"),
        rx.el.div(
            rx.el.p(t(State.error), role="alert", class_name="ui-error"),
            rx.el.div(
                buttons.primary(t("linked_services.unlink"), id="unlink-confirm", on_click=State.unlink),
                buttons.secondary(t("tariffs.leave"), id="unlink-leave", on_click=State.show_question(False)),
                class_name="ui-actions",
            ),
            class_name="ui-stack",
        ),
        text=t("linked_services.unlink_text"),
        open=State.leaving != "",
        on_open_change=State.show_question,
    )
