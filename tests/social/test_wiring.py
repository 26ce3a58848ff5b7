"""Which providers there are: what the settings say, and in a bare sandbox the five pretend ones."""

from rxapp import wiring
from rxapp.core.settings import Settings
from rxapp.gateways.identity import PROVIDERS

PRODUCTION = {"env": "production", "public_url": "https://lk.example.ru", "secret_key": "k" * 40}
APP = {"client_id": "id", "client_secret": "secret"}


def switched_on(**changed: object) -> list[str]:
    return list(wiring.identity_providers(Settings(**changed, _env_file=None)))


def test_a_bare_sandbox_has_all_five() -> None:
    assert switched_on() == list(PROVIDERS)


def test_production_has_what_was_configured_and_nothing_pretended() -> None:
    assert switched_on(**PRODUCTION) == []
    assert switched_on(**PRODUCTION, yandex=APP, google=APP) == ["yandex"]


def test_one_real_application_sends_the_pretend_ones_away() -> None:
    assert switched_on(vk={"client_id": "1"}) == ["vk"]
