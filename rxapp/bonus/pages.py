"""The bonus page: points and level, rewards, history."""

import reflex as rx

from rxapp import routes
from rxapp.accounts.frame.pages import signed_in_frame
from rxapp.bonus.rules import Line, Offer, Suit
from rxapp.bonus.state import BonusState as State
from rxapp.i18n.client import current_locale, day, moment, money_short, number, t
from rxapp.step_up.pages import step_up_window
from rxapp.ui import buttons, cards
from rxapp.ui.dialogs import dialog, ending
from rxapp.ui.words import kind_name


def bonus_page() -> rx.Component:
    """Everything about points."""
    return signed_in_frame(
        routes.BONUS,
        reward_window(),
        step_up_window(routes.BONUS),
        rx.el.h1(t("dashboard.bonus")),
        rx.cond(State.stale, cards.banner(t("bss.unavailable"), "warn")),
        rx.cond(
            State.loaded,
            rx.cond(State.standing, rx.cond(State.standing.member, inside(), outside()), rx.fragment()),
            cards.skeleton("160px", count=2),
        ),
    )


def outside() -> rx.Component:
    """Not a member: the way in, or what must come before it."""
    return rx.cond(
        State.linked > 0,
        cards.empty_state(
            t("bonus.join_title"),
            t("bonus.join_text"),
            drawing="gift",
            action=buttons.primary(t("bonus.join"), id="bonus-join", on_click=State.join),
        ),
        cards.empty_state(
            t("bonus.join_title"),
            t("dashboard.bonus_join"),
            drawing="gift",
            action=buttons.link_button(t("dashboard.link_service"), routes.LINK_SERVICE),
        ),
    )


def inside() -> rx.Component:
    """Two columns from 1000 px on, one below."""
    return rx.el.div(
        rx.el.div(standing_card(), rewards_section(), class_name="ui-stack"),
        rx.el.div(history_card(), class_name="ui-stack"),
        class_name="ui-columns",
    )


def standing_card() -> rx.Component:
    """Points, level, until when it holds, what expires soon."""
    standing = State.standing
    return cards.card(
        rx.el.div(
            rx.el.p(
                rx.el.span(
                    number(standing.points),
                    key=standing.points,
                    class_name="ui-stat__value ui-stat__value--big ui-num",
                    id="bonus-points",
                ),
                " ",
                rx.el.span(t("bonus.points_word", count=standing.points), class_name="ui-stat__unit"),
            ),
            cards.chip(t(standing.level_text), "accent"),
            class_name="ui-card__head",
        ),
        cards.bar(t("dashboard.bonus"), standing.percent, 100, accent=True),
        rx.cond(
            standing.to_next > 0,
            rx.el.p(t("bonus.to_next", count=standing.to_next, level=t(standing.next_text)), class_name="ui-small"),
        ),
        rx.cond(
            standing.level_until != "",
            rx.el.p(t("bonus.level_until", day=day(standing.level_until)), class_name="ui-small ui-muted"),
        ),
        rx.cond(
            standing.expiring_points > 0,
            rx.el.p(
                t("bonus.expiring", count=standing.expiring_points, day=day(standing.expiring_on)),
                class_name="ui-small ui-muted",
                id="bonus-expiring",
            ),
        ),
        kind="accent",
        class_name="ui-stack",
    )


def rewards_section() -> rx.Component:
    """What points buy."""
    return rx.el.section(
        rx.el.h2(t("bonus.rewards")),
        rx.el.ul(rx.foreach(State.offers, reward_card), class_name="ui-grid ui-plainlist", id="rewards"),
        class_name="ui-stack",
    )


def gives(offer: rx.Var[Offer]) -> rx.Var[str]:
    """What the reward gives, in words."""
    return t(offer.text, count=offer.amount, amount=money_short(offer.amount))


def reward_card(offer: rx.Var[Offer]) -> rx.Component:
    """One reward: what it gives, its price, the button or the rule that holds it."""
    return rx.el.li(
        rx.el.h3(offer.name[current_locale()]),
        rx.el.p(gives(offer), class_name="ui-small ui-muted"),
        rx.el.p(rx.el.b(t("bonus.price", count=offer.points)), class_name="ui-num"),
        rx.cond(
            offer.why == "",
            buttons.secondary(
                t("bonus.take"),
                small=True,
                class_name="reward-take",
                aria_label=t("bonus.take_name", name=offer.name[current_locale()]),
                on_click=State.choose(offer.id),
            ),
            rx.el.p(
                t(offer.why, count=offer.why_count, day=day(offer.why_on)),
                class_name="ui-small ui-muted reward-reason",
            ),
        ),
        class_name="ui-card ui-stack",
        custom_attrs={"data-reward": offer.id},
    )


def history_card() -> rx.Component:
    """Each movement with its reason."""
    return cards.card(
        rx.el.h2(t("bonus.history")),
        rx.cond(
            State.lines.length() > 0,
            rx.el.ul(rx.foreach(State.lines, history_line), class_name="ui-lines", id="bonus-history"),
            rx.el.p(t("bonus.no_history"), class_name="ui-muted"),
        ),
        rx.cond(State.more_lines, buttons.quiet(t("tariffs.more_receipts"), id="bonus-more", on_click=State.more)),
        class_name="ui-stack",
    )


def history_line(line: rx.Var[Line]) -> rx.Component:
    """Why, when, how many."""
    signed = rx.cond(line.points > 0, "+" + number(line.points), "\u2212" + number(-line.points))
    return rx.el.li(
        rx.el.span(rx.el.b(t(line.text)), rx.el.span(moment(line.at), class_name="ui-small ui-muted")),
        rx.el.span(signed, class_name="ui-num"),
    )


def reward_window() -> rx.Component:
    """What is taken, for which service, for how many points; then what became of it."""
    return dialog(
        t("bonus.window_title"),
        rx.cond(
            State.chosen,
            rx.match(State.step, ("done", outcome("bonus.taken", "ok")), ("refused", refused()), agreement()),
        ),
        open=State.step != "",
        on_open_change=State.show,
    )


def agreement() -> rx.Component:
    """The exact words, the choice of a service, the button."""
    chosen = State.chosen
    return rx.el.div(
        rx.el.div(
            rx.el.p(rx.el.b(chosen.name[current_locale()])),
            rx.el.p(gives(chosen)),
            rx.el.p(t("bonus.costs", count=chosen.points)),
            class_name="ui-words",
            id="reward-words",
        ),
        rx.el.fieldset(
            rx.el.legend(t("bonus.for_service"), class_name="ui-label"),
            rx.foreach(chosen.suits.to(list[Suit]), suit_line),
        ),
        rx.cond(State.error != "", rx.el.p(t(State.error), role="alert", class_name="ui-error")),
        rx.el.div(
            buttons.primary(t("bonus.take"), id="reward-confirm", on_click=State.take),
            buttons.secondary(t("tariffs.leave"), on_click=State.show(False)),
            class_name="ui-actions",
        ),
        class_name="ui-stack",
    )


def suit_line(suit: rx.Var[Suit]) -> rx.Component:
    """A service to choose."""
    return rx.el.label(
        rx.el.input(
            type="radio",
            name="reward-service",
            value=suit.id,
            checked=State.service_id == suit.id,
            on_change=State.choose_service(suit.id),
            class_name="ui-radio",
        ),
        rx.el.span(kind_name(suit.kind), " ", rx.el.span(suit.number, class_name="ui-small ui-muted ui-num")),
        class_name="ui-person",
    )


def outcome(key: str, state: str) -> rx.Component:
    """What became of it."""
    return ending(t(key), state, State.show(False), id="reward-outcome", close_id="reward-close")


def refused() -> rx.Component:
    """Which rule forbids it."""
    words = t(State.error, count=State.why_count, day=day(State.why_on))
    return ending(words, "bad", State.show(False), id="reward-refused", close_id="reward-close")
