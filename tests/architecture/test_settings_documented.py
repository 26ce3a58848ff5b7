"""``.env.example`` and the settings say the same."""

import re
from itertools import pairwise
from pathlib import Path

from pydantic import SecretStr

from rxapp.core.settings import Settings

EXAMPLE = Path(__file__).parents[2] / ".env.example"


def documented() -> dict[str, str]:
    lines = [line for line in EXAMPLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def default(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if value is None:
        return "auto"
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_each_setting_is_documented_with_its_default() -> None:
    fields = {f"RXAPP_{name.upper()}": default(field.default) for name, field in Settings.model_fields.items()}
    assert documented() == fields


def test_each_documented_block_begins_with_an_explanation() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    assert "# " in lines[0]
    for before, line in pairwise(lines):
        if not line.startswith("RXAPP_"):
            assert not line or line.startswith("# "), line
        assert not (line.startswith("RXAPP_") and not before), f"{line}: no explanation above"


def test_no_setting_is_documented_twice() -> None:
    names = re.findall(r"^(RXAPP_\w+)=", EXAMPLE.read_text(encoding="utf-8"), re.M)
    assert len(names) == len(set(names))
