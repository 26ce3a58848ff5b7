"""Calls to a provider: five seconds in all, no redirects, answers of 256 KiB at most, failures in the port's own words.

Nothing of an answer or a request goes into an exception or a log: tokens, codes and personal data ride on them.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import httpx2
from authlib.integrations.base_client import OAuthError
from joserfc.errors import JoseError

from rxapp.gateways.identity import ClientRefused, IdentityError, ProviderDown, ProviderFault

CONNECT_SECONDS, WHOLE_SECONDS = 3.0, 5.0
LONGEST_ANSWER = 256 * 1024
HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity"}
_OUR_FAULT = frozenset({"invalid_client", "unauthorized_client"})


class _Bounded(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = LONGEST_ANSWER
        async for chunk in self._stream:
            left -= len(chunk)
            if left < 0:
                raise ProviderDown("answer_too_long")
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()


class BoundedTransport(httpx2.AsyncHTTPTransport):
    """Stops reading an answer that is too long. A packed one is not asked for, so nothing swells in memory."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        answer = await super().handle_async_request(request)
        packed = answer.headers.get("content-encoding", "identity").lower() != "identity"
        if packed or not isinstance(answer.stream, httpx2.AsyncByteStream):
            await answer.aclose()
            raise ProviderDown("answer_packed")
        return httpx2.Response(
            answer.status_code, headers=answer.headers, stream=_Bounded(answer.stream), extensions=answer.extensions
        )


def options(ca_bundle: str = "") -> dict[str, Any]:
    """What a client is made with. ``ca_bundle``: a file of trusted roots instead of the system's."""
    return {
        "transport": BoundedTransport(verify=_trusted(ca_bundle)),
        "timeout": httpx2.Timeout(WHOLE_SECONDS, connect=CONNECT_SECONDS),
        "headers": HEADERS,
        "follow_redirects": False,
        # Neither a proxy nor a .netrc of the environment may see or change these calls.
        "trust_env": False,
    }


@cache
def _trusted(ca_bundle: str) -> ssl.SSLContext:
    """Read once: the system's roots take tens of milliseconds."""
    return ssl.create_default_context(cafile=ca_bundle or None)


@asynccontextmanager
async def leg(name: str) -> AsyncIterator[None]:
    """One call. Raises ProviderDown, ProviderFault, ClientRefused for whatever went wrong, ``name`` in the reason."""
    try:
        async with asyncio.timeout(WHOLE_SECONDS):
            yield
    except IdentityError:
        raise
    except (TimeoutError, httpx2.TransportError) as failed:
        raise ProviderDown(f"{name}_{type(failed).__name__}") from None
    except OAuthError as refused:
        raise _refused(name, refused.error) from None
    except JoseError:
        raise ProviderFault(f"{name}_id_token") from None
    except (ValueError, RecursionError, httpx2.HTTPError):
        raise ProviderDown(f"{name}_unreadable") from None


def answer(response: httpx2.Response, name: str) -> dict[str, Any]:
    """The JSON object of an answer; providers put errors on HTTP 200 too.

    Raises ProviderDown, ProviderFault, ClientRefused.
    """
    if response.status_code >= 500:
        raise ProviderDown(f"{name}_{response.status_code}")
    try:
        found = response.json()
    except ValueError:
        found = None
    if isinstance(found, dict) and ("error" in found or "error_code" in found):
        raise _refused(name, found.get("error", found.get("error_code")))
    if response.status_code >= 300:
        raise ProviderFault(f"{name}_{response.status_code}")
    if not isinstance(found, dict):
        raise ProviderDown(f"{name}_unreadable")
    return found


def _refused(name: str, word: Any) -> IdentityError:
    # Free text at some providers: only the words that mean our own settings are told apart.
    kind = ClientRefused if isinstance(word, str) and word in _OUR_FAULT else ProviderFault
    return kind(f"{name}_refused_{word}" if isinstance(word, int) and 0 <= word < 10_000 else f"{name}_refused")
