"""Every adapter against its pretend provider: the same behaviour, then each one's own quirks (facts, sections 1-8)."""

import pytest

from rxapp.core.identity_settings import MailApp
from rxapp.core.settings import settings
from rxapp.gateways.identity import (
    PROVIDERS,
    AttemptSecrets,
    ClientRefused,
    EmailTrust,
    PartialDate,
    ProviderDown,
    ProviderFault,
    ProviderName,
    transport,
)
from rxapp.gateways.identity.build import adapters
from rxapp.sandbox.providers.apps import with_pretenders
from rxapp.sandbox.providers.rules import SUBJECTS
from tests.gateways.identity.conftest import Pretenders, free_port

WITH_PKCE: tuple[ProviderName, ...] = ("yandex", "mail", "vk", "google")
WHOLE = PartialDate(1987, 3, 12)
BIRTH = {"yandex": WHOLE, "mail": WHOLE, "vk": WHOLE, "ok": WHOLE, "google": None}
TRUST = {
    "yandex": EmailTrust.PROVIDER_DOMAIN,
    "mail": EmailTrust.PROVIDER_DOMAIN,
    "vk": EmailTrust.UNVERIFIED,
    "ok": EmailTrust.NONE,
    "google": EmailTrust.PROVIDER_VERIFIED,
}

every = pytest.mark.parametrize("provider", PROVIDERS)


@every
async def test_the_person_is_told_in_our_words(pretenders: Pretenders, provider: ProviderName) -> None:
    found = await pretenders.sign_in(provider)
    assert (found.provider, found.subject) == (provider, "1000034426")
    assert (found.given_name, found.family_name, found.birth_date) == ("Илья", "Соснин", BIRTH[provider])
    assert found.email_trust == TRUST[provider]
    assert bool(found.email) is (provider != "ok")
    assert bool(found.phone) is (provider in ("yandex", "vk"))
    assert found.phone in ("", f"+7{found.phone[2:]}")


@every
async def test_the_same_person_has_the_same_subject_again_and_another_another(
    pretenders: Pretenders, provider: ProviderName
) -> None:
    first, again, other = [await pretenders.sign_in(provider, who) for who in ("77", "77", "78")]
    assert first.subject == again.subject != other.subject


@every
async def test_somebody_without_an_email_is_somebody(pretenders: Pretenders, provider: ProviderName) -> None:
    found = await pretenders.sign_in(provider, SUBJECTS[3])
    assert (found.email, found.email_trust, found.phone) == ("", EmailTrust.NONE, "")


@every
async def test_no_is_no_fault(pretenders: Pretenders, provider: ProviderName) -> None:
    callback = await pretenders.authorize(provider, allow=False)
    assert callback.denied
    assert callback.state == pretenders.secrets.state
    with pytest.raises(ProviderFault):
        await pretenders.identity(provider, callback)


@every
async def test_the_state_comes_back_as_it_went(pretenders: Pretenders, provider: ProviderName) -> None:
    callback = await pretenders.authorize(provider)
    assert callback.state == pretenders.secrets.state
    assert callback.code


@every
async def test_a_code_works_once(pretenders: Pretenders, provider: ProviderName) -> None:
    callback = await pretenders.authorize(provider)
    await pretenders.identity(provider, callback)
    with pytest.raises(ProviderFault):
        await pretenders.identity(provider, callback)


@every
async def test_a_code_the_provider_does_not_take_is_a_fault(pretenders: Pretenders, provider: ProviderName) -> None:
    await pretenders.knobs(provider, "invalid_grant")
    with pytest.raises(ProviderFault):
        await pretenders.sign_in(provider)


@every
async def test_no_code_is_a_fault_without_a_call(pretenders: Pretenders, provider: ProviderName) -> None:
    callback = pretenders.adapters[provider].read_callback({"state": pretenders.secrets.state})
    with pytest.raises(ProviderFault):
        await pretenders.identity(provider, callback)
    assert await pretenders.calls(provider, "token") == []


@pytest.mark.parametrize("provider", WITH_PKCE)
async def test_a_code_of_another_attempt_is_refused(pretenders: Pretenders, provider: ProviderName) -> None:
    callback = await pretenders.authorize(provider)
    mine = pretenders.secrets
    pretenders.secrets = AttemptSecrets(mine.state, mine.nonce, "another-verifier-another-verifier-another-v")
    with pytest.raises(ProviderFault):
        await pretenders.identity(provider, callback)


@every
async def test_an_authorize_address_carries_a_challenge_and_no_secret(
    pretenders: Pretenders, provider: ProviderName
) -> None:
    await pretenders.authorize(provider)
    (asked,) = [call.received for call in await pretenders.calls(provider, "authorize")]
    assert (asked.get("code_challenge_method") == "S256") is (provider in WITH_PKCE)
    told = " ".join(asked.values())
    assert pretenders.secrets.verifier not in told
    assert "secret" not in " ".join(asked)


@every
@pytest.mark.parametrize("knob", ["down", "not_json", "huge"])
async def test_an_answer_of_no_use_is_an_outage(pretenders: Pretenders, provider: ProviderName, knob: str) -> None:
    callback = await pretenders.authorize(provider)
    await pretenders.knobs(provider, knob)
    with pytest.raises(ProviderDown):
        await pretenders.identity(provider, callback)


@every
async def test_a_provider_that_thinks_too_long_is_left(
    pretenders: Pretenders, provider: ProviderName, monkeypatch: pytest.MonkeyPatch
) -> None:
    callback = await pretenders.authorize(provider)
    await pretenders.knobs(provider, "slow")
    monkeypatch.setattr(transport, "WHOLE_SECONDS", 0.2)
    with pytest.raises(ProviderDown):
        await pretenders.identity(provider, callback)


@every
async def test_nobody_at_the_address_is_an_outage(pretenders: Pretenders, provider: ProviderName) -> None:
    callback = await pretenders.authorize(provider)
    chosen = settings().model_copy(update={"public_url": pretenders.base})
    gone = adapters(with_pretenders(chosen, f"http://127.0.0.1:{free_port()}"))[provider]
    with pytest.raises(ProviderDown):
        await gone.identity(callback, pretenders.secrets, pretenders.redirect_uri(provider))


@pytest.mark.parametrize("provider", ["yandex", "ok", "google"])
async def test_a_wrong_secret_is_the_operators_to_mend(pretenders: Pretenders, provider: ProviderName) -> None:
    callback = await pretenders.authorize(provider)
    adapter = pretenders.adapters[provider]
    app = adapter.app  # type: ignore[attr-defined]
    adapter.app = app.model_copy(update={"client_secret": MailApp(client_secret="wrong").client_secret})  # type: ignore
    with pytest.raises(ClientRefused):
        await pretenders.identity(provider, callback)


@every
async def test_linking_shows_the_consent_again(pretenders: Pretenders, provider: ProviderName) -> None:
    await pretenders.authorize(provider)
    await pretenders.authorize(provider, ask_again=True)
    once, again = [call.received for call in await pretenders.calls(provider, "authorize")]
    more = {key: value for key, value in again.items() if once.get(key) != value}
    expected: dict[str, dict[str, str]] = {
        "yandex": {"force_confirm": "yes"},
        "mail": {"prompt_force": "1"},
        "vk": {"prompt": "consent"},
        "ok": {},
        "google": {"prompt": "consent"},
    }
    assert more == expected[provider]


@every
async def test_a_failure_tells_no_secret(pretenders: Pretenders, provider: ProviderName) -> None:
    callback = await pretenders.authorize(provider)
    await pretenders.knobs(provider, "invalid_grant")
    with pytest.raises(ProviderFault) as caught:
        await pretenders.identity(provider, callback)
    told = repr(caught.value) + str(caught.value) + repr(callback) + repr(pretenders.secrets)
    for secret in (callback.code, callback.state, pretenders.secrets.verifier, pretenders.secrets.nonce):
        assert secret not in told
    assert caught.value.__cause__ is None


@every
async def test_an_overlong_callback_is_not_read(pretenders: Pretenders, provider: ProviderName) -> None:
    with pytest.raises(ProviderFault):
        pretenders.adapters[provider].read_callback({"state": "s" * 3000, "code": "c"})
