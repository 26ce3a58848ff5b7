"""What the pretend providers demand beyond what our adapters ask of them: they are no softer than the real ones."""

from typing import Any

import httpx
import pytest

from rxapp.sandbox.providers import apps, rules, service
from rxapp.sandbox.providers.rules import CallsQuery
from tests.gateways.identity.conftest import Pretenders

ID = "/sandbox/id"


async def post(pretenders: Pretenders, path: str, **form: str) -> Any:
    async with httpx.AsyncClient(base_url=pretenders.base) as client:
        return (await client.post(f"{ID}/{path}", data=form)).json()


async def vk_tokens(pretenders: Pretenders) -> tuple[dict[str, Any], str]:
    callback = await pretenders.authorize("vk")
    form = {
        "grant_type": "authorization_code",
        "client_id": apps.client_id("vk"),
        "code": callback.code,
        "code_verifier": pretenders.secrets.verifier,
        "device_id": callback.device_id,
        "redirect_uri": pretenders.redirect_uri("vk"),
    }
    return await post(pretenders, "id.vk.ru/oauth2/auth", **form), callback.device_id


async def test_vks_refresh_wants_the_device_and_rotates(pretenders: Pretenders) -> None:
    tokens, device = await vk_tokens(pretenders)
    ask = {"grant_type": "refresh_token", "client_id": apps.client_id("vk"), "refresh_token": tokens["refresh_token"]}
    fresh = await post(pretenders, "id.vk.ru/oauth2/auth", **ask, device_id=device)
    assert fresh["refresh_token"] != tokens["refresh_token"]
    assert (await post(pretenders, "id.vk.ru/oauth2/auth", **ask, device_id=device))["error"] == "invalid_grant"
    ask["refresh_token"] = fresh["refresh_token"]
    assert (await post(pretenders, "id.vk.ru/oauth2/auth", **ask, device_id="other"))["error"] == "invalid_grant"


async def test_a_withdrawn_token_of_vk_reads_nothing(pretenders: Pretenders) -> None:
    tokens, _ = await vk_tokens(pretenders)
    mine = {"client_id": apps.client_id("vk"), "access_token": tokens["access_token"]}
    assert "user" in await post(pretenders, "id.vk.ru/oauth2/user_info", **mine)
    assert await post(pretenders, "id.vk.ru/oauth2/revoke", **mine) == {"response": 1}
    assert (await post(pretenders, "id.vk.ru/oauth2/user_info", **mine))["error"] == "invalid_token"
    assert (await post(pretenders, "id.vk.ru/oauth2/revoke", **mine))["error"] == "invalid_token"


@pytest.mark.parametrize(
    "changed", [{"client_id": "other"}, {"redirect_uri": "https://evil.example"}, {"response_type": "token"}]
)
async def test_a_wrong_request_is_a_page_and_never_a_redirect(pretenders: Pretenders, changed: dict[str, str]) -> None:
    for provider in rules.HOSTS:
        right = {
            "client_id": apps.client_id(provider),
            "redirect_uri": pretenders.redirect_uri(provider),
            "response_type": "code",
            "state": "s" * 43,
            "code_challenge": "c",
            "code_challenge_method": "S256",
        }
        async with httpx.AsyncClient(base_url=pretenders.base) as client:
            for path in rules.HOSTS[provider]:
                answer = await client.get(f"{ID}/{path}", params={**right, **changed})
                assert answer.status_code == 400
                assert "location" not in answer.headers


@pytest.mark.parametrize(
    "changed",
    [
        {"code_challenge": ""},
        {"code_challenge_method": "plain"},
        {"state": "short"},
        {"state": "dots.dots.dots.dots.dots.dots.dots.dots"},
    ],
)
async def test_vk_demands_a_challenge_and_a_long_plain_state(pretenders: Pretenders, changed: dict[str, str]) -> None:
    right = {
        "client_id": apps.client_id("vk"),
        "redirect_uri": pretenders.redirect_uri("vk"),
        "response_type": "code",
        "state": "s" * 43,
        "code_challenge": "c",
        "code_challenge_method": "S256",
    }
    async with httpx.AsyncClient(base_url=pretenders.base) as client:
        path = f"{ID}/{rules.HOSTS['vk'][1]}"
        assert (await client.get(path, params=right)).status_code == 200
        assert (await client.get(path, params={**right, **changed})).status_code == 400


async def test_a_person_of_any_other_name_than_digits_is_asked_for_again(pretenders: Pretenders) -> None:
    url = await pretenders.adapters["ok"].authorization_url(
        pretenders.secrets, pretenders.redirect_uri("ok"), ask_again=False
    )
    async with httpx.AsyncClient() as browser:
        page = await browser.get(url, follow_redirects=True)
        form = {"provider": "ok", "query": page.url.query.decode(), "other": "Илья"}
        assert (await browser.post(f"{pretenders.base}{ID}/consent", data=form)).status_code == 422


async def test_the_journal_keeps_the_newest_two_hundred(pretenders: Pretenders) -> None:
    async with pretenders.database.writing() as db:
        for number in range(rules.NEWEST_CALLS + 20):
            await service.note(db, "ok", "token", {"number": str(number)})
    kept = (await service.calls(pretenders.database, CallsQuery())).calls
    assert [kept[0].received["number"], kept[-1].received["number"], str(len(kept))] == ["20", "219", "200"]
