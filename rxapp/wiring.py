"""Composition root: which adapter stands behind each port, who hears which event, what runs beside the requests."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from contextvars import Context
from functools import partial
from typing import Any
from uuid import UUID

import redis.asyncio as redis
from reflex import App
from reflex_base.event import Event

from rxapp import events
from rxapp.accounts import workflows as account_workflows
from rxapp.accounts.browser import Browser
from rxapp.accounts.doors import queue
from rxapp.accounts.doors.events import DoorState
from rxapp.accounts.doors.queue import Turns
from rxapp.accounts.live.service import feed
from rxapp.accounts.live.sockets import sockets
from rxapp.accounts.live.trees import trees
from rxapp.accounts.messages import workflows as message_workflows
from rxapp.accounts.passwords import breached
from rxapp.accounts.sessions import service as sessions
from rxapp.bonus import service as bonus
from rxapp.core import bus, durable, leadership, logs
from rxapp.core.db import Db, database
from rxapp.core.http import health
from rxapp.core.http.leaving import SERVICE_RESTART, leaving
from rxapp.core.settings import Settings, settings
from rxapp.gateways import Gateways, gateways, install
from rxapp.gateways.bss import BssGateway
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.gateways.email import EmailGateway
from rxapp.gateways.email.sandbox import SandboxEmail
from rxapp.gateways.email.smtp import SmtpEmail
from rxapp.gateways.identity import IdentityProvider, ProviderName
from rxapp.gateways.identity.build import adapters
from rxapp.gateways.sms.sandbox import SandboxSms
from rxapp.linked_services import service as links
from rxapp.linked_services import workflows as link_workflows
from rxapp.profile.personal_data import service as personal_data
from rxapp.profile.personal_data import workflows as personal_data_workflows
from rxapp.recovery import workflows as recovery_workflows
from rxapp.registration import workflows as registration_workflows
from rxapp.sign_in import workflows as sign_in_workflows
from rxapp.social import waiting as waiting_identities
from rxapp.social import workflows as social_workflows
from rxapp.tariffs import workflows as tariff_workflows

# Importing it declares the workflow that sends messages.
DURABLE = (message_workflows,)


def connect() -> None:
    """Put adapters and listeners in place; once per process, before anything is served."""
    chosen = settings()
    logs.configure(chosen)
    install(
        Gateways(
            sms=SandboxSms(database()),
            email=_email(chosen),
            bss=_bss(chosen),
            identity=identity_providers(chosen),
        )
    )
    breached.warn_if_unusable()
    health.watch("breached_passwords", breached.state)
    sessions.at_start(refuse_closed)
    sessions.at_start(link_what_waits)
    for event_type, listeners in LISTENERS.items():
        for listener in listeners:
            bus.subscribe(event_type, listener)
    durable.register_job("monthly-charges", 3600, charge_subscribers)
    durable.register_job("expire-registrations", 60, registration_workflows.expire_registrations)
    durable.register_job("expire-recoveries", 60, recovery_workflows.expire_recoveries)
    durable.register_job("expire-sign-ins-by-code", 60, sign_in_workflows.expire_sign_ins)
    durable.register_job("bonus-days", 3600, run_bonus)
    durable.register_job("erase-closed-accounts", 15, personal_data_workflows.erase_closed)
    durable.register_job("resend-orders", 15, tariff_workflows.resend_orders)
    durable.register_job("purge-consents", 3600, personal_data_workflows.purge_consents)
    durable.register_job("purge-receipts", 3600, tariff_workflows.purge_receipts)
    durable.register_job("purge-service-proofs", 600, link_workflows.purge_proofs)
    durable.register_job("purge-social", 600, social_workflows.purge)
    account_workflows.register()


def identity_providers(chosen: Settings) -> Mapping[ProviderName, IdentityProvider]:
    """The configured providers; in the sandbox, where none is configured, the pretend ones."""
    if chosen.is_production or chosen.has_identity_apps:
        return adapters(chosen)
    from rxapp.sandbox.providers.apps import with_pretenders

    return adapters(with_pretenders(chosen))


async def tell_watchers(event: events.BillingAccountChanged) -> None:
    """Every subscriber who linked the billing account sees the change."""
    async with database().reading() as db:
        watchers = await links.accounts_of(db, event.account_number)
    for account_id in watchers:
        await feed.account_changed(account_id)


async def join_bonus(event: events.ServiceLinked) -> None:
    """The first linked account starts the bonus programme."""
    await bonus.join_on_first_link(gateways().bss, event)


async def tell_linker(event: events.ServiceLinked) -> None:
    """The subscriber's other tabs show the new service."""
    await feed.account_changed(event.account_id)


async def link_what_waits(db: Db, account_id: UUID, browser: Browser, proved: bool) -> None:  # noqa: FBT001 - a Hook
    """An identity that waited for its owner to prove the account is linked to it, with the session or not at all."""
    if proved:
        await waiting_identities.attach(db, browser, account_id, proving=True)
    await waiting_identities.forget(db, browser)


async def refuse_closed(db: Db, account_id: UUID, _browser: Browser, _proved: bool) -> None:  # noqa: FBT001 - a Hook
    """A closed account opens no session."""
    await personal_data.refuse_closed(db, account_id)


async def charge_subscribers() -> None:
    """The embedded billing's monthly run; safe to repeat, so every hour will do."""
    await EmbeddedBss(database()).charge_due()


async def run_bonus() -> None:
    """The embedded billing's birthdays, years of loyalty and expiry; safe to repeat, so every hour will do."""
    await EmbeddedBss(database()).run_bonus()


async def empty_tabs(event: events.SessionEnded) -> None:
    """Open tabs of a dead session leave."""
    await feed.session_ended(event.session_id)


LISTENERS: dict[type, list[Any]] = {
    events.BillingAccountChanged: [tell_watchers],
    events.ServiceLinked: [join_bonus, tell_linker],
    events.SessionEnded: [empty_tabs],
}


def lifespan(app: App) -> Any:
    """What lives as long as a worker: the live feed, durable work, in the sandbox the demo operator's data."""

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        leadership.die_with_parent()
        chosen = settings()
        connection = redis.from_url(chosen.redis_url) if chosen.scaled_out else None
        feed.connect(_fire(app), (DoorState.recheck,), connection)
        trees.connect(app.state_manager, connection)
        turns = queue.bound(app)
        beside = [asyncio.create_task(trees.keep_open(partial(_open_tabs, app)))]
        if connection:
            beside.append(asyncio.create_task(feed.listen()))
        async with _sandbox_clock(chosen, connection), durable.running(chosen):
            leaving.stop_listening = sockets.stop_listening
            leaving.events_done = partial(_events_done, app, turns)
            leaving.hang_up = partial(sockets.hang_up_all, SERVICE_RESTART)
            yield
        for task in beside:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await database().dispose()

    return running


async def _events_done(app: App, turns: Turns) -> None:
    """Until no event is held back, queued or under way; those that an event has caused are waited for too."""
    processor = app.event_processor
    await turns.all_in()
    await processor.join()
    while under_way := list(processor._tasks.values()):
        await asyncio.wait(under_way)
        await turns.all_in()
        await processor.join()


def _open_tabs(app: App) -> list[str]:
    """Tokens of the tabs whose sockets this worker holds."""
    namespace = app.event_namespace
    return [] if namespace is None else list(namespace._token_manager.token_to_socket)


def _fire(app: App) -> Any:
    async def fire(token: str, loaders: list[Any]) -> bool:
        namespace = app.event_namespace
        if namespace is None or token not in namespace._token_manager.token_to_socket:
            return False
        events = [event for loader in loaders for event in Event.from_event_type(loader)]
        # In an empty context. Inside a handler Reflex would hand its router data on, cookies included, and this tab
        # would read as the person who caused the change.
        await asyncio.create_task(enqueue(token, events), context=Context())
        return True

    async def enqueue(token: str, events: list[Event]) -> None:
        for event in events:
            await app.event_processor.enqueue(token, event)

    return fire


async def seed_sandbox() -> None:
    """Bring the demo operator and its people up to today. Before the workers start: two seeds at once would collide."""
    from rxapp.sandbox import demo
    from rxapp.sandbox.clock import service as clock

    await clock.load(database())
    await demo.prepare(database())
    await database().dispose()


def _sandbox_clock(chosen: Settings, connection: Any) -> AbstractAsyncContextManager[None]:
    if chosen.is_production:
        return nullcontext()
    from rxapp.sandbox.clock.service import shared

    return shared.running(database(), connection)


def _bss(chosen: Settings) -> BssGateway:
    if chosen.is_production:
        return EmbeddedBss(database())
    from rxapp.sandbox.operator.troubled import TroubledBss

    return TroubledBss(database())


def _email(chosen: Settings) -> EmailGateway:
    if chosen.email_adapter == "sandbox":
        return SandboxEmail(database())
    return SmtpEmail(chosen)
