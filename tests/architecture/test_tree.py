"""What lies at the top of the repository is what people expect there, and nothing that was left lying about."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOP = {
    *("rxapp", "assets", "alembic", "tests", "docs", "reflex.lock", ".ci"),
    *("rxconfig.py", "alembic.ini", "pyproject.toml", "requirements.txt", "requirements-dev.txt", "Makefile"),
    *("README.md", "CHANGELOG.md", "LICENSE", ".gitignore", ".env.example"),
}


def test_the_top_holds_nothing_else() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a clone")
    assert {name.split("/")[0] for name in listed.stdout.splitlines()} == TOP
