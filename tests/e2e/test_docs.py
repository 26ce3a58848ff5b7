"""docs/e2e.md is true: its examples run, its ids and operations exist."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
from playwright.sync_api import Page, expect

from tests.e2e.kit.people import Person, Persona
from tests.e2e.pages.dashboard import DashboardPage
from tests.e2e.server import Server

Make = Callable[[str], Persona]
Inside = Callable[[Person], DashboardPage]

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "e2e.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    found = re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.M | re.S)
    assert found
    return found


def test_the_journeys_of_the_page_pass_from_outside_against_a_running_server(server: Server, tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["tests.e2e.kit.plugin"]\n')
    for place, block in enumerate(blocks("python")):
        (tmp_path / f"test_recipe_{place}.py").write_text(block, encoding="utf-8")
    options = [
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:asyncio",
        "--rootdir",
        str(tmp_path),
        "--import-mode=importlib",
    ]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(tmp_path)],
        cwd=tmp_path,
        env={**os.environ, "RXAPP_E2E_URL": server.url, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout
    assert f"{PAGE.count('def test_')} passed" in ran.stdout


def test_the_requests_of_the_page_are_answered(server: Server) -> None:
    said = ""
    for block in blocks("sh"):
        script = block.replace("localhost:8000", server.url.removeprefix("http://"))
        ran = subprocess.run(["bash", "-euc", script], capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
        said += ran.stdout
    assert '"first_name":"Вера"' in said
    assert '"approve":"4242"' in said


def test_the_operations_of_the_page_are_the_ones_of_the_door(server: Server) -> None:
    described = httpx.get(f"{server.url}/sandbox/api/openapi.json", timeout=10).json()["paths"]
    real = {(method.upper(), path) for path, methods in described.items() for method in methods}
    told = {
        (method, f"/sandbox/api{_named(path)}")
        for method, path in re.findall(r"`(GET|POST) (/[a-z/{}]+)`", PAGE)
        if not path.startswith("/sandbox")
    }
    assert told == real


def test_the_ids_of_a_screen_are_on_it(page: Page, server: Server, persona: Make, inside: Inside) -> None:
    screens = [(path, names) for path, names in rows() if path.startswith("/")]
    assert len(screens) >= 7
    inner = {"/dashboard", "/services/link", "/profile"}
    outer = [row for row in screens if row[0] not in inner]
    for path, names in [*outer, *(row for row in screens if row[0] in inner)]:
        if path == "/dashboard":
            inside(persona("anna").with_services("internet").with_points(1).create())
        page.goto(server.url + path)
        for name in names:
            found = page.locator(f"[id='{name}'], [name='{name}']")
            expect(found.first, f"{path}: {name}").to_be_attached()


def test_the_ids_of_later_steps_are_in_the_product() -> None:
    sources = [*(ROOT / "rxapp").rglob("*.py"), *(ROOT / "assets").rglob("*.js")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    names = {name for screen, names in rows() if not screen.startswith("/") for name in names}
    built = re.compile(r"rt-code-\d|confirm-(sms|email)")
    assert {name for name in names if f'"{name}"' not in text and not built.fullmatch(name)} == set()


def rows() -> list[tuple[str, list[str]]]:
    """Screens of the table with their ids: ``/sign-in`` and so on, or words for a later step."""
    table = PAGE.split("## Element ids and names")[1].split("## ")[0]
    found = re.findall(r"^\| (?!screen|-)`?([^|`]+?)`? \| (.*?) \|$", table, re.M)
    return [(screen, re.findall(r"`([\w-]+)`", cells)) for screen, cells in found]


def _named(path: str) -> str:
    thing = "captcha_id" if path.startswith("/captchas") else "account_id"
    return path.replace("{id}", f"{{{thing}}}")
