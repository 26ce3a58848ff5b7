"""Nothing secret in any line (SEC-2, SEC-3)."""

import logging

import pytest

from rxapp.core.logs import redact
from rxapp.core.settings import settings

CANARY = "canary-7f3a"


@pytest.mark.parametrize(
    "line",
    [
        f"password={CANARY}",
        f"{{'password': '{CANARY}', 'x': 1}}",
        f'{{"token": "{CANARY}"}}',
        f"Cookie: sid={CANARY}",
        f"Event(name='a.b', payload={{'form': {{'any': '{CANARY}'}}}})",
        f"router_data={{'headers': {{'cookie': 'sid={CANARY}'}}}}",
        f"{{'__reflex_form_data__': [['username', '{CANARY}']]}}",
        f"authorization: {CANARY}",
    ],
)
def test_a_secret_is_cut_out(line: str) -> None:
    assert CANARY not in redact(line)


def test_contacts_are_masked_and_lines_cannot_be_forged() -> None:
    written = redact('sent to anna@example.ru and +7 903 123-45-67\n{"level": "fake"}')
    assert "anna@" not in written
    assert "123-45" not in written
    assert "\n" not in written


def test_every_logger_goes_through_the_redaction(capsys: pytest.CaptureFixture[str]) -> None:
    from rxapp.core import logs

    logs.configure(settings())
    logging.getLogger("reflex.canary").warning("Event data: %s", {"payload": {"password": CANARY}})
    written = capsys.readouterr().err
    assert "reflex.canary" in written
    assert CANARY not in written
