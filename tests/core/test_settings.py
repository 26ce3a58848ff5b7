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
    ],
)
def test_each_cause_has_its_own_line(changed: dict[str, object], named: str) -> None:
    assert sum(named in line for line in lines(**changed)) == 1
