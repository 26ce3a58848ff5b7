"""What was used: a chart, the same as a table, record by record, as files."""

from typing import Any

import reflex as rx

from rxapp import routes
from rxapp.accounts.frame.pages import signed_in_frame
from rxapp.consumption.rules import Point, Record, Total
from rxapp.consumption.state import UsageState as State
from rxapp.i18n.client import current_locale, day, moment, money_short, number, number_format, t
from rxapp.step_up.pages import step_up_window
from rxapp.ui import buttons, cards, fields
from rxapp.ui.client import ForAWhile

PERIODS = ("month", "last", "three", "own")
PERIOD_TEXTS = {
    "month": "consumption.period_month",
    "last": "consumption.period_last",
    "three": "consumption.period_three",
    "own": "consumption.period_own",
}


def usage_page() -> rx.Component:
    """One service's usage."""
    return signed_in_frame(
        routes.SERVICE_USAGE,
        step_up_window(routes.service_usage(State.service_id)),
        rx.cond(
            State.loaded,
            rx.cond(State.missing, no_service(), usage_body()),
            cards.skeleton("200px", count=2),
        ),
    )


def no_service() -> rx.Component:
    """No such service among one's own."""
    return rx.el.div(
        rx.el.h1(t("consumption.title")),
        cards.empty_state(
            t("tariffs.no_service"),
            t("tariffs.no_service_text"),
            drawing="alert",
            action=buttons.link_button(t("tariffs.to_dashboard"), routes.DASHBOARD),
        ),
        class_name="ui-stack",
    )


def usage_body() -> rx.Component:
    """Period, sums, chart and table, records."""
    return rx.el.div(
        rx.el.div(
            buttons.link(t("tariffs.to_service"), routes.service(State.service_id)),
            rx.el.h1(t("consumption.title")),
            rx.el.p(t(State.service_text), " ", rx.el.span(State.service_number, class_name="ui-num")),
        ),
        rx.cond(State.stale, cards.banner(t("bss.unavailable"), "warn")),
        period_choice(),
        rx.cond(
            State.totals.length() > 0,
            rx.fragment(chart_card(), records_card()),
            cards.empty_state(t("consumption.nothing"), t("consumption.nothing_text"), drawing="clock"),
        ),
        class_name="ui-stack",
    )


def period_choice() -> rx.Component:
    """Four periods; days of one's own have a form."""
    return rx.el.div(
        rx.el.div(
            *(period_button(name) for name in PERIODS),
            class_name="ui-tabs",
            role="group",
            aria_label=t("consumption.period"),
        ),
        rx.cond(State.period == "own", days_form()),
        class_name="ui-stack",
    )


def period_button(name: str) -> rx.Component:
    """One period."""
    chosen = State.period == name
    return rx.el.button(
        t(PERIOD_TEXTS[name]),
        type="button",
        id=f"period-{name}",
        aria_pressed=rx.cond(chosen, "true", "false"),
        on_click=State.choose_period(name),
        class_name=rx.cond(chosen, "rt-tab rt-tab--active", "rt-tab"),
    )


def days_form() -> rx.Component:
    """From, to."""
    return rx.el.form(
        rx.el.div(
            fields.text_field(
                "since", t("consumption.since"), type="date", error=State.errors["since"], default_value=State.since
            ),
            fields.text_field(
                "until", t("consumption.until"), type="date", error=State.errors["until"], default_value=State.until
            ),
            class_name="ui-pair",
        ),
        buttons.secondary(t("consumption.show"), id="days-show", type="submit"),
        on_submit=State.choose_days,
        no_validate=True,
        class_name="ui-form",
    )


def chart_card() -> rx.Component:
    """Sums to choose from, the chart of the chosen one, the same as a table."""
    return cards.card(
        rx.el.div(rx.foreach(State.totals, total_button), class_name="ui-choices", id="usage-totals"),
        rx.el.div(chart(), aria_hidden="true", class_name="ui-chart", id="usage-chart"),
        rx.el.details(
            rx.el.summary(t("consumption.as_table"), id="usage-as-table"),
            rx.el.div(
                usage_table(), class_name="ui-scroll", tab_index=0, role="region", aria_label=t("consumption.title")
            ),
        ),
        class_name="ui-stack",
    )


def total_button(total: rx.Var[Total]) -> rx.Component:
    """The sum of one kind; pressing it draws its chart."""
    chosen = State.kind == total.kind
    return rx.el.button(
        rx.el.span(t(total.text), class_name="ui-small ui-muted"),
        rx.el.b(amount(total.kind, total.amount), class_name="ui-num"),
        rx.cond(
            total.cost_minor > 0,
            rx.el.span(t("consumption.beyond", amount=money_short(total.cost_minor)), class_name="ui-small"),
        ),
        type="button",
        aria_pressed=rx.cond(chosen, "true", "false"),
        on_click=State.choose_kind(total.kind),
        class_name="ui-choice__card ui-choice__button",
        custom_attrs={"data-kind": total.kind},
    )


def amount(kind: rx.Var[str], value: rx.Var[float]) -> rx.Var[str]:
    """An amount with its unit."""
    return rx.match(
        kind,
        ("gb", t("consumption.gb", amount=number(value))),
        ("min", t("consumption.min", count=value)),
        ("sms", t("consumption.sms", count=value)),
        t("consumption.rentals", count=value),
    )


def chart() -> rx.Component:
    """Bars by day. Hidden from screen readers: the table says the same."""
    return rx.recharts.bar_chart(
        rx.recharts.cartesian_grid(vertical=False, stroke="var(--line)"),
        rx.recharts.bar(data_key="amount", fill="var(--brand-fill)", radius=[6, 6, 0, 0], is_animation_active=False),
        rx.recharts.x_axis(
            data_key="short",
            tick_line=False,
            axis_line=False,
            min_tick_gap=24,
            custom_attrs={"tick": {"fill": "var(--ink-2)", "fontSize": 12}},
        ),
        rx.recharts.y_axis(
            width=44,
            tick_line=False,
            axis_line=False,
            allow_decimals=True,
            custom_attrs={"tick": {"fill": "var(--ink-2)", "fontSize": 12}, "tickFormatter": number_format()},
        ),
        data=State.points.to(list[dict[str, Any]]),
        width="100%",
        height=240,
        margin={"top": 8, "right": 0, "left": 0, "bottom": 0},
        custom_attrs={"accessibilityLayer": False, "tabIndex": -1},
    )


def usage_table() -> rx.Component:
    """Day, amount: a real table."""
    return rx.el.table(
        rx.el.thead(
            rx.el.tr(
                rx.el.th(t("consumption.day"), scope="col"),
                rx.el.th(t("consumption.used"), scope="col"),
            )
        ),
        rx.el.tbody(
            rx.foreach(
                State.points,
                lambda point: rx.el.tr(
                    rx.el.th(day(point.to(Point).day), scope="row"),
                    rx.el.td(amount(State.kind, point.to(Point).amount)),
                ),
            )
        ),
        class_name="ui-table ui-num",
        id="usage-table",
    )


def records_card() -> rx.Component:
    """Record by record; whom and when only after a proof of who one is."""
    return cards.card(
        rx.el.div(
            rx.el.h2(t("consumption.records")),
            rx.cond(
                State.whole_for > 0,
                buttons.quiet(t("consumption.hide"), id="usage-hide", on_click=State.hide),
                buttons.secondary(t("consumption.reveal"), small=True, id="usage-reveal", on_click=State.reveal),
            ),
            class_name="ui-card__head",
        ),
        rx.cond(
            State.whole_for > 0,
            ForAWhile.create(records_list(), seconds=State.whole_for, on_over=State.hide),
            rx.fragment(rx.el.p(t("consumption.hidden"), class_name="ui-small ui-muted"), records_list()),
        ),
        rx.cond(State.more_records, buttons.quiet(t("tariffs.more_receipts"), id="usage-more", on_click=State.more)),
        rx.el.div(
            buttons.link(t("consumption.csv"), file_address("csv"), reload=True, download=True, id="usage-csv"),
            buttons.link(t("consumption.pdf"), file_address("pdf"), reload=True, download=True, id="usage-pdf"),
            class_name="ui-actions",
        ),
        class_name="ui-stack",
    )


def records_list() -> rx.Component:
    """The records that are shown so far."""
    return rx.el.ul(rx.foreach(State.records, record_line), class_name="ui-lines", id="usage-records")


def file_address(ending: str) -> rx.Var[str]:
    """Where the file of what is shown comes from."""
    return (
        rx.Var.create(f"{routes.SERVICE_USAGE}.{ending}?id=")
        + State.service_id
        + "&since="
        + State.since
        + "&until="
        + State.until
        + "&lang="
        + current_locale()
        + rx.cond(State.whole_for > 0, "&details=1", "")
    )


def record_line(record: rx.Var[Record]) -> rx.Component:
    """One record."""
    return rx.el.li(
        rx.el.span(
            rx.el.b(rx.cond(record.peer != "", record.peer, t(record.text)), class_name="ui-num"),
            rx.el.span(
                rx.cond(record.flow == "in", t("consumption.incoming") + " · ", ""),
                rx.cond(State.whole_for > 0, moment(record.at), day(record.at)),
                class_name="ui-small ui-muted",
            ),
        ),
        rx.el.span(
            rx.el.span(amount(record.kind, record.amount), class_name="ui-num"),
            rx.cond(record.cost_minor > 0, rx.el.b(money_short(record.cost_minor), class_name="ui-num")),
        ),
    )
