"""What is peculiar to each provider (facts, sections 1 to 5)."""

import pytest

from rxapp.core.identity_settings import MailApp
from rxapp.core.settings import settings
from rxapp.gateways.identity import (
    EmailTrust,
    PartialDate,
    ProviderFault,
    ProviderName,
)
from rxapp.gateways.identity.build import adapters
from rxapp.gateways.identity.ok import session_secret, signature
from rxapp.sandbox.providers.apps import with_pretenders
from rxapp.sandbox.providers.rules import SUBJECTS
from tests.gateways.identity.conftest import Pretenders

# Yandex


async def test_yandex_reads_its_own_header_and_years_of_zeros(pretenders: Pretenders) -> None:
    found = await pretenders.sign_in("yandex", SUBJECTS[2])
    assert found.birth_date == PartialDate(None, 12, 23)
    (profile,) = await pretenders.calls("yandex", "profile")
    assert profile.received["authorization"].startswith("OAuth ")
    (token,) = await pretenders.calls("yandex", "token")
    assert token.received["authorization"].startswith("Basic ")


@pytest.mark.parametrize("knob", ["no_email", "no_phone", "no_birthday"])
async def test_yandex_may_keep_things_to_itself(pretenders: Pretenders, knob: str) -> None:
    await pretenders.knobs("yandex", knob)
    found = await pretenders.sign_in("yandex")
    missing = {"no_email": found.email, "no_phone": found.phone, "no_birthday": found.birth_date}[knob]
    assert not missing


@pytest.mark.parametrize("provider", ["yandex", "mail"])
async def test_a_foreign_mailbox_is_not_vouched_for(pretenders: Pretenders, provider: ProviderName) -> None:
    await pretenders.knobs(provider, "foreign_email")
    found = await pretenders.sign_in(provider)
    assert found.email.endswith("@example.com")
    assert found.email_trust == EmailTrust.UNVERIFIED


# Mail


async def test_mail_takes_basic_and_a_token_in_the_query(pretenders: Pretenders) -> None:
    await pretenders.sign_in("mail")
    (token,) = await pretenders.calls("mail", "token")
    assert token.received["authorization"].startswith("Basic ")
    assert "client_secret" not in token.received
    (profile,) = await pretenders.calls("mail", "profile")
    assert profile.received["?access_token"]
    assert profile.received["authorization"] == ""


async def test_mail_reports_errors_on_200(pretenders: Pretenders) -> None:
    await pretenders.knobs("mail", "token_not_found")
    with pytest.raises(ProviderFault):
        await pretenders.sign_in("mail")


async def test_mail_without_a_birthday(pretenders: Pretenders) -> None:
    await pretenders.knobs("mail", "no_birthday")
    assert (await pretenders.sign_in("mail")).birth_date is None


async def test_mail_through_vk_is_vks_identity(pretenders: Pretenders) -> None:
    chosen = with_pretenders(settings().model_copy(update={"public_url": pretenders.base}), pretenders.base)
    through = adapters(chosen.model_copy(update={"mail": MailApp(via="vk")}))["mail"]
    url = await through.authorization_url(pretenders.secrets, pretenders.redirect_uri("mail"), ask_again=False)
    assert "provider=mail_ru" in url
    assert through.name == "mail"
    callback = await pretenders.authorize("vk")
    found = await through.identity(callback, pretenders.secrets, pretenders.redirect_uri("vk"))
    assert found.provider == "vk"


# VK ID


async def test_vk_gets_the_device_a_state_and_no_secret(pretenders: Pretenders) -> None:
    callback = await pretenders.authorize("vk")
    await pretenders.identity("vk", callback)
    (token,) = await pretenders.calls("vk", "token")
    assert token.received["device_id"] == callback.device_id != ""
    assert len(token.received["state"]) >= 32
    assert token.received["state"] != callback.state
    assert "client_secret" not in token.received
    assert token.received["authorization"] == ""
    (profile,) = await pretenders.calls("vk", "profile")
    assert "?access_token" not in profile.received


async def test_vk_may_pack_the_callback(pretenders: Pretenders) -> None:
    await pretenders.knobs("vk", "payload")
    assert (await pretenders.sign_in("vk")).subject == "1000034426"


@pytest.mark.parametrize("payload", ["{", "[" * 4000, "[]", '"text"', "9" * 5000, '{"state": 1}'])
async def test_vk_packs_nonsense(pretenders: Pretenders, payload: str) -> None:
    try:
        callback = pretenders.adapters["vk"].read_callback({"payload": payload})
    except ProviderFault:
        return
    assert callback.state == callback.code == ""


@pytest.mark.parametrize("knob", ["wrong_device", "no_device", "other_user", "other_state"])
async def test_vk_checks(pretenders: Pretenders, knob: str) -> None:
    await pretenders.knobs("vk", knob)
    with pytest.raises(ProviderFault):
        await pretenders.sign_in("vk")


async def test_a_callback_without_a_device_is_not_even_asked_about(pretenders: Pretenders) -> None:
    await pretenders.knobs("vk", "no_device")
    with pytest.raises(ProviderFault, match="callback_without_device"):
        await pretenders.sign_in("vk")
    assert await pretenders.calls("vk", "token") == []


@pytest.mark.parametrize("knob", ["no_email", "no_phone"])
async def test_vk_leaves_out_what_was_not_granted(pretenders: Pretenders, knob: str) -> None:
    await pretenders.knobs("vk", knob)
    found = await pretenders.sign_in("vk")
    assert bool(found.email) is (knob != "no_email")
    assert bool(found.phone) is (knob != "no_phone")


async def test_vk_may_answer_in_latin_letters_and_without_a_year(pretenders: Pretenders) -> None:
    await pretenders.knobs("vk", "latin_names")
    found = await pretenders.sign_in("vk", SUBJECTS[2])
    assert (found.given_name, found.birth_date) == ("Gleb", PartialDate(None, 12, 23))


# OK


def test_ok_signs_as_its_documentation_shows() -> None:
    call = {"application_key": "ABCDEFGHIGKLMNOPK", "format": "json", "method": "events.get"}
    token, secret = "-s-84W-s3egarWUsbkq-IWTucuedzTKT8VUXIA.s4Xx8IW7", "ABC123DEF456GHI789JKL123"
    # Sorted by the signature, not by whoever calls.
    backwards = dict(reversed(call.items()))
    assert session_secret(token, secret) == "b1a2b89707a94624c43afae67d59274c"
    assert (
        signature({"access_token": token, **backwards}, session_secret(token, secret))
        == "232c8eb921951c4dba9b72606f9ddb4c"
    )
    assert signature(call, "ae5362b5b588cc7294c2414d71b74d5d") == "03a41413523ea8092507949d6e711963"


@pytest.mark.parametrize("knob", ["bad_signature", "expired_session"])
async def test_ok_reports_errors_on_200(pretenders: Pretenders, knob: str) -> None:
    await pretenders.knobs("ok", knob)
    with pytest.raises(ProviderFault):
        await pretenders.sign_in("ok")


async def test_ok_with_the_right_to_the_email_and_a_hidden_year(pretenders: Pretenders) -> None:
    await pretenders.knobs("ok", "grants_email", "hidden_year")
    found = await pretenders.sign_in("ok")
    assert (found.email_trust, found.birth_date) == (EmailTrust.UNVERIFIED, PartialDate(None, 3, 12))


async def test_ok_without_rights_still_gives_a_name(pretenders: Pretenders) -> None:
    await pretenders.knobs("ok", "no_rights")
    found = await pretenders.sign_in("ok")
    assert (found.subject, found.given_name, found.birth_date) == ("1000034426", "Илья", None)


async def test_ok_asks_with_semicolons_and_keeps_the_token_out_of_the_address(pretenders: Pretenders) -> None:
    await pretenders.sign_in("ok")
    (asked,) = await pretenders.calls("ok", "authorize")
    assert asked.received["scope"] == "VALUABLE_ACCESS;GET_EMAIL"
    (profile,) = await pretenders.calls("ok", "profile")
    assert not [name for name in profile.received if name.startswith("?")]


# Google


@pytest.mark.parametrize(
    "knob",
    [
        "bad_nonce",
        "bad_aud",
        "bad_azp",
        "bad_issuer",
        "short_issuer",
        "bad_callback_issuer",
        "expired_token",
        "bad_at_hash",
        "bad_signature",
        "alg_none",
        "no_id_token",
    ],
)
async def test_google_checks(pretenders: Pretenders, knob: str) -> None:
    """The short issuer is Google's own spelling only: an issuer of another name must not use it."""
    await pretenders.knobs("google", knob)
    with pytest.raises(ProviderFault):
        await pretenders.sign_in("google")


async def test_google_asks_with_the_nonce(pretenders: Pretenders) -> None:
    await pretenders.sign_in("google")
    (asked,) = await pretenders.calls("google", "authorize")
    assert asked.received["nonce"] == pretenders.secrets.nonce


async def test_google_rotates_its_keys(pretenders: Pretenders) -> None:
    await pretenders.sign_in("google")
    await pretenders.sign_in("google")
    assert len(await pretenders.calls("google", "keys")) == 1
    await pretenders.knobs("google", rotate_key=True)
    assert (await pretenders.sign_in("google")).subject
    assert len(await pretenders.calls("google", "keys")) == 2


@pytest.mark.parametrize("knob", ["unverified_email", "foreign_email"])
async def test_google_vouches_for_its_own_mailboxes_only(pretenders: Pretenders, knob: str) -> None:
    await pretenders.knobs("google", knob)
    found = await pretenders.sign_in("google")
    assert found.email
    assert found.email_trust == EmailTrust.UNVERIFIED
