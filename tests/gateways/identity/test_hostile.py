"""Providers that answer anything at all: the adapter says "fault" or "outage", never falls over, never believes."""

import asyncio
import gzip
import json
import time
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from rxapp.core.identity_settings import MailApp, OkApp, VkApp, YandexApp
from rxapp.gateways.identity import (
    AttemptSecrets,
    Callback,
    Identity,
    IdentityError,
    IdentityProvider,
    ProviderDown,
    ProviderFault,
    transport,
)
from rxapp.gateways.identity.mail import MailRu
from rxapp.gateways.identity.ok import Ok
from rxapp.gateways.identity.vk import VkId
from rxapp.gateways.identity.yandex import YandexId
from tests.gateways.identity.conftest import served

SECRETS = AttemptSecrets("s" * 43, "n" * 43, "v" * 43)
CALLBACK = Callback(state=SECRETS.state, code="code", device_id="device")
URI = "http://localhost:8000/social/x/callback"
TOKEN = {"access_token": "token", "token_type": "bearer", "expires_in": 3600, "user_id": 1}
Answer = Callable[[], Response]


def adapters(base: str) -> list[IdentityProvider]:
    at: dict[str, Any] = {"authorize_url": f"{base}/a", "token_url": f"{base}/token", "profile_url": f"{base}/profile"}
    secret = MailApp(client_secret="secret").client_secret  # type: ignore[arg-type]
    return [
        YandexId(YandexApp(client_id="id", client_secret=secret, **at)),
        MailRu(MailApp(client_id="id", client_secret=secret, **at)),
        VkId(VkApp(client_id="id", **at)),
        Ok(OkApp(client_id="id", client_secret=secret, public_key="key", **at)),
    ]


def two(token: Answer, profile: Answer) -> Callable[[str], Sequence[BaseRoute]]:
    async def at_token(_request: Request) -> Response:
        return token()

    async def at_profile(_request: Request) -> Response:
        return profile()

    methods = ["GET", "POST"]
    return lambda _base: [
        Route("/token", at_token, methods=methods),
        Route("/profile", at_profile, methods=methods),
    ]


async def outcomes(token: Answer, profile: Answer) -> list[Identity | IdentityError]:
    found: list[Identity | IdentityError] = []
    async with served(two(token, profile)) as base:
        for adapter in adapters(base):
            try:
                found.append(await adapter.identity(CALLBACK, SECRETS, URI))
            except IdentityError as wrong:
                found.append(wrong)
    return found


NONSENSE: list[Any] = [None, [], "text", 7, {}, {"access_token": None}, {"access_token": ""}, {"access_token": ["a"]}]


@pytest.mark.parametrize("body", NONSENSE, ids=repr)
async def test_a_token_answer_of_any_shape(body: Any) -> None:
    for found in await outcomes(lambda: JSONResponse(body), lambda: JSONResponse({})):
        assert isinstance(found, IdentityError)


@pytest.mark.parametrize("seconds", [[], {}, "soon", "9" * 5000], ids=["list", "object", "word", "digits"])
async def test_a_token_that_lives_nonsense(seconds: Any) -> None:
    body = {**TOKEN, "expires_in": seconds}
    profile = {"id": "1", "uid": "1", "user": {"user_id": "1"}}
    for found in await outcomes(lambda: JSONResponse(body), lambda: JSONResponse(profile)):
        assert isinstance(found, IdentityError)


def profile_of(subject: Any, **more: Any) -> dict[str, Any]:
    inner = {"id": subject, "uid": subject, "user_id": subject, **more}
    return {**inner, "user": inner}


@pytest.mark.parametrize("subject", [None, "", [], {}, True, 1.5, "x" * 256, "a\nb", "a\u202eb"], ids=repr)
async def test_a_subject_that_is_none(subject: Any) -> None:
    for found in await outcomes(lambda: JSONResponse(TOKEN), lambda: JSONResponse(profile_of(subject))):
        assert isinstance(found, ProviderFault)


JUNK: list[Any] = [
    [],
    {},
    7,
    "x" * 5000,
    "\x00\x1b[31m",
    "<script>alert(1)</script>" * 9,
    "\ud800@example.com",
]


@pytest.mark.parametrize("junk", JUNK, ids=range(len(JUNK)))
async def test_fields_of_any_shape_are_as_good_as_absent_or_cut(junk: Any) -> None:
    fields = ("first_name", "last_name", "default_email", "email", "birthday", "phone", "default_phone")
    told = profile_of(1, **dict.fromkeys(fields, junk))
    # Escaped: half a surrogate pair is JSON, and no UTF-8.
    body = json.dumps(told)
    for found in await outcomes(lambda: JSONResponse(TOKEN), lambda: Response(body, media_type="application/json")):
        assert isinstance(found, Identity)
        assert len(found.given_name) <= 60
        assert found.given_name.isprintable()
        assert (found.email, found.phone, found.birth_date) == ("", "", None)


@pytest.mark.parametrize("user", [None, [], "text", 7], ids=repr)
async def test_vk_without_a_user(user: Any) -> None:
    found = (await outcomes(lambda: JSONResponse(TOKEN), lambda: JSONResponse({"user": user})))[2]
    assert isinstance(found, ProviderDown)


async def test_a_redirect_is_not_followed() -> None:
    """It would carry the code or the token to somebody else."""
    went: list[str] = []

    async def elsewhere(_request: Request) -> Response:
        went.append("")
        return JSONResponse(profile_of(1))

    async with served(lambda _base: [Route("/", elsewhere, methods=["GET", "POST"])]) as other:
        for token in (lambda: RedirectResponse(other, 307), lambda: JSONResponse(TOKEN)):
            for found in await outcomes(token, lambda: RedirectResponse(other, 307)):
                assert isinstance(found, ProviderFault)
    assert went == []


async def test_a_very_long_answer_is_cut_off() -> None:
    async def forever() -> AsyncIterator[bytes]:
        for _ in range(300):
            yield b"x" * 65_536
            await asyncio.sleep(0)

    for found in await outcomes(lambda: StreamingResponse(forever()), lambda: JSONResponse({})):
        assert isinstance(found, ProviderDown)


async def test_an_answer_that_would_do_but_for_its_length() -> None:
    padded = {**TOKEN, "padding": "x" * transport.LONGEST_ANSWER}
    for found in await outcomes(lambda: JSONResponse(padded), lambda: JSONResponse(profile_of(1))):
        assert isinstance(found, ProviderDown)
        assert found.reason == "answer_too_long"


async def test_a_packed_answer_is_not_unpacked() -> None:
    packed = gzip.compress(json.dumps({**TOKEN, "padding": "x" * 50_000_000}).encode())
    headers = {"content-encoding": "gzip", "content-type": "application/json"}
    for found in await outcomes(lambda: Response(packed, headers=headers), lambda: JSONResponse({})):
        assert isinstance(found, ProviderDown)


async def test_an_answer_that_drips_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte comes in time; the whole does not."""

    async def dripping() -> AsyncIterator[bytes]:
        for _ in range(60):
            yield b" "
            await asyncio.sleep(0.05)

    monkeypatch.setattr(transport, "WHOLE_SECONDS", 0.3)
    began = time.monotonic()
    for found in await outcomes(lambda: StreamingResponse(dripping()), lambda: JSONResponse({})):
        assert isinstance(found, ProviderDown)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("nest", ["[" * 100_000, '{"a":' * 50_000], ids=["lists", "objects"])
async def test_an_answer_nested_without_end(nest: str) -> None:
    def deep() -> Response:
        return Response(nest, media_type="application/json")

    for token in (deep, lambda: JSONResponse(TOKEN)):
        for found in await outcomes(token, deep):
            assert isinstance(found, ProviderDown)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429])
async def test_a_refusal_by_status_is_a_fault(status: int) -> None:
    for found in await outcomes(lambda: JSONResponse(TOKEN), lambda: Response(status_code=status)):
        assert isinstance(found, ProviderFault)
