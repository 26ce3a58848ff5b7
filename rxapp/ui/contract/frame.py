"""What stands around the contract's forms: header, the brand half, the form half, footer (section 2, section 9).

The left half says the contract's two lines at the contract's own addresses; at ours it tells what the cabinet is for.
"""

from collections.abc import Sequence

import reflex as rx

from rxapp import routes
from rxapp.core import clock
from rxapp.core.settings import settings
from rxapp.i18n.client import t
from rxapp.ui.client import LangSwitch, ThemeSwitch
from rxapp.ui.contract.client import FaqTip
from rxapp.ui.frame import MAIN, Anchor, skip_link
from rxapp.ui.icons import icon, logo

Text = str | rx.Var[str]


def contract_frame(form: str, title: Text, *content: rx.Component, own: bool, **card: rx.Component) -> rx.Component:
    """The two halves with one card. ``form`` names the card's class (``login-form``); ``own`` is our own address."""
    return rx.el.div(
        skip_link(),
        _header(),
        rx.el.main(
            _left(own=own),
            rx.el.section(_card(form, title, content, **card), id="page-right", class_name="ui-halves__right"),
            id=MAIN,
            tab_index=-1,
            class_name="ui-halves",
            custom_attrs={"data-own": "yes" if own else "no"},
        ),
        _footer(),
        id="app",
        class_name="ui-contract",
    )


def _card(
    form: str,
    title: Text,
    content: Sequence[rx.Component],
    *,
    description: rx.Component | None = None,
    error: rx.Component | None = None,
) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            *([error] if error is not None else []),
            rx.el.h1(title, id="card-title", class_name="card-container__title"),
            *([description] if description is not None else []),
            rx.el.div(*content, class_name="card-container__content"),
            class_name="card-container__wrapper",
        ),
        class_name=f"card-container {form}-container",
    )


def card_error(code: rx.Var[str]) -> rx.Component:
    """The refusal of a whole form; in the page only while there is one."""
    words = rx.el.span(t(code), id="form-error-message", class_name="card-error__message")
    return rx.cond(code, rx.el.div(rx.el.p(words), class_name="card-error", role="alert"))


def description(*words: Text | rx.Component) -> rx.Component:
    """The line under the title."""
    return rx.el.p(*words, id="card-description", class_name="card-container__desc")


def policy(key: str) -> rx.Component:
    """What pressing the button accepts; the agreement opens in a new tab."""
    link = Anchor.create(
        t("contract.agreement_link"),
        href=routes.AGREEMENT_HTML,
        target="_blank",
        rel="noopener",
        id="rt-auth-agreement-link",
        class_name="rt-link rt-link--orange",
    )
    return rx.el.div(t(key), " ", link, class_name="auth-policy")


def help_tip() -> rx.Component:
    """ "Help": a window that tells what one account for every service is."""
    return FaqTip.create(title=t("contract.faq_title"), text=t("contract.faq_text"))


def _header() -> rx.Component:
    mark = rx.el.div(
        logo("rt-logo main-header__logo"), rx.el.span(settings().brand_name), class_name="ui-contract__brand"
    )
    side = rx.el.div(ThemeSwitch.create(), LangSwitch.create(), class_name="ui-top__side")
    return rx.el.header(rx.el.div(mark, side, class_name="ui-contract__top"), id="app-header")


def _left(*, own: bool) -> rx.Component:
    if own:
        points = [rx.el.li(icon("check"), rx.el.span(t(f"ui.brand_point_{n}"))) for n in (1, 2, 3)]
        words = [
            rx.el.h2(t("ui.brand_title"), class_name="what-is__title"),
            rx.el.ul(*points, class_name="ui-halves__points"),
        ]
    else:
        words = [
            rx.el.h2(t("contract.what_is_title"), class_name="what-is__title"),
            rx.el.p(t("contract.what_is_text"), class_name="what-is__desc"),
        ]
    return rx.el.section(
        rx.el.div(
            rx.el.div(logo("rt-logo what-is-container__logo"), class_name="what-is-container__logo-container"),
            rx.el.div(*words, class_name="what-is"),
            class_name="what-is-container",
        ),
        id="page-left",
        class_name="ui-halves__left",
    )


def _footer() -> rx.Component:
    hotline = settings().hotline
    digits = "".join(sign for sign in hotline if sign.isdigit())
    agreements = Anchor.create(
        rx.el.span(t("contract.privacy_link")),
        " ",
        t("contract.and"),
        " ",
        rx.el.span(t("contract.agreement_of_link")),
        href=routes.AGREEMENT_HTML,
        target="_blank",
        rel="noopener",
        id="rt-footer-agreement-link",
        class_name="rt-footer-agreement-link",
    )
    note = rx.el.div(
        t("contract.cookies_hint"), id="cookies-tip", class_name="ui-note", custom_attrs={"popover": "auto"}
    )
    return rx.el.footer(
        rx.el.div(
            rx.el.p(f"© {clock.today().year} {settings().operator_name}. 18+"),
            rx.el.p(
                t("contract.cookies_before"),
                " ",
                rx.el.button(
                    "Cookies",
                    type="button",
                    id="cookies-tip-open",
                    class_name="ui-hintword",
                    custom_attrs={"popoverTarget": "cookies-tip"},
                ),
                " ",
                t("contract.cookies_after"),
                " ",
                agreements,
            ),
            note,
            class_name="rt-footer-left",
        ),
        rx.el.div(
            rx.el.p(t("contract.support")),
            Anchor.create(hotline, href=f"tel:{digits}", class_name="rt-footer-right__support-phone"),
            class_name="rt-footer-right",
        ),
        id="app-footer",
    )
