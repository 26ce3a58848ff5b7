"""docs/e2e.md is true: its examples run, its ids and operations exist."""

import os
import re
import subprocess
import sys
from pathlib import Path

import httpx

from tests.e2e.server import Server

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
    for block in blocks("sh"):
        script = block.replace("localhost:8000", server.url.removeprefix("http://"))
        ran = subprocess.run(["bash", "-euc", script], capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
    assert '"first_name":"Вера"' in ran.stdout


def test_the_operations_of_the_page_are_the_ones_of_the_door(server: Server) -> None:
    described = httpx.get(f"{server.url}/sandbox/api/openapi.json", timeout=10).json()["paths"]
    real = {(method.upper(), path) for path, methods in described.items() for method in methods}
    told = {
        (method, f"/sandbox/api{path.replace('{id}', '{account_id}')}")
        for method, path in re.findall(r"`(GET|POST) (/[a-z/{}]+)`", PAGE)
        if not path.startswith("/sandbox")
    }
    assert told == real


def test_the_ids_of_the_page_are_in_the_product() -> None:
    table = PAGE.split("## Element ids")[1].split("The error of a field")[0]
    ids = {word for word in re.findall(r"`([\w-]+)`", table) if not word.startswith("-")}
    sources = [*(ROOT / "rxapp").rglob("*.py"), *(ROOT / "assets").rglob("*.js")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    made = re.compile(r"^(rt-code-\d|confirm-(sms|email)|t-btn-tab-\w+)$")
    missing = [word for word in ids if f'"{word}"' not in text and f"'{word}'" not in text and not made.match(word)]
    assert missing == []
