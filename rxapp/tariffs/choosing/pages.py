"""The page of tariffs: each with its price and difference, up to three side by side."""

import reflex as rx

from rxapp import routes
from rxapp.accounts.frame.pages import signed_in_frame
from rxapp.i18n.client import current_locale, money_short, number, t
from rxapp.step_up.pages import step_up_window
from rxapp.tariffs.change.pages import ask, change_window, reason_words
from rxapp.tariffs.choosing.rules import PARTS, ROW_TEXTS, Difference, Offer
from rxapp.tariffs.choosing.state import TariffsState as State
from rxapp.tariffs.pages import nothing_here
from rxapp.ui import buttons, cards


def tariffs_page() -> rx.Component:
    """Every tariff this service could have."""
    return signed_in_frame(
        routes.SERVICE_TARIFFS,
        change_window(),
        step_up_window(routes.service_tariffs(State.service_id)),
        rx.cond(
            State.loaded,
            rx.cond(State.view, tariffs_body(), nothing_here(State.missing)),
            cards.skeleton("160px", count=3),
        ),
    )


def tariffs_body() -> rx.Component:
    """Today's tariff, the comparison, the offers."""
    return rx.el.div(
        rx.el.div(
            buttons.link(t("tariffs.to_service"), routes.service(State.service_id)),
            rx.el.h1(t("tariffs.choose_title")),
            rx.el.p(
                t(
                    "tariffs.choose_now",
                    name=State.view.card.tariff[current_locale()],
                    amount=money_short(State.view.tariff_price_minor),
                ),
                class_name="ui-muted",
            ),
        ),
        rx.cond(State.stale, cards.banner(t("bss.unavailable"), "warn")),
        rx.cond(State.compared.length() > 1, comparison()),
        rx.el.ul(rx.foreach(State.offers, offer_card), class_name="ui-grid ui-plainlist", id="offers"),
        class_name="ui-stack",
    )


def offer_card(offer: rx.Var[Offer]) -> rx.Component:
    """One tariff: price, what changes, when it may begin, or which rule forbids it."""
    return rx.el.li(
        rx.el.div(
            rx.el.h2(offer.name[current_locale()], class_name="ui-h3"),
            rx.cond(offer.current, cards.chip(t("tariffs.yours"), "ok")),
            class_name="ui-card__head",
        ),
        rx.el.p(
            rx.el.span(money_short(offer.price_minor), class_name="ui-stat__value ui-num"),
            " ",
            rx.el.span(t("tariffs.per_month"), class_name="ui-small ui-muted"),
        ),
        rx.cond(~offer.current, difference(offer)),
        rx.cond(~offer.current, ways_in(offer)),
        rx.el.label(
            rx.el.input(
                type="checkbox",
                checked=State.chosen.contains(offer.id),
                on_change=State.compare(offer.id).prevent_default,
                aria_label=t("tariffs.compare_name", name=offer.name[current_locale()]),
                class_name="ui-switch",
            ),
            rx.el.span(t("tariffs.compare")),
            class_name="ui-switch__line ui-small",
        ),
        class_name="ui-card ui-stack",
        custom_attrs={"data-offer": offer.id},
    )


def difference(offer: rx.Var[Offer]) -> rx.Component:
    """Rubles more or less, what is gained, what is lost."""
    return rx.el.div(
        rx.match(
            offer.direction,
            ("up", rx.el.p(t("tariffs.dearer", amount=money_short(offer.difference_minor)))),
            ("down", rx.el.p(t("tariffs.cheaper", amount=money_short(-offer.difference_minor)))),
            rx.el.p(t("tariffs.same_price")),
        ),
        rx.el.ul(
            rx.foreach(
                offer.gained.to(list[Difference]),
                lambda one: rx.el.li("+ ", t(one.text, count=one.count), class_name="ui-gain"),
            ),
            rx.foreach(
                offer.lost.to(list[Difference]),
                lambda one: rx.el.li("\u2212 ", t(one.text, count=one.count), class_name="ui-loss"),
            ),
            class_name="ui-plainlist ui-small",
        ),
        rx.cond(
            offer.fee_minor > 0,
            rx.el.p(t("tariffs.fee", amount=money_short(offer.fee_minor)), class_name="ui-small ui-muted"),
        ),
    )


def ways_in(offer: rx.Var[Offer]) -> rx.Component:
    """At once, from the next period, or the rule that forbids it."""
    return rx.cond(
        offer.blocked,
        rx.el.p(reason_words(offer.now), class_name="ui-small ui-muted offer-reason"),
        rx.el.div(
            rx.cond(
                offer.now.text == "",
                buttons.secondary(
                    t("tariffs.from_now"),
                    small=True,
                    class_name="offer-now",
                    aria_label=t("tariffs.from_now_name", name=offer.name[current_locale()]),
                    on_click=ask(State.service_id, "tariff", offer.id, "now"),
                ),
                rx.el.p(reason_words(offer.now), class_name="ui-small ui-muted offer-reason"),
            ),
            rx.cond(
                offer.later.text == "",
                buttons.secondary(
                    t("tariffs.from_next"),
                    small=True,
                    class_name="offer-later",
                    aria_label=t("tariffs.from_next_name", name=offer.name[current_locale()]),
                    on_click=ask(State.service_id, "tariff", offer.id, "next_period"),
                ),
                rx.el.p(reason_words(offer.later), class_name="ui-small ui-muted offer-reason"),
            ),
            class_name="ui-stack",
        ),
    )


def comparison() -> rx.Component:
    """Side by side, a real table: a row for the price and one for each part some of them has."""
    return cards.card(
        rx.el.h2(t("tariffs.comparison"), id="comparison-title"),
        rx.el.div(
            rx.el.table(
                rx.el.thead(
                    rx.el.tr(
                        rx.el.th(t("tariffs.tariff"), scope="col"),
                        rx.foreach(State.compared, lambda one: rx.el.th(one.name[current_locale()], scope="col")),
                    )
                ),
                rx.el.tbody(
                    rx.el.tr(
                        rx.el.th(t("tariffs.per_month_title"), scope="row"),
                        rx.foreach(State.compared, lambda one: rx.el.td(money_short(one.price_minor))),
                    ),
                    *(part_row(part) for part in PARTS),
                ),
                aria_labelledby="comparison-title",
                class_name="ui-table ui-num",
                id="comparison",
            ),
            tab_index=0,
            role="region",
            aria_labelledby="comparison-title",
            class_name="ui-scroll",
        ),
    )


def part_row(part: str) -> rx.Component:
    """One part of the tariffs; left out when none of them has it."""
    return rx.cond(
        State.parts_compared.contains(part),
        rx.el.tr(
            rx.el.th(t(ROW_TEXTS[part]), scope="row"),
            rx.foreach(
                State.compared,
                lambda one: rx.el.td(rx.cond(one.content[part] > 0, number(one.content[part]), "\u2014")),
            ),
        ),
    )
