"""The start page."""

import reflex as rx

from rxapp import routes
from rxapp.accounts.frame.pages import signed_in_frame
from rxapp.billing.rules import Bar, Card, Happening
from rxapp.dashboard.state import DashboardState
from rxapp.i18n.client import ago, current_locale, day, moment, money, money_short, number, t
from rxapp.linked_services.offers.widgets import offer_cards
from rxapp.step_up.pages import step_up_window
from rxapp.ui import buttons, cards
from rxapp.ui.icons import icon, service_icon


def dashboard_page() -> rx.Component:
    """Greeting, money, services, points, events."""
    return signed_in_frame(
        routes.DASHBOARD,
        step_up_window(routes.DASHBOARD),
        rx.cond(DashboardState.loaded, dashboard_body(), cards.skeleton("160px", count=3)),
    )


def dashboard_body() -> rx.Component:
    """Two columns from 1000 px on, one below."""
    return rx.fragment(
        heading(),
        rx.cond(DashboardState.stale, cards.banner(t("dashboard.stale", at=moment(DashboardState.as_of)), "warn")),
        offer_cards(),
        rx.el.div(
            rx.el.div(balance_card(), services_section(), class_name="ui-stack"),
            rx.el.div(bonus_card(), events_card(), class_name="ui-stack"),
            class_name="ui-columns",
        ),
    )


def heading() -> rx.Component:
    """Who, where, how many services; and that the page is live."""
    return rx.el.div(
        rx.el.div(
            rx.el.h1(t("dashboard.greeting", name=DashboardState.first_name)),
            rx.el.p(
                DashboardState.region_names[current_locale()],
                " · ",
                t("dashboard.services_count", count=DashboardState.services.length()),
                class_name="ui-muted",
            ),
        ),
        cards.live_mark(~DashboardState.stale),
        class_name="ui-row ui-row--between",
    )


def balance_card() -> rx.Component:
    """The total over all linked accounts."""
    note = rx.cond(
        DashboardState.due_minor > 0,
        t("dashboard.due", day=day(DashboardState.due_on), amount=money_short(DashboardState.due_minor)),
        t("dashboard.nothing_due"),
    )
    return cards.card(
        cards.stat(
            t("dashboard.total"),
            money(DashboardState.total_minor),
            rx.el.span(rx.cond(DashboardState.services.length() > 0, note, ""), id="amount-due"),
            big=True,
            id="total-balance",
        ),
        kind="hero",
        aria_label=t("dashboard.total"),
    )


def services_section() -> rx.Component:
    """A card per service, and the way to one more."""
    return rx.el.section(
        rx.el.h2(t("dashboard.my_services")),
        rx.cond(
            DashboardState.linked > 0,
            rx.el.div(rx.foreach(DashboardState.services, service_card), link_card(), class_name="ui-grid"),
            cards.empty_state(
                t("dashboard.empty_title"),
                t("dashboard.empty_text"),
                action=buttons.link_button(t("dashboard.link_service"), routes.LINK_SERVICE, id="link-service"),
            ),
        ),
        class_name="ui-stack",
    )


def service_card(service: rx.Var[Card]) -> rx.Component:
    """Icon, state, name, number, tariff, allowances, balance, next charge."""
    return rx.el.article(
        rx.el.div(
            cards.tile(service_icon(service.kind)),
            cards.chip(
                t(service.status_text),
                rx.match(service.status, ("active", "ok"), ("charge_soon", "warn"), "bad"),
            ),
            class_name="ui-row ui-row--between",
        ),
        rx.el.div(
            rx.cond(service.name != "", rx.el.p(service.name, class_name="ui-small ui-strong")),
            rx.el.h3(rx.el.a(t(service.kind_text), href=routes.service(service.id), class_name="service-link")),
            rx.el.p(
                rx.cond(
                    (service.kind == "mobile") | (service.kind == "phone"),
                    service.shown_number,
                    t("dashboard.account", number=service.shown_number),
                ),
                " · «",
                service.tariff[current_locale()],
                "»",
                rx.cond(service.channels > 0, ", " + t("dashboard.channels", count=service.channels), ""),
                class_name="ui-small ui-muted",
            ),
            class_name="ui-card__name",
        ),
        rx.foreach(service.bars.to(list[Bar]), allowance_line),
        rx.el.div(
            rx.el.span(money(service.balance_minor), class_name="ui-stat__value ui-num"),
            rx.cond(
                service.next_charge_on != "",
                rx.el.span(
                    t(
                        "dashboard.next_charge",
                        amount=money_short(service.next_charge_minor),
                        day=day(service.next_charge_on),
                    ),
                    class_name="ui-small ui-muted",
                ),
            ),
            class_name="ui-row ui-row--between",
        ),
        class_name="ui-card",
        custom_attrs={
            "data-service": service.kind,
            "data-status": service.status,
            "data-account": service.account_number,
        },
    )


def allowance_line(line: rx.Var[Bar]) -> rx.Component:
    """A package as words and a bar."""
    words = t(line.text, used=number(line.used), total=number(line.total))
    return rx.el.div(rx.el.span(words, class_name="ui-small ui-muted ui-num"), cards.bar(words, line.percent, 100))


def link_card() -> rx.Component:
    """The dashed card that invites to link one more."""
    return rx.el.a(
        icon("plus"),
        rx.el.b(t("dashboard.link_service")),
        rx.el.span(t("dashboard.link_hint"), class_name="ui-small ui-muted"),
        href=routes.LINK_SERVICE,
        id="link-service",
        class_name="ui-empty",
    )


def bonus_card() -> rx.Component:
    """Points, level, the way to the next."""
    return cards.card(
        rx.el.div(
            rx.el.h2(t("dashboard.bonus")),
            rx.cond(DashboardState.member, cards.chip(t(DashboardState.level_text), "accent")),
            class_name="ui-card__head",
        ),
        rx.cond(
            DashboardState.member,
            rx.el.div(
                rx.el.p(
                    rx.el.span(
                        number(DashboardState.points),
                        key=DashboardState.points,
                        class_name="ui-stat__value ui-stat__value--big ui-num",
                    ),
                    " ",
                    rx.el.span(t("bonus.points_word", count=DashboardState.points), class_name="ui-stat__unit"),
                    id="points",
                ),
                cards.bar(t("dashboard.bonus"), DashboardState.level_percent, 100, accent=True),
                rx.cond(
                    DashboardState.to_next > 0,
                    rx.el.p(
                        t("bonus.to_next", count=DashboardState.to_next, level=t(DashboardState.next_text)),
                        class_name="ui-small ui-muted",
                    ),
                ),
                class_name="ui-stack",
            ),
            rx.el.p(t("dashboard.bonus_join")),
        ),
        buttons.link(t("bonus.open"), routes.BONUS, id="to-bonus"),
        kind="accent",
        class_name="ui-stack",
    )


def events_card() -> rx.Component:
    """What happened lately, newest first."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2(t("dashboard.events")),
            rx.cond(
                DashboardState.unread > 0,
                buttons.quiet(
                    t("dashboard.mark_read", count=DashboardState.unread),
                    id="mark-read",
                    on_click=DashboardState.mark_read,
                ),
            ),
            class_name="ui-card__head",
        ),
        rx.cond(
            DashboardState.events.length() > 0,
            rx.el.ul(rx.foreach(DashboardState.events, event_line), class_name="ui-events", id="events"),
            rx.el.p(t("dashboard.no_events"), class_name="ui-muted"),
        ),
        class_name="ui-card",
    )


def event_line(event: rx.Var[Happening]) -> rx.Component:
    """One event: what, which service, when."""
    drawing = rx.match(
        event.code,
        ("payment_posted", icon("ruble")),
        ("charged", icon("ruble")),
        ("points_added", icon("gift")),
        ("loyalty_joined", icon("gift")),
        ("service_suspended", icon("pause")),
        icon("clock"),
    )
    return rx.el.li(
        cards.tile(drawing, small=True),
        rx.el.div(
            rx.cond(event.unread, rx.el.span(t("dashboard.unread"), class_name="ui-hidden")),
            rx.el.b(t(event.text, amount=money_short(event.amount_minor), points=event.points)),
            rx.el.span(
                rx.cond(event.kind_text != "", t(event.kind_text) + " · ", ""),
                rx.cond(event.tariff["ru"] != "", "«" + event.tariff[current_locale()] + "» · ", ""),
                ago(event.at),
                class_name="ui-small ui-muted",
            ),
        ),
        custom_attrs={"data-unread": rx.cond(event.unread, "true", "false")},
    )
