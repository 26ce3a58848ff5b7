"""The frame of the account page: header with the way out, a menu of its parts, the cards (section 11)."""

from collections.abc import Sequence

import reflex as rx

from rxapp import routes
from rxapp.core.settings import settings
from rxapp.i18n.client import t
from rxapp.ui.client import LangSwitch, ThemeSwitch
from rxapp.ui.contract.client import RtLogout
from rxapp.ui.frame import MAIN, Anchor, footer, skip_link
from rxapp.ui.icons import logo

Text = str | rx.Var[str]


def account_frame(*cards: rx.Component, title: Text, menu: Sequence[tuple[str, Text]]) -> rx.Component:
    """``menu``: (id of a card, its name)."""
    links = [Anchor.create(name, href=f"#{card}") for card, name in menu]
    return rx.el.div(
        skip_link(),
        _header(),
        rx.el.main(
            rx.el.h1(title, class_name="ui-hidden"),
            rx.el.div(
                rx.el.div(rx.el.nav(*links, class_name="ui-side", aria_label=title)),
                rx.el.div(*cards, class_name="home"),
                class_name="ui-account-page",
            ),
            id=MAIN,
            tab_index=-1,
            class_name="ui-main",
        ),
        footer(),
        id="app",
        class_name="ui-page",
    )


def _header() -> rx.Component:
    mark = rx.el.a(logo("rt-logo"), rx.el.span(settings().brand_name), href=routes.HOME, class_name="ui-brand")
    side = rx.el.div(
        ThemeSwitch.create(),
        LangSwitch.create(),
        rx.el.a(t("contract.lk"), href=routes.DASHBOARD, id="lk-btn", class_name="ui-btn ui-btn--secondary"),
        Anchor.create(t("contract.public_site"), href=settings().public_site, id="rt-btn", class_name="ui-public-site"),
        RtLogout.create(id="logout-btn", label=t("contract.sign_out"), action=routes.SESSION_END),
        class_name="ui-top__side",
    )
    return rx.el.header(
        rx.el.div(rx.el.div(mark, side, class_name="ui-top ui-top--account")), id="app-header", class_name="ui-sticky"
    )
