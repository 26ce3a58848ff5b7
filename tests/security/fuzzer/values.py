"""What an attacker puts into an event, made from the handlers' own signatures."""

import inspect
from collections.abc import Iterator
from typing import get_type_hints

from reflex_base.registry import RegistrationContext

from tests.security.wire import DEEP

Payload = dict[str, object]

# Whose data the others must not see: Anna's names (never sent) and ids (sent, to see what they open).
CANARIES = ("Кузнецова", "Сергеевна", "654022198051", "654022198069", "+7 912 345-67-89")
HER_IDS = ("654022198043", "+79123456789", "anna.kuznetsova@example.org", "anna")
WRONG_TYPES: tuple[object, ...] = (
    *(None, True, 0, -1, 2**31, 2**63, 10**30, 1e308, float("nan")),
    *([], {}, [["a"]], {"a": {"b": "c"}}, DEEP),
)
TEXTS = (
    *("", " ", "NaN", "<script>alert(1)</script>", "' OR 1=1--", "../../etc/passwd", "javascript:alert(1)"),
    *("a\x00b", "\ud800", "\u202ea\u202c", "١٢٣", "x" * 5_000, "x" * 30_000),
    *HER_IDS,
)
# The fields of every form of the product; a form with all of them fits whichever handler reads it.
FIELDS = (
    *("username", "password", "password-confirm", "remember", "lastName", "firstName", "middleName"),
    *("birth-day", "birth-month", "birth-year", "region", "email", "phone", "way", "agreement", "consent", "lang"),
    *("code", "account-number", "service-login", "service-password", "action", "number", "amount", "sure"),
)


def every_handler() -> list[str]:
    """Wire names of all there is, ours and the framework's: a new handler is in the matrix the day it is written."""
    return sorted(RegistrationContext.get().event_handlers)


def payloads(name: str) -> Iterator[Payload]:
    """Missing, extra, and each value in each place of what the handler declares."""
    fn = RegistrationContext.get().event_handlers[name].handler.fn
    hints = get_type_hints(fn)
    places = [p for p in inspect.signature(fn).parameters if p != "self"]
    if name.endswith(".setvar"):
        # The hidden setters are refused by name; what they could set: anything, a private var, another handler.
        yield from (
            {"var_name": var, "value": "x"} for var in ("is_hydrated", "_reflex_internal_links", "leave_to", "x")
        )
        return
    yield {}
    yield {"no-such-argument": 1}
    for place in places:
        rest = {other: "x" for other in places if other != place}
        for value in (*WRONG_TYPES, *TEXTS):
            yield {**rest, place: value}
        yield {**rest, place: "x", "more": 1}
        if "dict" in str(hints.get(place)):
            yield from ({**rest, place: form} for form in forms())


def forms() -> Iterator[object]:
    """Forms of the right shape with wrong contents, as the browser packs them and unpacked."""
    for text in TEXTS:
        # A frame of more than 64 KiB would close the socket, which is another test.
        yield dict.fromkeys(FIELDS if len(text) < 2_000 else FIELDS[:2], text)
    for value in (None, 1, [], {}):
        yield dict.fromkeys(FIELDS, value)
    for pairs in (
        "x",
        [["a"]],
        [[1, "a"]],
        [["username", None]],
        [[f, HER_IDS[0]] for f in FIELDS],
        [[f, True] for f in FIELDS],
    ):
        yield {"__reflex_form_data__": pairs}
    yield {str(number): "x" for number in range(60)}
