"""The row of other services under a form, and who waits in this browser."""

import reflex as rx

from rxapp import routes
from rxapp.core.settings import settings
from rxapp.gateways import gateways
from rxapp.gateways.identity import PROVIDERS, ProviderName
from rxapp.i18n.client import t
from rxapp.social.marks import mark
from rxapp.social.state import SocialState as State
from rxapp.ui import buttons
from rxapp.ui.client import PostLink

IDS: dict[ProviderName, str] = {
    "yandex": "oidc_ya",
    "mail": "oidc_mail",
    "vk": "oidc_vk",
    "ok": "oidc_ok",
    "google": "oidc_google",
}


def provider_row(*, own: bool) -> rx.Component:
    """A link for each provider that is switched on; ids and class are the contract's (section 9)."""
    switched_on = list(gateways().identity)
    if not switched_on:
        return rx.fragment()
    pretend = not settings().is_production and not settings().has_identity_apps
    return rx.el.div(
        rx.el.p(rx.el.span(t("social.or")), class_name="ui-divider"),
        rx.el.div(*[provider_link(name, own=own) for name in switched_on], class_name="social-providers"),
        *([rx.el.p(t("social.pretend"), id="social-pretend", class_name="ui-small ui-muted")] if pretend else []),
        rx.el.p(t(State.note), id="social-note", role="alert", class_name="ui-error"),
        class_name="ui-social",
    )


def provider_link(provider: ProviderName, *, own: bool) -> rx.Component:
    """To the provider by POST; while it rests, a sign that says so."""
    return PostLink.create(
        mark(provider),
        href=routes.social_start(provider),
        fields={"next": routes.DASHBOARD if own else routes.ACCOUNT_PAGE},
        id=IDS[provider],
        label=t(f"social.with_{provider}"),
        resting=rx.cond(
            State.resting.contains(provider), t("social.resting", name=t(f"social.provider_{provider}")), ""
        ),
    )


def name_of(provider: rx.Var[str]) -> rx.Var[str]:
    """The provider's name as people know it."""
    return rx.match(provider, *[(name, t(f"social.provider_{name}")) for name in PROVIDERS], "")


def waiting_note(*, registering: bool = False, forget: rx.event.EventType = State.not_me) -> rx.Component:
    """Who waits in this browser, and the way out for everybody else who sits before it.

    It stands on every page that can lead to a session: nobody's identity is linked to somebody who could not see it.
    ``forget`` is what "not me" does where more than the identity must go.
    """
    name = name_of(State.provider)
    if registering:
        words = t("social.waiting_register", name=name, who=State.who)
        more = [buttons.quiet(t("social.have_account"), id="social-have-account", on_click=State.have_account)]
        shown = State.provider != ""
    else:
        words, more = t("social.waiting_sign_in", name=name, who=State.who), []
        shown = (State.provider != "") & State.proving
    return rx.cond(
        shown,
        rx.el.div(
            rx.el.p(words),
            rx.el.div(
                *more,
                buttons.quiet(t("social.not_me"), id="social-not-me", on_click=forget),
                class_name="ui-actions",
            ),
            id="social-waiting",
            role="status",
            class_name="ui-banner ui-banner--block",
        ),
    )
