"""The page of one service: money, tariff, options, stop, equipment, contract, receipts."""

import reflex as rx

from rxapp import routes
from rxapp.accounts.frame.pages import signed_in_frame
from rxapp.billing.rules import Bar
from rxapp.i18n.client import current_locale, day, moment, money, money_short, number, t
from rxapp.step_up.pages import step_up_window
from rxapp.tariffs.about.pages import about_card
from rxapp.tariffs.change.pages import ask, change_window, reason_words
from rxapp.tariffs.change.state import ChangeState
from rxapp.tariffs.receipts.pages import receipts_card
from rxapp.tariffs.rules import Line, Option, Waiting
from rxapp.tariffs.state import ServiceState as State
from rxapp.ui import buttons, cards, fields
from rxapp.ui.icons import service_icon


def service_page() -> rx.Component:
    """Everything about one service."""
    return signed_in_frame(
        routes.SERVICE,
        change_window(),
        step_up_window(routes.service(State.service_id)),
        rx.cond(
            State.loaded,
            rx.cond(State.view, service_body(), nothing_here(State.missing)),
            cards.skeleton("160px", count=3),
        ),
    )


def nothing_here(missing: rx.Var[bool]) -> rx.Component:
    """No such service among one's own, or an operator who does not answer: with a way on."""
    return rx.cond(
        missing,
        rx.el.div(
            rx.el.h1(t("tariffs.service_title")),
            cards.empty_state(
                t("tariffs.no_service"),
                t("tariffs.no_service_text"),
                drawing="alert",
                action=buttons.link_button(t("tariffs.to_dashboard"), routes.DASHBOARD),
            ),
            class_name="ui-stack",
        ),
        rx.el.div(
            rx.el.h1(t("tariffs.service_title")),
            cards.banner(t("bss.unavailable"), "warn", urgent=True),
            class_name="ui-stack",
        ),
    )


def service_body() -> rx.Component:
    """Two columns from 1000 px on, one below."""
    return rx.fragment(
        heading(),
        rx.cond(State.stale, cards.banner(t("dashboard.stale", at=moment(State.as_of)), "warn")),
        rx.foreach(State.view.waiting.to(list[Waiting]), waiting_line),
        rx.el.div(
            rx.el.div(money_card(), tariff_card(), options_card(), class_name="ui-stack"),
            rx.el.div(stop_card(), about_card(), receipts_card(), class_name="ui-stack"),
            class_name="ui-columns",
        ),
    )


def heading() -> rx.Component:
    """Which service, in which state."""
    card = State.view.card
    return rx.el.div(
        rx.el.div(
            buttons.link(t("tariffs.to_dashboard"), routes.DASHBOARD),
            rx.el.h1(
                cards.tile(service_icon(card.kind)),
                rx.el.span(t(card.kind_text), " ", rx.el.span(card.shown_number, class_name="ui-num")),
                class_name="ui-titled",
            ),
            rx.el.p(State.region_names[current_locale()], class_name="ui-muted"),
        ),
        cards.chip(
            rx.cond(State.view.stopped_for == "own", t("tariffs.status_paused"), t(card.status_text)),
            rx.match(card.status, ("active", "ok"), ("charge_soon", "warn"), "bad"),
        ),
        class_name="ui-row ui-row--between",
        custom_attrs={"data-service": card.kind, "data-status": card.status},
    )


def waiting_line(one: rx.Var[Waiting]) -> rx.Component:
    """A change that waits for its day, and the way to call it off."""
    words = t(one.text, name=one.name[current_locale()], day=day(one.on), amount=money_short(one.price_after_minor))
    return rx.el.div(
        rx.el.span(words),
        buttons.quiet(
            t("tariffs.cancel_change"),
            class_name="change-cancel",
            on_click=ask(State.service_id, "cancel", one.order_id),
        ),
        class_name="ui-banner ui-banner--block ui-row ui-row--between",
        data_state="warn",
        role="status",
    )


def money_card() -> rx.Component:
    """The next charge, what it is made of, how long the balance lasts (X-10)."""
    view = State.view
    lasts = rx.cond(view.days_left < 0, t("tariffs.lasts_long"), t("tariffs.days_left", count=view.days_left))
    return cards.card(
        rx.el.h2(t("tariffs.money")),
        rx.el.div(
            cards.stat(t("tariffs.balance"), money(view.card.balance_minor), rx.el.span(lasts, id="days-left")),
            rx.cond(
                view.card.next_charge_on != "",
                cards.stat(
                    t("tariffs.next_charge"),
                    money(view.card.next_charge_minor),
                    t("tariffs.next_charge_on", day=day(view.card.next_charge_on)),
                ),
                rx.cond(
                    view.stop.until != "",
                    cards.stat(t("tariffs.next_charge"), money(0), t("tariffs.paused_until", day=day(view.stop.until))),
                ),
            ),
            class_name="ui-pair",
        ),
        rx.el.ul(rx.foreach(view.lines.to(list[Line]), charge_line), class_name="ui-lines", id="charge-parts"),
        buttons.link(t("tariffs.to_usage"), routes.service_usage(State.service_id), id="to-usage"),
        class_name="ui-stack",
        id="service-money",
    )


def charge_line(line: rx.Var[Line]) -> rx.Component:
    """A part of the next charge."""
    name = line.name[current_locale()]
    return rx.el.li(
        rx.el.span(
            rx.match(line.kind, ("fee", t("tariffs.fee_line", name=name)), ("discount", t("bonus.discount_line")), name)
        ),
        rx.el.span(money(line.amount_minor), class_name="ui-num"),
    )


def tariff_card() -> rx.Component:
    """Today's tariff, its packages, the way to another."""
    view = State.view
    return cards.card(
        rx.el.h2(t("tariffs.tariff")),
        rx.el.div(
            rx.el.b("«", view.card.tariff[current_locale()], "»"),
            rx.el.span(t("tariffs.a_month", amount=money_short(view.tariff_price_minor)), class_name="ui-num"),
            class_name="ui-row ui-row--between",
        ),
        rx.cond(view.content.speed_mbit > 0, rx.el.p(t("tariffs.speed", count=view.content.speed_mbit))),
        rx.cond(view.card.channels > 0, rx.el.p(t("dashboard.channels", count=view.card.channels))),
        rx.foreach(view.card.bars.to(list[Bar]), package_line),
        buttons.link_button(
            t("tariffs.change_tariff"),
            routes.service_tariffs(State.service_id),
            kind="secondary",
            id="change-tariff",
        ),
        class_name="ui-stack",
    )


def package_line(line: rx.Var[Bar]) -> rx.Component:
    """A package as words and a bar."""
    words = t(line.text, used=number(line.used), total=number(line.total))
    return rx.el.div(rx.el.span(words, class_name="ui-small ui-muted ui-num"), cards.bar(words, line.percent, 100))


def options_card() -> rx.Component:
    """Each option with its price, its switch or the rule that holds it."""
    return rx.cond(
        State.view.options.length() > 0,
        cards.card(
            rx.el.h2(t("tariffs.options")),
            rx.el.ul(rx.foreach(State.view.options.to(list[Option]), option_line), class_name="ui-lines", id="options"),
        ),
    )


def option_line(option: rx.Var[Option]) -> rx.Component:
    """One option."""
    note = rx.cond(
        option.ends_on != "",
        t("tariffs.option_until", day=day(option.ends_on)),
        reason_words(option.reason),
    )
    return rx.el.li(
        rx.el.span(
            rx.el.b(option.name[current_locale()]),
            rx.el.span(t("tariffs.a_month", amount=money_short(option.price_minor)), class_name="ui-small ui-num"),
            rx.cond(
                (option.ends_on != "") | (option.reason.text != ""), rx.el.span(note, class_name="ui-small ui-muted")
            ),
        ),
        rx.el.span(
            rx.cond(option.on, cards.chip(t("tariffs.on"), "ok")),
            rx.cond(
                option.reason.text == "",
                rx.cond(
                    option.on,
                    buttons.quiet(
                        t("tariffs.switch_off"),
                        aria_label=t("tariffs.switch_off_name", name=option.name[current_locale()]),
                        on_click=ask(State.service_id, "option_off", option.id),
                    ),
                    buttons.secondary(
                        t("tariffs.switch_on"),
                        small=True,
                        aria_label=t("tariffs.switch_on_name", name=option.name[current_locale()]),
                        on_click=ask(State.service_id, "option_on", option.id),
                    ),
                ),
            ),
        ),
        custom_attrs={"data-option": option.id},
    )


def stop_card() -> rx.Component:
    """The voluntary stop: for how long, at what price; or its end (X-07)."""
    stop = State.view.stop
    return rx.cond(
        stop.offered,
        cards.card(
            rx.el.h2(t("tariffs.stop_title")),
            rx.cond(
                State.view.stopped_for == "own",
                rx.el.div(
                    rx.el.p(t("tariffs.paused_until", day=day(stop.until))),
                    buttons.secondary(
                        t("tariffs.resume"), id="service-resume", on_click=ask(State.service_id, "resume")
                    ),
                    class_name="ui-stack",
                ),
                rx.cond(
                    stop.reason.text != "",
                    rx.el.p(reason_words(stop.reason), class_name="ui-muted"),
                    stop_form(),
                ),
            ),
            class_name="ui-stack",
            id="stop-card",
        ),
    )


def stop_form() -> rx.Component:
    """How many days."""
    stop = State.view.stop
    return rx.el.form(
        rx.el.p(
            t("tariffs.stop_terms", least=stop.min_days, most=stop.max_days, free=stop.free_days_left),
            " ",
            rx.cond(
                stop.price_minor_a_day > 0, t("tariffs.stop_price", amount=money_short(stop.price_minor_a_day)), ""
            ),
            class_name="ui-muted ui-small",
        ),
        fields.text_field("days", t("tariffs.stop_days"), input_mode="numeric", auto_complete="off", max_length=3),
        rx.el.input(type="hidden", name="service", value=State.service_id, read_only=True),
        rx.el.input(type="hidden", name="locale", value=current_locale(), read_only=True),
        buttons.secondary(t("tariffs.stop_ask"), id="service-suspend", type="submit"),
        on_submit=ChangeState.ask_to_stop,
        no_validate=True,
        class_name="ui-form",
    )
