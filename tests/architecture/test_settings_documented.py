"""``.env.example`` and the settings say the same."""

import os
import re
from itertools import pairwise
from pathlib import Path

import pytest
from pydantic import BaseModel, SecretStr

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


def expected() -> dict[str, str]:
    """Every setting, those of a nested model by ``NAME__FIELD``."""
    found = {}
    for name, field in Settings.model_fields.items():
        if isinstance(field.default, BaseModel):
            inner = type(field.default).model_fields
            found |= {f"RXAPP_{name.upper()}__{part.upper()}": default(inner[part].default) for part in inner}
        else:
            found[f"RXAPP_{name.upper()}"] = default(field.default)
    return found


def test_each_setting_is_documented_with_its_default() -> None:
    assert documented() == expected()


def test_the_example_is_what_the_product_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Copied to ``.env`` it changes nothing: "auto" is understood in nested settings too."""
    for name in [name for name in os.environ if name.startswith("RXAPP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("RXAPP_SECRET_KEY", "k" * 40)
    read, bare = Settings(_env_file=EXAMPLE), Settings(_env_file=None)
    assert read.model_dump() == bare.model_dump()


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
