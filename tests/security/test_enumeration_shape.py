"""An answer over the socket has the same words, the same keys and as many deltas, whoever exists (ENUM)."""

import asyncio
from uuid import uuid4

import pytest

from tests.e2e.server import Server
from tests.security.wire import Tab, browser_cookies, handlers

ANNA_PHONE, ANNA_EMAIL = "+7 912 345-67-89", "anna.kuznetsova@example.org"
Shape = list[dict[str, dict[str, object]]]
# What a person typed comes back to them; a time of day differs by nature.
TYPED = ("typed", "email", "phone", "sent_to", "user_name", "resend_at", "told_at")


async def answer(tab: Tab, handler: str, payload: dict[str, object], marker: tuple[str, dict[str, object]]) -> Shape:
    """The deltas of one event: fires it, then ``marker``, an event with a delta of its own, and takes what came before.

    Events of a tab are answered in order. AssertionError when the marker is not answered within ten seconds.
    """
    start = len(tab.heard)
    await tab.fire(full(handler), payload)
    await tab.fire(full(marker[0]), marker[1])
    for _ in range(200):
        shapes = [shape(frame) for frame in tab.heard[start:]]
        places = [place for place, found in enumerate(shapes) if marked(found, marker[0])]
        if places:
            return shapes[: places[-1]]
        await asyncio.sleep(0.05)
    raise AssertionError(f"{marker} was not answered: {tab.heard[start:]}")


def marked(found: dict[str, dict[str, object]], handler: str) -> bool:
    variable = {"sign_in_state.show_code_form": "by_code", "registration_state.tick_agreement": "agreed"}[handler]
    return any(variable in variables for variables in found.values())


def full(handler: str) -> str:
    return next(name for name in handlers() if name.endswith(handler))


def shape(frame: object) -> dict[str, dict[str, object]]:
    """State to variable to value, the values of what was typed blanked."""
    assert isinstance(frame, dict)
    found = {}
    for state, variables in (frame.get("delta") or {}).items():
        plain = {name.removesuffix("_rx_state_"): value for name, value in variables.items()}
        found[state] = {name: "" if name in TYPED else value for name, value in plain.items()}
    return found


# Two pairs only: an address has ten failures a minute, and the other tests of this server sign in too.
@pytest.mark.parametrize(("existing", "unknown"), [("anna", "nobody-here"), (ANNA_PHONE, "+7 903 000-11-22")])
async def test_a_wrong_password_is_answered_alike_for_every_name(server: Server, existing: str, unknown: str) -> None:
    shapes = []
    for name in (existing, unknown):
        async with Tab(server, browser_cookies(server)) as tab:
            await tab.settle()
            form = {"form": {"username": name, "password": "Wrong-Password-1"}}
            shapes.append(await answer(tab, "sign_in_state.submit", form, ("sign_in_state.show_code_form", {})))
    assert shapes[0] == shapes[1]
    assert "sign_in.wrong" in str(shapes[0])


@pytest.mark.parametrize("way", ["sms", "email"])
async def test_contacts_of_somebody_else_are_answered_like_fresh_ones(server: Server, way: str) -> None:
    shapes = []
    fresh = ("+7 903 555-00-0" + ("1" if way == "sms" else "2"), f"fresh-{way}@example.org")
    for number, address in ((ANNA_PHONE, ANNA_EMAIL), fresh):
        async with Tab(server, browser_cookies(server)) as tab:
            await to_contacts(tab)
            form = {"email": address, "phone": number, "way": way, "agreement": "on", "consent": "on", "lang": "ru"}
            marker = ("registration_state.tick_agreement", {"checked": True})
            shapes.append(await answer(tab, "registration_state.submit_contacts", {"form": form}, marker))
    assert shapes[0] == shapes[1]
    assert "'step': 4" in str(shapes[0])


async def to_contacts(tab: Tab) -> None:
    password = "Long-Password-2026"
    about = {"lastName": "Морозова", "firstName": "Вера", "middleName": "", "region": "RU-NVS"}
    born = {"birth-day": "1", "birth-month": "2", "birth-year": "1990"}
    credentials = {"username": f"v{uuid4().hex[:12]}", "password": password, "password-confirm": password}
    await tab.fire(full("registration_state.submit_credentials"), {"form": credentials})
    await tab.fire(full("registration_state.submit_about"), {"form": {**about, **born}})
    for _ in range(200):
        if "'step': 3" in str([shape(frame) for frame in tab.heard]):
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"the third step never came: {tab.heard}")
