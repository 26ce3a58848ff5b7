"""Refusals in an address: ours come back, nothing else does."""

import pytest

from rxapp.i18n import refused


def test_what_is_written_is_read() -> None:
    errors = {"form": "sign_in.wait?seconds=30", "password-confirm": "password.not_same"}
    assert refused.read(refused.written(errors)) == errors


@pytest.mark.parametrize(
    "value",
    [
        "",
        "1",
        "form:Your account is blocked, call 8 800",
        "form:no.such_message",
        "form:sign_in.wait?seconds=<b>",
        "<script>:sign_in.wrong",
        "form:sign_in.wrong?name=Anna",
    ],
)
def test_what_is_not_ours_is_left_out(value: str) -> None:
    assert refused.read(value) == {}
