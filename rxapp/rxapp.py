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
from rxapp.accounts.doors.pace import AddressLimits
from rxapp.accounts.doors.pages import PageDoor
from rxapp.accounts.doors.reports import front_end_failed
from rxapp.accounts.doors.socket import SocketDoor
from rxapp.accounts.frame.state import FrameState
from rxapp.accounts.second_factor.web import SECOND_FACTOR_ROUTES
from rxapp.accounts.sessions.web import SESSION_ROUTES
from rxapp.bonus.pages import bonus_page
from rxapp.bonus.state import BonusState
from rxapp.build import CLIENT
from rxapp.consumption.pages import usage_page
from rxapp.consumption.state import UsageState
from rxapp.consumption.web import USAGE_ROUTES
from rxapp.core import logs
from rxapp.core.db import database
from rxapp.core.http import csp
from rxapp.core.http.addresses import is_private
from rxapp.core.http.closed import ClosedEndpoints, KnownMethods
from rxapp.core.http.errors import ErrorPages
from rxapp.core.http.headers import SecurityHeaders
from rxapp.core.http.health import HEALTH_ROUTES
from rxapp.core.http.hosts import KnownHosts
from rxapp.core.http.leaving import NothingNew, leaving
from rxapp.core.http.same_origin import SameOriginPosts
from rxapp.core.settings import settings
from rxapp.dashboard.pages import dashboard_page
from rxapp.dashboard.state import DashboardState
from rxapp.i18n.client import t
from rxapp.legal.pages import agreement_page, consent_page, not_found_page
from rxapp.legal.web import LEGAL_ROUTES
from rxapp.linked_services.mine.pages import services_page
from rxapp.linked_services.mine.state import MineState
from rxapp.linked_services.offers.state import OffersState
from rxapp.linked_services.pages import link_page
from rxapp.linked_services.state import LinkState
from rxapp.profile.contacts.state import ContactsState
from rxapp.profile.pages import profile_page
from rxapp.profile.personal_data.state import PersonalDataState
from rxapp.profile.personal_data.web import PERSONAL_DATA_ROUTES
from rxapp.profile.security.state import SecurityState
from rxapp.profile.settings.state import SettingsState
from rxapp.profile.social.state import LinkedState
from rxapp.profile.state import ProfileState
from rxapp.recovery.pages import contract_recovery_page, recovery_page
from rxapp.recovery.state import RecoveryState
from rxapp.recovery.web import RECOVERY_ROUTES
from rxapp.registration.pages import registration_page
from rxapp.registration.quick.pages import (
    contract_code_by_email_page,
    contract_code_by_phone_page,
    contract_quick_page,
    quick_page,
)
from rxapp.registration.quick.state import QuickRegistrationState
from rxapp.registration.quick.web import QUICK_ROUTES
from rxapp.registration.state import RegistrationState
from rxapp.registration.web import LETTER_ROUTES
from rxapp.sign_in.clients.rules import entry_of
from rxapp.sign_in.clients.web import ClientDoor
from rxapp.sign_in.pages import contract_sign_in_page, sign_in_page
from rxapp.sign_in.state import SignInState
from rxapp.sign_in.web import SIGN_IN_ROUTES
from rxapp.social.state import SocialState
from rxapp.social.web import SOCIAL_ROUTES
from rxapp.tariffs.choosing.pages import tariffs_page
from rxapp.tariffs.choosing.state import TariffsState
from rxapp.tariffs.pages import service_page
from rxapp.tariffs.receipts.web import RECEIPT_ROUTES
from rxapp.tariffs.state import ServiceState
from rxapp.ui import overlays, theme
from rxapp.ui.navigate import hard_navigate
from rxapp.ui.plain import visitor_error
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
    # Where a subscriber goes instead of a page for strangers.
    inside: str = routes.DASHBOARD


SIGNING_IN = [SignInState.load, SocialState.load]
QUICK = [QuickRegistrationState.load, SocialState.load]
RECOVERING = [RecoveryState.load, SocialState.load]
STRANGERS = [
    Page(routes.SIGN_IN, sign_in_page, "sign_in.title", SIGNING_IN),
    Page(routes.AUTHORIZE, contract_sign_in_page, "contract.page_title", SIGNING_IN, routes.ACCOUNT_PAGE),
    Page(routes.AUTHENTICATE, contract_sign_in_page, "contract.page_title", SIGNING_IN, routes.ACCOUNT_PAGE),
    Page(routes.REGISTRATION_QUICK, quick_page, "registration.title", QUICK),
    Page(
        routes.CONTRACT_REGISTRATION,
        contract_quick_page,
        "contract.page_title",
        QUICK,
        routes.ACCOUNT_PAGE,
    ),
    Page(
        routes.CONTRACT_CODE_BY_EMAIL,
        contract_code_by_email_page,
        "contract.page_title",
        QUICK,
        routes.ACCOUNT_PAGE,
    ),
    Page(
        routes.CONTRACT_CODE_BY_PHONE,
        contract_code_by_phone_page,
        "contract.page_title",
        QUICK,
        routes.ACCOUNT_PAGE,
    ),
    Page(routes.RECOVERY, recovery_page, "recovery.title", RECOVERING),
    Page(
        routes.RESET_CREDENTIALS,
        contract_recovery_page,
        "contract.page_title",
        RECOVERING,
        routes.ACCOUNT_PAGE,
    ),
    Page(
        routes.REQUIRED_ACTION,
        contract_recovery_page,
        "contract.page_title",
        RECOVERING,
        routes.ACCOUNT_PAGE,
    ),
    Page(routes.REGISTRATION, registration_page, "registration.title", [RegistrationState.load, SocialState.load]),
]
ANYONE = [
    Page(routes.AGREEMENT, agreement_page, "legal.agreement_title"),
    Page(routes.CONSENT, consent_page, "legal.consent_title"),
    Page("404", not_found_page, "error.not_found"),
]
PROFILE = [
    ProfileState.load,
    ContactsState.load,
    LinkedState.load,
    SecurityState.load,
    SettingsState.load,
    PersonalDataState.load,
]
SUBSCRIBERS = [
    Page(routes.PROFILE, profile_page, "profile.title", PROFILE),
    Page(routes.ACCOUNT_PAGE, profile_page, "contract.page_title", PROFILE),
    Page(routes.DASHBOARD, dashboard_page, "dashboard.title", [FrameState.load, DashboardState.load, OffersState.load]),
    Page(routes.SERVICE, service_page, "tariffs.service_title", [FrameState.load, ServiceState.load]),
    Page(routes.SERVICE_TARIFFS, tariffs_page, "tariffs.choose_title", [FrameState.load, TariffsState.load]),
    Page(routes.SERVICE_USAGE, usage_page, "consumption.title", [FrameState.load, UsageState.load]),
    Page(routes.BONUS, bonus_page, "dashboard.bonus", [FrameState.load, BonusState.load]),
    Page(
        routes.SERVICES,
        services_page,
        "linked_services.mine_title",
        [FrameState.load, MineState.load, OffersState.load],
    ),
    Page(routes.LINK_SERVICE, link_page, "linked_services.title", [FrameState.load, LinkState.load]),
]
HTTP_ROUTES: list[BaseRoute] = [
    *SESSION_ROUTES,
    *SOCIAL_ROUTES,
    *SECOND_FACTOR_ROUTES,
    *SIGN_IN_ROUTES,
    *LEGAL_ROUTES,
    *LETTER_ROUTES,
    *QUICK_ROUTES,
    *RECOVERY_ROUTES,
    *CAPTCHA_ROUTES,
    *RECEIPT_ROUTES,
    *USAGE_ROUTES,
    *PERSONAL_DATA_ROUTES,
    *HEALTH_ROUTES,
    *BRAND_ROUTES,
]
JSON_DOORS = (routes.HEALTHZ, routes.READYZ, f"{routes.SANDBOX_OPERATOR}/", f"{routes.SANDBOX_API}/")

if not settings().is_production:
    from rxapp.sandbox.pages import SANDBOX_PAGES, sandbox_routes

    ANYONE += [Page(*page) for page in SANDBOX_PAGES]
    HTTP_ROUTES += sandbox_routes(database())


def doors(app: ASGIApp) -> ASGIApp:
    """What decides who comes in, from the inside out."""
    chosen = settings()
    limits = AddressLimits(
        most_open=chosen.sockets_per_address,
        new_a_second=chosen.new_sockets_per_second,
        # Tests, demos and a container's gateway come from there; in production such an address counts like any other.
        exempt=lambda address: not chosen.is_production and is_private(address),
    )
    app = SocketDoor(app, origin=chosen.origin, addresses=limits)
    app = PageDoor(
        app,
        signed_in=frozenset(page.route for page in SUBSCRIBERS),
        strangers={page.route: page.inside for page in STRANGERS},
        anyone=frozenset(page.route for page in ANYONE),
        entry=entry_of,
    )
    app = ClientDoor(app)
    machines = () if chosen.is_production else (f"{routes.SANDBOX_IDENTITY}/",)
    app = SameOriginPosts(app, origin=chosen.origin, machines=machines)
    return NothingNew(ClosedEndpoints(app, own=frozenset({routes.AGREEMENT_HTML})), leaving)


def front(app: ASGIApp) -> ASGIApp:
    """What every answer passes on its way out, from the inside out."""
    chosen = settings()
    app = KnownHosts(KnownMethods(app), hosts=chosen.hosts)
    app = ErrorPages(app, page=visitor_error, json_doors=JSON_DOORS)
    policy = csp.policy(csp.script_hashes(CLIENT), chosen.origin, chosen.identity_origins)
    return SecurityHeaders(app, policy=policy, https=chosen.is_https)


def whole(component: Callable[[], rx.Component]) -> Callable[[], rx.Component]:
    """The page as it is served: its component, and the way out of a dead session."""

    def page() -> rx.Component:
        return rx.fragment(hard_navigate(DoorState.leave_to), component())

    # Reflex writes a page's compiled pieces to a file named after this, and Vite makes chunks of files: with one name
    # for all pages the first page would load the pieces of every other one.
    page.__module__ = f"{component.__module__}.{component.__name__}"
    return page


def server() -> ASGIApp:
    """What a worker serves. Reflex puts its CORS layer outermost, which answers by itself: hence the front again."""
    # The server has its own idea of logging, and comes by it after the product was imported.
    logs.configure(settings())
    return front(app())


def after_an_error(exception: Exception) -> None:
    """A handler failed: it is in the log; the person keeps what is on the screen, without an eval'd toast."""
    log.error("event_failed error=%s", type(exception).__name__)


wiring.connect()
app = rx.App(
    api_transformer=[Starlette(routes=HTTP_ROUTES), doors, front],
    head_components=theme.head_components(settings()),
    stylesheets=theme.STYLESHEETS,
    html_lang=theme.HTML_LANG,
    reset_style=False,
    # Reflex's own overlays speak English, and their toasts cost every page 10 KB.
    toaster=None,
    app_wraps={
        (55, "ErrorBoundary"): lambda _stateful: overlays.error_boundary(),
        (5, "Overlay"): lambda _stateful: overlays.connection_note(),
    },
    backend_exception_handler=after_an_error,
    frontend_exception_handler=front_end_failed,
)
app.add_middleware(EventDoor())
app.register_lifespan_task(wiring.lifespan(app))
for page in [*STRANGERS, *ANYONE, *SUBSCRIBERS]:
    title = t(page.title, name=settings().identity_name)
    app.add_page(whole(page.component), route=page.route, title=title, on_load=page.on_load)
