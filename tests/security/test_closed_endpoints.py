"""What the framework could offer and we do not is not there (F-20, F-21, F-22)."""

import httpx
import pytest

from rxapp.core.settings import Settings, refusals
from tests.e2e.server import Server

CLOSED = [
    "/_upload",
    "/_upload/x.txt",
    "/_health",
    "/_all_routes",
    "/_anything",
    "/ping",
    "/ping/",
    "/auth-codespace",
    "/auth-codespace?redirect_to=https://evil.example",
    "/__spa-fallback.html",
    "/metrics",
    "/docs",
    "/admin",
    "/.git/config",
    "/.env",
    "/rxapp-build.sha256",
]
# The built files of signed-in pages, around the door.
AROUND = ["/dashboard.html", "/dashboard/index.html", "/dashboard.html.gz", "/dashboard/index.HTML", "/404.html"]


@pytest.mark.parametrize("path", [*CLOSED, *AROUND])
def test_it_is_not_there(server: Server, path: str) -> None:
    answer = httpx.get(f"{server.url}{path}")
    assert answer.status_code == 404
    assert "location" not in answer.headers


@pytest.mark.parametrize("path", ["/_upload", "/ping", "/auth-codespace", "/_event/"])
def test_nor_for_a_post(server: Server, path: str) -> None:
    answer = httpx.post(f"{server.url}{path}", headers={"Origin": server.url}, content=b"x")
    assert answer.status_code in (400, 404)


@pytest.mark.parametrize("path", ["/dashboard", "/dashboard/", "//dashboard", "/dashboard%2f", "/%64ashboard"])
def test_a_signed_in_page_asks_for_a_session_however_it_is_spelt(server: Server, path: str) -> None:
    answer = httpx.get(f"{server.url}{path}")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


def test_the_socket_speaks_websocket_only(server: Server) -> None:
    for query in ("EIO=4&transport=polling", "EIO=4&transport=websocket", ""):
        answer = httpx.get(f"{server.url}/_event/?{query}", headers={"Origin": server.url})
        assert answer.status_code == 400
        assert "sid" not in answer.text


def test_the_server_does_not_start_with_a_foreign_sign_in_switched_on(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusals(Settings(_env_file=None)) == []
    monkeypatch.setenv("GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN", "app.github.dev")
    assert ["CODESPACES" in line for line in refusals(Settings(_env_file=None))] == [True]
