"""The Google adapter against npm's ``oidc-provider``: what both sides believe of OpenID Connect, not only ours."""

import asyncio
import json
import os
import re
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx
import pytest
from joserfc.jwk import RSAKey

from rxapp.core import secrets
from rxapp.core.identity_settings import GoogleApp, MailApp
from rxapp.gateways.identity import AttemptSecrets, Callback, EmailTrust, Identity, PartialDate, ProviderFault
from rxapp.gateways.identity.google import Google
from tests.gateways.identity.conftest import free_port

PACKAGE = "oidc-provider@9.13.3"
PEER = Path(__file__).with_name("oidc-peer.mjs")
URI = "http://127.0.0.1:8000/social/google/callback"
BIN = Path(sys.executable).parent
SECONDS = 60


def found(name: str) -> str | None:
    return shutil.which(name, path=f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}")


pytestmark = pytest.mark.skipif(not found("node") or not found("npm"), reason="needs node, which make brings along")


@pytest.fixture
async def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The package, installed once for all runs of one checkout."""
    cache = getattr(request.config, "cache", None)
    home = Path(cache.mkdir("oidc-provider")) if cache else tmp_path
    if not (home / "node_modules" / "oidc-provider" / "package.json").exists():
        (home / "package.json").write_text('{"private": true, "type": "module"}')
        await run(home, found("npm") or "", "install", PACKAGE, "--no-audit", "--no-fund", "--ignore-scripts")
    shutil.copy(PEER, home / PEER.name)
    return home


async def run(home: Path, *command: str) -> None:
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}
    made = await asyncio.create_subprocess_exec(*command, cwd=home, env=environment)
    async with asyncio.timeout(SECONDS):
        assert await made.wait() == 0


@asynccontextmanager
async def peer(folder: Path, port: int, kid: str) -> AsyncIterator[None]:
    key = RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})
    environment = {**os.environ, "PORT": str(port), "REDIRECT_URI": URI, "JWK": json.dumps(key.as_dict(private=True))}
    node = await asyncio.create_subprocess_exec(
        found("node") or "",
        PEER.name,
        cwd=folder,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        # The wheel's "node" is a script that starts the real one: both go together.
        start_new_session=True,
    )
    try:
        assert node.stdout is not None
        async with asyncio.timeout(SECONDS):
            while (line := await node.stdout.readline()) != b"ready\n":
                assert line, "the peer did not start"
        yield
    finally:
        os.killpg(node.pid, signal.SIGKILL)
        await node.wait()


async def walk(url: str) -> dict[str, str]:
    """Sign in at the peer's own pages, agree, come back."""
    async with httpx.AsyncClient() as browser:
        answer = await browser.get(url)
        for _ in range(20):
            if answer.is_redirect:
                to = urljoin(str(answer.url), answer.headers["location"])
                if to.startswith(URI):
                    return dict(parse_qsl(urlsplit(to).query))
                answer = await browser.get(to)
                continue
            action = re.search(r'action="([^"]+)"', answer.text)
            assert action, answer.text
            prompt = "login" if 'name="login"' in answer.text else "consent"
            form = {"prompt": prompt, **({"login": "alice", "password": "x"} if prompt == "login" else {})}
            answer = await browser.post(urljoin(str(answer.url), action[1]), data=form)
    raise AssertionError("the peer's pages lead nowhere")


def fresh() -> AttemptSecrets:
    return AttemptSecrets(secrets.token(), secrets.token(), secrets.token())


def adapter(port: int) -> Google:
    secret = MailApp(client_secret="rp-secret").client_secret  # type: ignore[arg-type]
    return Google(GoogleApp(client_id="rp", client_secret=secret, issuer=f"http://127.0.0.1:{port}"))


async def callback(google: Google, made: AttemptSecrets) -> Callback:
    return google.read_callback(await walk(await google.authorization_url(made, URI, ask_again=True)))


async def signed_in(google: Google) -> Identity:
    made = fresh()
    return await google.identity(await callback(google, made), made, URI)


async def test_the_whole_flow_and_what_is_refused(folder: Path) -> None:
    port = free_port()
    google = adapter(port)
    async with peer(folder, port, "first"):
        alice = await signed_in(google)
        assert (alice.subject, alice.email, alice.email_trust) == (
            "alice",
            "alice@gmail.com",
            EmailTrust.PROVIDER_VERIFIED,
        )
        assert (alice.given_name, alice.family_name) == ("Алиса", "Тестова")
        assert alice.birth_date == PartialDate(1990, 1, 2)

        made = fresh()
        back = await callback(google, made)
        assert back.issuer == f"http://127.0.0.1:{port}"
        assert back.state == made.state
        with pytest.raises(ProviderFault, match="callback_issuer"):
            await google.identity(replace(back, issuer="https://evil.example"), made, URI)
        with pytest.raises(ProviderFault, match="token_refused"):
            await google.identity(back, replace(made, verifier=secrets.token()), URI)

        made = fresh()
        back = await callback(google, made)
        with pytest.raises(ProviderFault, match="id_token_nonce"):
            await google.identity(back, replace(made, nonce=secrets.token()), URI)
        with pytest.raises(ProviderFault, match="token_refused"):
            await google.identity(back, made, URI)
    async with peer(folder, port, "second"):
        # Another key under another id: the adapter, which kept the first, looks again.
        assert (await signed_in(google)).subject == "alice"
