"""Address, contract, equipment."""

import reflex as rx

from rxapp.i18n.client import current_locale, day, t
from rxapp.tariffs.rules import Device
from rxapp.tariffs.state import ServiceState as State
from rxapp.ui import cards


def about_card() -> rx.Component:
    """Address, contract, equipment."""
    view = State.view
    return cards.card(
        rx.el.h2(t("tariffs.about")),
        rx.el.dl(
            rx.cond(
                view.address != "", rx.fragment(rx.el.dt(t("tariffs.address")), rx.el.dd(view.address)), rx.fragment()
            ),
            rx.el.dt(t("tariffs.contract")),
            rx.el.dd(t("tariffs.contract_since", number=view.contract, day=day(view.contract_since))),
            class_name="ui-facts",
        ),
        rx.cond(
            view.devices.length() > 0,
            rx.fragment(
                rx.el.h3(t("tariffs.equipment")),
                rx.el.ul(rx.foreach(view.devices.to(list[Device]), device_line), class_name="ui-lines"),
            ),
        ),
        class_name="ui-stack",
    )


def device_line(device: rx.Var[Device]) -> rx.Component:
    """A device, its number, its terms."""
    return rx.el.li(
        rx.el.span(
            rx.el.b(device.name[current_locale()]), rx.el.span(device.serial, class_name="ui-small ui-muted ui-num")
        ),
        rx.el.span(cards.chip(t(device.terms_text))),
    )
