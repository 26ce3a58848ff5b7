"""The matrix and its oracles (T-WS, T-AUTHZ, T-LOG)."""

import asyncio
import os
import re
from collections.abc import Collection, Iterator
from itertools import islice
from uuid import uuid4

import pytest
import socketio

from rxapp.accounts.doors.events import FRAMEWORK
from rxapp.accounts.tables import Account
from tests.e2e.server import Server
from tests.security.fuzzer import oracles
from tests.security.fuzzer.subjects import NAMES, OWN, PERSON, Subject, contacts, everybody
from tests.security.fuzzer.values import CANARIES, Payload, every_handler, payloads
from tests.security.wire import ROOT, Tab, browser_cookies, handler, signed_in
from tests.services.lives import many

# A socket may say forty things a second, a tab have fifty waiting.
A_SOCKET = 30
AT_ONCE = 6
SECRET = f"canary-{uuid4().hex}"

Shot = tuple[str, Payload]


def shots(part: int = 0, of: int = 1) -> Iterator[Shot]:
    """Each handler with each payload, or with one part of them, numbered from 0, and always with none."""
    for name in every_handler():
        everything = list(payloads(name))
        if of > 1:
            yield name, {}
        yield from ((name, payload) for payload in everything[part::of])


async def attack(server: Server, subject: Subject, part: int, of: int) -> str:
    """Fire it all as this subject; everything the server answered."""
    answers = []
    remaining = shots(part, of)
    while batch := list(islice(remaining, A_SOCKET)):
        # The sandbox's own screens show everybody's data to anybody; what they answer is not compared.
        open_screens = [shot for shot in batch if "sandbox" in shot[0]]
        ours = [shot for shot in batch if "sandbox" not in shot[0]]
        if open_screens:
            await _fire(server, subject, open_screens)
        if ours:
            answers.append(await _fire(server, subject, ours))
    return "".join(answers)


async def _fire(server: Server, subject: Subject, batch: list[Shot]) -> str:
    async with subject.tab(server) as tab:
        for name, payload in batch:
            await tab.fire(name, payload)
        await tab.settle()
        return tab.answer


async def run_matrix(server: Server, thorough: Collection[str], parts: int) -> None:
    """All subjects at once, then all oracles. The thorough fire everything, each other one of ``parts`` parts."""
    subjects = await everybody(server)
    await oracles.quiet(server)
    before, since = oracles.snapshot(server), server.log.stat().st_size
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(place: int, subject: Subject) -> str:
        async with gate:
            part, of = (0, 1) if subject.name in thorough else (place % parts, parts)
            return await attack(server, subject, part, of)

    async with oracles.watched(server) as took:
        answers = await asyncio.gather(*(one(place, subject) for place, subject in enumerate(subjects)))
    log = oracles.told(server, since)
    assert oracles.surprises(log) == []
    for subject, answer in zip(subjects, answers, strict=True):
        assert [word for word in (*CANARIES, *(set(OWN.values()) - {subject.own})) if word in answer] == [], (
            subject.name
        )
        # And the shots went home: who has a page of their own saw it.
        assert subject.own in answer, subject.name
    assert oracles.snapshot(server) == before
    secrets = [*oracles.codes(server), *(value for subject in subjects for value in subject.cookies.values())]
    assert [secret for secret in secrets if re.search(rf"(?<![\w-]){re.escape(secret)}(?![\w-])", log)] == []
    assert oracles.kept(server, secrets) == []
    assert took
    assert sorted(took)[int(len(took) * 0.95)] < oracles.ANSWERED_WITHIN


async def test_whoever_fires_whatever_nothing_gives_way(server: Server) -> None:
    # RXAPP_FUZZ=full: everybody fires everything, some two minutes. Usually one of them fires each payload.
    full = os.environ.get("RXAPP_FUZZ") == "full"
    thorough = NAMES if full else ("anonymous", "stranger with her ids")[: many(2, 0)]
    await run_matrix(server, thorough, parts=many(6, len(NAMES)))


def test_the_matrix_covers_every_handler_and_every_kind_of_person() -> None:
    assert {name for name, _ in shots()} == {name for name, _ in shots(2, 6)} == set(every_handler())
    assert len(FRAMEWORK) < len(every_handler())
    # When an account can be suspended or closed, the matrix needs a subject that is.
    states = {"suspended_at", "blocked_at", "closed_at", "deleted_at", "status"}
    assert not states & set(Account.model_fields) or "suspended" in NAMES


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:1", "HTTP://LOCALHOST", ""])
async def test_no_handler_is_reached_from_a_foreign_page(server: Server, origin: str) -> None:
    for cookies in (browser_cookies(server), await signed_in(server, "marat")):
        tab = Tab(server, cookies)
        tab.headers["Origin"] = origin
        with pytest.raises(socketio.exceptions.ConnectionError):
            async with tab:
                pass


async def test_secrets_typed_into_any_handler_are_kept_nowhere(server: Server) -> None:
    since = server.log.stat().st_size
    fields = ("password", "password-confirm", "service-password", "code")
    form = {"username": "fuzz-secret", **dict.fromkeys(fields, SECRET)}
    packed = {"__reflex_form_data__": [[name, value] for name, value in form.items()]}
    names = [*every_handler(), f"{ROOT}.no_such_state.submit", "nonsense"]
    for start in range(0, len(names), 8):
        async with Tab(server, browser_cookies(server), **{"X-Forwarded-For": "10.9.2.1"}) as tab:
            for name in names[start : start + 8]:
                for payload in ({"form": form}, {"form": packed}, {"password": SECRET}):
                    await tab.fire(name, payload)
            await tab.settle()
            assert SECRET not in tab.answer
    assert SECRET not in oracles.told(server, since)
    assert oracles.kept(server, [SECRET]) == []
    assert SECRET not in str(oracles.snapshot(server))


@pytest.mark.parametrize(
    "message",
    [None, 1, "text", "[1", [], ["a"], {}, {"name": 1}, {"name": None, "payload": {}}, {"name": "x", "payload": []}],
)
async def test_what_is_no_event_at_all_hurts_nobody(server: Server, message: object) -> None:
    async with Tab(server, browser_cookies(server)) as tab:
        await tab.client.emit("event", message, namespace="/_event")
        await tab.client.emit("no such event", message, namespace="/_event")
        await tab.client.emit("client_error", message, namespace="/_event")
    async with Tab(server, browser_cookies(server)) as other:
        await asyncio.wait_for(other.settle(), 5)


@pytest.mark.parametrize(
    ("step", "form"),
    [
        ("about", PERSON),
        ("contacts", contacts()),
        ("code", {"code": "000000"}),
    ],
)
async def test_a_step_out_of_order_leaves_nothing_and_sends_nothing(
    server: Server, step: str, form: dict[str, str]
) -> None:
    before = oracles.snapshot(server)
    async with Tab(server, browser_cookies(server), **{"X-Forwarded-For": "10.9.2.2"}) as tab:
        await tab.fire(handler(f"registration_state.submit_{step}"), {"form": form})
        await tab.fire(handler("registration_state.resend"), {})
        await tab.settle()
        assert '"ticket_rx_state_": "' not in tab.answer.replace('"ticket_rx_state_": ""', "")
    assert oracles.snapshot(server) == before
    assert oracles.drafts_beyond_the_first_step(server, form) == 0
