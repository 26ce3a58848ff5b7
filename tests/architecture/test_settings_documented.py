"""``.env.example`` and the settings say the same."""

from pathlib import Path

from pydantic import SecretStr

from rxapp.core.settings import Settings

EXAMPLE = Path(__file__).parents[2] / ".env.example"


def documented() -> dict[str, str]:
    lines = [line for line in EXAMPLE.read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def default(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_each_setting_is_documented_with_its_default() -> None:
    fields = {f"RXAPP_{name.upper()}": default(field.default) for name, field in Settings.model_fields.items()}
    assert documented() == fields


def test_each_documented_line_is_explained() -> None:
    blocks = EXAMPLE.read_text().strip().split("\n# ")[1:]
    assert all("RXAPP_" in block or block.startswith("sandbox") for block in blocks)
