"""What stands around a screen. Brand name and hotline are compiled in: the page is built with the settings."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from rxapp.core.settings import settings
from rxapp.i18n.client import t
from rxapp.routes import HOME, SESSION_END
from rxapp.ui.client import AccountMenu, LangSwitch, ThemeSwitch
from rxapp.ui.icons import logo

Text = str | rx.Var[str]
NavItem = tuple[Text, str, bool]

MAIN = "main"


class Anchor(rx.el.Span):
    """The browser's own link: ``rx.el.a`` is the router's."""

    tag = "a"

    href: rx.Var[str]
    target: rx.Var[str]
    rel: rx.Var[str]


def plain_frame(*children: rx.Component, aside: rx.Component | None = None) -> rx.Component:
    """A header with the brand, a narrow column, a footer. ``aside`` stands in the header, on a phone below."""
    extra = [rx.el.span(aside, class_name="ui-top__aside")] if aside is not None else []
    below = [rx.el.p(aside, class_name="ui-main__aside")] if aside is not None else []
    return rx.el.div(
        skip_link(),
        rx.el.header(
            brand(),
            rx.el.div(*extra, ThemeSwitch.create(), LangSwitch.create(), class_name="ui-top__side"),
            class_name="ui-top",
        ),
        rx.el.main(*children, *below, id=MAIN, tab_index=-1, class_name="ui-main ui-main--narrow"),
        footer(),
        class_name="ui-page",
    )


def app_frame(
    *children: rx.Component, user_name: Text, initials: Text, nav: Sequence[NavItem] = (), sign_out: Any = SESSION_END
) -> rx.Component:
    """The signed-in frame. ``nav``: (label, address, is this page). ``sign_out``: a route to POST to, or a handler."""
    leave = {"sign_out_url": sign_out} if isinstance(sign_out, str) else {"on_sign_out": sign_out}
    links = [rx.el.a(label, href=href, aria_current="page" if active else "false") for label, href, active in nav]
    sections = [rx.el.nav(*links, class_name="ui-nav", aria_label=t("ui.main_menu"))] if links else []
    return rx.el.div(
        skip_link(),
        rx.el.header(
            brand(),
            *sections,
            AccountMenu.create(name=user_name, initials=initials, **leave),
            class_name="ui-top ui-top--app",
        ),
        rx.el.main(*children, id=MAIN, tab_index=-1, class_name="ui-main"),
        footer(),
        class_name="ui-page",
    )


def brand() -> rx.Component:
    """The mark and the name, a link to the first page: a whole navigation, for the server answers it, not a page."""
    return rx.el.a(logo(), rx.el.span(settings().brand_name), href=HOME, class_name="ui-brand", reload_document=True)


def skip_link() -> rx.Component:
    """Lets a keyboard jump over the header (WCAG 2.2, 2.4.1).

    A plain anchor: the router's link drops the query and loads the page anew, and what was typed is gone.
    """
    return Anchor.create(t("ui.skip"), href=f"#{MAIN}", class_name="ui-skip")


def footer() -> rx.Component:
    """Who to call."""
    return rx.el.footer(_hotline(), rx.el.span(settings().operator_name), class_name="ui-foot")


def lang_switch() -> rx.Component:
    """RU EN हिं: switches the words on the page at once."""
    return LangSwitch.create()


def theme_switch() -> rx.Component:
    """As in the system, light, dark: one button."""
    return ThemeSwitch.create()


def _hotline() -> rx.Component:
    return rx.el.p(t("ui.hotline", phone=settings().hotline), class_name="ui-halves__foot")
