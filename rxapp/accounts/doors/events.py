"""The events' door: deny by default (AC-1), typed arguments (AC-2, F-06), one place that makes the principal.

Reflex registers every public function of a State as callable by anyone. Here an event passes only when its
handler carries ``@anyone`` or ``@subscriber`` and its arguments are what the handler declares.
"""

import inspect
import logging
import re
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, TypeVar, get_type_hints

import reflex as rx
from pydantic import ConfigDict, ValidationError, create_model
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event
from reflex_base.registry import RegistrationContext

from rxapp import routes
from rxapp.accounts.live.trees import trees
from rxapp.accounts.principal import Principal
from rxapp.accounts.sessions import service as sessions
from rxapp.accounts.sessions.service import Browser
from rxapp.core.db import database
from rxapp.core.errors import DomainError
from rxapp.core.http import cookies

F = TypeVar("F", bound=Callable[..., Any])

log = logging.getLogger(__name__)
MOST_FIELDS = 40
MOST_TEXT = 4096
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_principal: ContextVar[Principal | None] = ContextVar("principal", default=None)
_browser: ContextVar[Browser | None] = ContextVar("browser", default=None)

_ROOT = "reflex___state____state"
_ON_LOAD = f"{_ROOT}.reflex___state____on_load_internal_state"
FRAMEWORK = frozenset(
    {
        f"{_ROOT}.hydrate",
        f"{_ROOT}.hydrate_and_load",
        f"{_ROOT}.set_is_hydrated",
        f"{_ON_LOAD}.on_load_internal",
        f"{_ON_LOAD}.set_is_hydrated",
        f"{_ROOT}.reflex___state____frontend_event_exception_state.handle_frontend_exception",
    }
)


class SignInNeeded(DomainError):
    """The event needs a live session."""

    code = "error.sign_in_needed"


def anyone(fn: F) -> F:
    """Policy mark, written below ``@rx.event``: a stranger may fire this event."""
    fn.__door__ = "anyone"  # type: ignore[attr-defined]
    return fn


def subscriber(fn: F) -> F:
    """Policy mark, written below ``@rx.event``: only a live session may fire this event."""
    fn.__door__ = "subscriber"  # type: ignore[attr-defined]
    return fn


def principal() -> Principal:
    """Who fired the running event. Raises SignInNeeded where the gate let a stranger in."""
    found = _principal.get()
    if found is None:
        raise SignInNeeded
    return found


def browser() -> Browser:
    """The browser the running event came from."""
    return _browser.get() or Browser("")


class DoorState(rx.State):
    """Sends a tab away by a full page load, so that nothing of a dead session stays on the screen."""

    leave_to: str = ""

    @rx.event
    @subscriber
    async def recheck(self) -> None:
        """Do nothing: the gate in front of this event is the point."""


class EventDoor(rx.Middleware):
    """Runs before each event, foreground, background and chained alike, under the state's lock."""

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:
        root = state._get_root_state()
        router = {**root.router_data, **event.router_data}
        jar = str(router.get("headers", {}).get("cookie", ""))
        session = cookies.read(jar, "sid")
        who = None
        if session:
            async with database().reading() as db:
                who = await sessions.principal_of(db, session)
        _principal.set(who)
        _browser.set(
            Browser(
                cookies.read(jar, "pre"),
                str(router.get("headers", {}).get("user-agent", "")),
                str(router.get("ip", "")),
                cookies.read(jar, "dev"),
            )
        )
        if session and who is None:
            return leave(routes.SIGN_IN)
        if who:
            if event.router_data:
                # A person did something; what the live feed fires carries no router data and is no use of a session.
                await _touch(session)
            await trees.note(who.session_id, session, str(router.get("token", "")))
        return self._judge(event, who)

    def _judge(self, event: Event, who: Principal | None) -> StateUpdate | None:
        registered = RegistrationContext.get().event_handlers.get(event.name)
        if registered and event.name in FRAMEWORK:
            # Reflex would put a value of a wrong type into its own variables and fail to send them.
            if arguments_fit(registered.handler.fn, event.payload, bounded=False):
                return None
            log.warning("event_arguments_refused name=%s", event.name)
            return StateUpdate()
        mark = getattr(registered.handler.fn, "__door__", "") if registered else ""
        if not registered or event.name.endswith(".setvar") or mark not in ("anyone", "subscriber"):
            log.warning("event_denied name=%s", event.name[:200])
            return StateUpdate()
        if mark == "subscriber" and who is None:
            log.warning("event_needs_session name=%s", event.name[:200])
            return leave(routes.SIGN_IN)
        if not arguments_fit(registered.handler.fn, event.payload):
            log.warning("event_arguments_refused name=%s", event.name[:200])
            return StateUpdate()
        # What was judged is what the handler gets: Reflex would convert the raw payload in its own lenient way.
        event.payload.update(_plain(event.payload))
        return None


async def _touch(token_hash: str) -> None:
    """The idle limit starts again, noted once a minute: a person who works in one tab stays signed in (SESS-2)."""
    async with database().reading() as db:
        if not await sessions.is_use_unnoted(db, token_hash):
            return
    async with database().writing() as db:
        await sessions.touch(db, token_hash)


def leave(path: str) -> StateUpdate:
    """The answer that empties the tab: only this one variable, no state is read or written."""
    return StateUpdate(delta={DoorState.get_full_name(): {"leave_to_rx_state_": path}})


def arguments_fit(fn: Callable[..., Any], payload: dict[str, Any], *, bounded: bool = True) -> bool:
    """Whether the payload is exactly what the handler declares: names, strict types, sizes when ``bounded``."""
    hints = {k: v for k, v in get_type_hints(fn).items() if k != "return"}
    parameters = [p for p in inspect.signature(fn).parameters.values() if p.name != "self"]
    fields: dict[str, Any] = {
        p.name: (hints[p.name], ... if p.default is inspect.Parameter.empty else p.default) for p in parameters
    }
    model = create_model("Arguments", __config__=ConfigDict(strict=True, extra="forbid"), **fields)
    try:
        model.model_validate(_plain(payload))
    except (ValidationError, RecursionError):
        return False
    return not bounded or _bounded(payload)


def _plain(payload: dict[str, Any]) -> dict[str, Any]:
    """Forms arrive as a list of pairs; handlers declare them as a mapping of text to text."""
    plain = {}
    for name, value in payload.items():
        if isinstance(value, dict) and set(value) == {"__reflex_form_data__"}:
            pairs = value["__reflex_form_data__"]
            value = _fields(pairs) if isinstance(pairs, list) and all(_pair(p) for p in pairs) else pairs
        plain[name] = value
    return plain


def _fields(pairs: list[list[Any]]) -> dict[str, Any]:
    """A ticked box comes as ``true``, an empty one as ``false``; here as everywhere on the web: ``on``, or absent."""
    return {name: "on" if value is True else value for name, value in pairs if value is not False}


def _pair(item: object) -> bool:
    return isinstance(item, list) and len(item) == 2 and isinstance(item[0], str)


def _bounded(payload: dict[str, Any]) -> bool:
    for value in _plain(payload).values():
        texts = list(value.values()) if isinstance(value, dict) else [value]
        if len(texts) > MOST_FIELDS or any(isinstance(t, str) and _unfit(t) for t in texts):
            return False
    return True


def _unfit(text: str) -> bool:
    # PostgreSQL stores no NUL, UTF-8 no lone surrogate: either would fail deep inside a query.
    return len(text) > MOST_TEXT or UNSTORABLE.search(text) is not None
