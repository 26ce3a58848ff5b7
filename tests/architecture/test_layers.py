"""The structure holds: layers, sizes, the closed list of module names."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULES = {"__init__", "pages", "widgets", "web", "workflows", "state", "service", "queries", "rules", "tables"}
FEATURES = [
    "registration",
    "sign_in",
    "recovery",
    "profile",
    "dashboard",
    "legal",
    "linked_services",
    "billing",
    "bonus",
    "tariffs",
    "consumption",
    "step_up",
]
CEILING = 300


def test_packages_import_only_downwards() -> None:
    checked = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout


def test_a_feature_has_only_the_modules_of_the_closed_list() -> None:
    stray = [
        str(path)
        for feature in FEATURES
        for path in (ROOT / "rxapp" / feature).rglob("*.py")
        if path.stem not in MODULES
    ]
    assert stray == []


def test_no_file_is_longer_than_the_ceiling() -> None:
    long = {
        str(path): length
        for path in (ROOT / "rxapp").rglob("*.py")
        if (length := len(path.read_text().splitlines())) > CEILING
    }
    assert long == {}


def test_types_are_clean() -> None:
    checked = subprocess.run(
        [Path(sys.executable).with_name("mypy")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout


def test_style_is_clean() -> None:
    checked = subprocess.run(
        [Path(sys.executable).with_name("ruff"), "check", "rxapp", "tests"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout
