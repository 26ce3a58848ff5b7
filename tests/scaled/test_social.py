"""To a provider and back while each request meets whichever worker is free: nothing may live in one of them."""

import httpx
import pytest

from tests.e2e.server import Server

PROVIDERS = ("yandex", "mail", "vk", "ok", "google")


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_way_through_a_provider_needs_no_worker_in_particular(server: Server, provider: str) -> None:
    ends = set()
    for person in range(4):
        # A new connection for each request: the kernel gives it to any worker.
        headers = {"Origin": server.url, "Connection": "close"}
        with httpx.Client(base_url=server.url, headers=headers, timeout=20) as browser:
            browser.get("/sign-in")
            asked = browser.post(f"/social/{provider}/start")
            page = browser.get(asked.headers["location"], follow_redirects=True)
            form = {"provider": provider, "query": page.url.query.decode(), "other": f"55{person}"}
            back = browser.post("/sandbox/id/consent", data=form)
            ends.add(browser.get(back.headers["location"]).headers["location"])
    assert ends == {"/registration"}
