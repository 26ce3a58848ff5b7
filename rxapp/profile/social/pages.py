"""Linked services: one line each."""

import reflex as rx

from rxapp import routes
from rxapp.gateways import gateways
from rxapp.gateways.identity import PROVIDERS, ProviderName
from rxapp.i18n.client import t
from rxapp.profile.social.state import LinkedState as State
from rxapp.social.marks import mark
from rxapp.ui import buttons
from rxapp.ui.navigate import native_form


def social_card() -> rx.Component:
    """Every provider that is switched on, and every one that is linked although it no longer is."""
    switched_on = list(gateways().identity)
    return rx.el.div(
        rx.el.h3(t("social.card_title"), class_name="card-title"),
        rx.el.p(t("social.card_text"), class_name="ui-muted"),
        rx.el.ul(*[provider_line(name, on=name in switched_on) for name in PROVIDERS], class_name="ui-lines"),
        rx.el.p(t(State.error), id="social-error", role="alert", class_name="ui-error"),
        id="social",
        class_name="base-card",
    )


def provider_line(provider: ProviderName, *, on: bool) -> rx.Component:
    """The sign, who it is there, and what may be done."""
    name, mine = t(f"social.provider_{provider}"), State.linked[provider]
    linked = rx.el.li(
        _who(provider, rx.cond(mine.email != "", mine.email, rx.cond(mine.name != "", mine.name, t("social.linked")))),
        buttons.quiet(
            t("social.unlink"),
            id=f"unlink-{provider}",
            aria_label=t("social.unlink_name", name=name),
            on_click=State.unlink(provider),
        ),
        custom_attrs={"data-provider": provider, "data-linked": "yes"},
    )
    if not on:
        return rx.cond(State.linked.contains(provider), linked)
    unlinked = rx.el.li(
        _who(provider, t("social.not_linked")),
        rx.cond(
            State.resting.contains(provider),
            rx.el.span(t("social.resting", name=name), class_name="ui-small ui-muted"),
            native_form(
                rx.el.input(type="hidden", name="intent", value="link", read_only=True),
                buttons.secondary(
                    t("social.link"),
                    id=f"link-{provider}",
                    small=True,
                    type="submit",
                    aria_label=t("social.link_name", name=name),
                ),
                action=routes.social_start(provider),
            ),
        ),
        custom_attrs={"data-provider": provider, "data-linked": "no"},
    )
    return rx.cond(State.linked.contains(provider), linked, unlinked)


def _who(provider: ProviderName, below: rx.Var[str]) -> rx.Component:
    return rx.el.span(
        mark(provider),
        rx.el.span(
            rx.el.b(t(f"social.provider_{provider}")), rx.el.span(below, class_name="ui-small ui-muted ui-linked__who")
        ),
        class_name="ui-linked",
    )
