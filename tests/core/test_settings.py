"""What must not start says so, one line a cause."""

import pytest

from rxapp.core.settings import Settings, refusals

GOOD = {
    "env": "production",
    "public_url": "https://lk.example.ru",
    "secret_key": "x" * 40,
    "email_adapter": "smtp",
    "smtp_host": "mail.example.ru",
}


def lines(**changed: object) -> list[str]:
    return refusals(Settings(**{**GOOD, **changed}, _env_file=None))


def test_the_sandbox_cannot_start_in_production() -> None:
    assert lines() == ["RXAPP_SMS_ADAPTER=sandbox cannot run in production"]


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"secret_key": ""}, "RXAPP_SECRET_KEY"),
        ({"secret_key": "short"}, "RXAPP_SECRET_KEY"),
        ({"public_url": "http://lk.example.ru"}, "RXAPP_PUBLIC_URL"),
        ({"email_adapter": "sandbox"}, "RXAPP_EMAIL_ADAPTER"),
        ({"smtp_host": ""}, "RXAPP_SMTP_HOST"),
        ({"reveal_existing": True}, "RXAPP_REVEAL_EXISTING"),
        ({"workers": 2}, "RXAPP_WORKERS"),
        ({"redis_url": "redis://localhost"}, "RXAPP_REDIS_URL"),
        ({"identity_ca_bundle": "/no/such/file.pem"}, "RXAPP_IDENTITY_CA_BUNDLE"),
        ({"time_zone": "Europe/Atlantis"}, "RXAPP_TIME_ZONE"),
        ({"time_zone": "../../etc/passwd"}, "RXAPP_TIME_ZONE"),
        ({"time_zone": ""}, "RXAPP_TIME_ZONE"),
        ({"yandex": {"client_id": "id"}}, "RXAPP_YANDEX__CLIENT_SECRET"),
        ({"ok": {"client_id": "id", "client_secret": "s"}}, "RXAPP_OK__PUBLIC_KEY"),
        ({"vk": {"client_id": "1", "token_url": "http://id.vk.ru/oauth2/auth"}}, "RXAPP_VK__TOKEN_URL"),
    ],
)
def test_each_cause_has_its_own_line(changed: dict[str, object], named: str) -> None:
    assert sum(named in line for line in lines(**changed)) == 1


def switched_on(env: str = "production", **apps: dict[str, object]) -> list[str]:
    chosen = Settings(**{**GOOD, "env": env, **apps}, _env_file=None)
    return [name for name in chosen.identity_apps if chosen.identity_is_on(name)]


APP: dict[str, object] = {"client_id": "id", "client_secret": "secret"}


def test_a_provider_is_on_with_a_client_id_unless_it_is_switched_off() -> None:
    assert switched_on() == []
    assert switched_on(yandex=APP, mail=APP) == ["yandex", "mail"]
    assert switched_on(yandex={**APP, "enabled": False}, mail=APP) == ["mail"]
    assert switched_on(yandex={"enabled": True}) == []


def test_google_must_be_switched_on_by_name_in_production() -> None:
    assert switched_on(google=APP) == []
    assert switched_on(google={**APP, "enabled": True}) == ["google"]
    assert switched_on("sandbox", google=APP) == ["google"]


def test_mail_through_vk_is_on_with_vks_application() -> None:
    assert switched_on(mail={"via": "vk"}, vk={"client_id": "1"}) == ["mail", "vk"]
    assert switched_on(mail={"via": "vk"}) == []


def test_a_provider_that_is_off_needs_no_secret() -> None:
    off = {"client_id": "id", "enabled": False, "token_url": "http://localhost"}
    assert lines(yandex=off) == ["RXAPP_SMS_ADAPTER=sandbox cannot run in production"]


def test_a_secret_is_never_shown() -> None:
    assert "hush" not in repr(Settings(**{**GOOD, "yandex": {**APP, "client_secret": "hush"}}, _env_file=None))


def test_forms_may_end_at_the_providers_that_are_on_and_nowhere_else() -> None:
    chosen = Settings(**{**GOOD, "vk": {"client_id": "1"}, "google": {**APP, "enabled": True}}, _env_file=None)
    assert chosen.identity_origins == ["https://accounts.google.com", "https://id.vk.ru"]
