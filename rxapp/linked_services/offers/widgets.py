"""The card that offers an account. The page loads ``OffersState.load`` and holds a step-up window."""

import reflex as rx

from rxapp.i18n.client import t
from rxapp.linked_services.offers.service import Offer
from rxapp.linked_services.offers.state import OffersState as State
from rxapp.ui import buttons
from rxapp.ui.words import kind_name


def offer_cards() -> rx.Component:
    """One card an offer; nothing when there is none."""
    return rx.fragment(
        rx.foreach(State.offers, offer_card),
        rx.cond(State.error != "", rx.el.p(t(State.error), role="alert", class_name="ui-error")),
    )


def offer_card(offer: rx.Var[Offer]) -> rx.Component:
    """What was found, yes, no."""
    return rx.el.section(
        rx.el.p(
            rx.el.b(t("linked_services.offer", number=offer.shown_number)),
            " ",
            rx.foreach(offer.kinds.to(list[str]), lambda kind: rx.el.span(kind_name(kind), " ")),
        ),
        rx.el.div(
            buttons.secondary(
                t("linked_services.offer_take"), small=True, class_name="offer-take", on_click=State.take(offer.id)
            ),
            buttons.quiet(
                t("linked_services.offer_dismiss"), class_name="offer-dismiss", on_click=State.dismiss(offer.id)
            ),
            class_name="ui-actions",
        ),
        class_name="ui-banner ui-banner--block service-offer",
        aria_label=t("linked_services.offer_title"),
    )
