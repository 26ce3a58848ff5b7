"""Table of contents: the pages anyone may see, the pages of a subscriber, the plain routes, the app."""

import gc
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx
from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from rxapp import routes, wiring
from rxapp.accounts.captcha.web import CAPTCHA_ROUTES
from rxapp.accounts.doors.events import DoorState, EventDoor
from rxapp.accounts.doors.pages import PageDoor
from rxapp.accounts.doors.socket import SocketDoor
from rxapp.accounts.second_factor.web import SECOND_FACTOR_ROUTES
from rxapp.accounts.sessions.web import SESSION_ROUTES
from rxapp.build import CLIENT
from rxapp.core.db import database
from rxapp.core.http import csp
from rxapp.core.http.headers import SecurityHeaders
from rxapp.core.http.health import HEALTH_ROUTES
from rxapp.core.http.hosts import KnownHosts
from rxapp.core.http.same_origin import SameOriginPosts
from rxapp.core.settings import settings
from rxapp.dashboard.pages import dashboard_page, link_page
from rxapp.dashboard.state import DashboardState, LinkState
from rxapp.i18n.client import t
from rxapp.legal.pages import agreement_page, consent_page, not_found_page
from rxapp.recovery.web import RECOVERY_ROUTES
from rxapp.registration.pages import registration_page
from rxapp.registration.state import RegistrationState
from rxapp.registration.web import LETTER_ROUTES
from rxapp.sign_in.pages import sign_in_page
from rxapp.sign_in.state import SignInState
from rxapp.ui import theme
from rxapp.ui.navigate import hard_navigate
from rxapp.ui.web import BRAND_ROUTES

log = logging.getLogger(__name__)

# A worker that keeps thousands of tabs' states spends its time in the default collector (performance.md 3).
gc.set_threshold(100_000, 50, 1000)


@dataclass(frozen=True, slots=True)
class Page:
    """A page, its address, the catalogue key of its title and what it loads."""

    route: str
    component: Callable[[], rx.Component]
    title: str
    on_load: Any = None


STRANGERS = [
    Page(routes.SIGN_IN, sign_in_page, "sign_in.title", SignInState.load),
    Page(routes.REGISTRATION, registration_page, "registration.title", RegistrationState.load),
]
ANYONE = [
    Page(routes.AGREEMENT, agreement_page, "legal.agreement_title"),
    Page(routes.CONSENT, consent_page, "legal.consent_title"),
    Page("404", not_found_page, "error.not_found"),
]
SUBSCRIBERS = [
    Page(routes.DASHBOARD, dashboard_page, "dashboard.title", DashboardState.load),
    Page(routes.LINK_SERVICE, link_page, "linked_services.title", [DashboardState.load, LinkState.load]),
]
HTTP_ROUTES: list[BaseRoute] = [
    *SESSION_ROUTES,
    *SECOND_FACTOR_ROUTES,
    *LETTER_ROUTES,
    *RECOVERY_ROUTES,
    *CAPTCHA_ROUTES,
    *HEALTH_ROUTES,
    *BRAND_ROUTES,
]

if not settings().is_production:
    from rxapp.sandbox.pages import SANDBOX_PAGES, sandbox_routes

    ANYONE += [Page(*page) for page in SANDBOX_PAGES]
    HTTP_ROUTES += sandbox_routes(database())


def shell(app: ASGIApp) -> ASGIApp:
    """Everything around Reflex, from the inside out."""
    chosen = settings()
    app = SocketDoor(app, origin=chosen.origin)
    app = PageDoor(
        app,
        signed_in=frozenset(page.route for page in SUBSCRIBERS),
        strangers=frozenset(page.route for page in STRANGERS),
        anyone=frozenset(page.route for page in ANYONE),
    )
    app = SameOriginPosts(app, origin=chosen.origin)
    app = KnownHosts(app, hosts=chosen.hosts)
    policy = csp.policy(csp.script_hashes(CLIENT), chosen.origin)
    return SecurityHeaders(app, policy=policy, https=chosen.is_https)


def after_an_error(exception: Exception) -> None:
    """A handler failed: it is in the log; the person keeps what is on the screen, without an eval'd toast."""
    log.error("event_failed error=%s", type(exception).__name__)


wiring.connect()
app = rx.App(
    api_transformer=[Starlette(routes=HTTP_ROUTES), shell],
    head_components=theme.head_components(settings()),
    stylesheets=theme.STYLESHEETS,
    html_lang=theme.HTML_LANG,
    reset_style=False,
    backend_exception_handler=after_an_error,
)
app.add_middleware(EventDoor())
app.register_lifespan_task(wiring.lifespan(app))
for page in [*STRANGERS, *ANYONE, *SUBSCRIBERS]:
    app.add_page(
        lambda page=page: rx.fragment(hard_navigate(DoorState.leave_to), page.component()),
        route=page.route,
        title=t(page.title),
        on_load=page.on_load,
    )
