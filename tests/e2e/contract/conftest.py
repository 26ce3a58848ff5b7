"""What a picture says."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.e2e.server import Server

# The answer is a keyed hash under the server's secret: a process of this checkout with the server's data tells it.
TELL = """
import sys
from uuid import UUID
from rxapp.accounts.captcha.service import sandbox_answer
for line in sys.stdin:
    print(sandbox_answer(UUID(line.strip())), flush=True)
"""


@pytest.fixture(scope="session")
def teller(server: Server) -> Iterator["subprocess.Popen[str]"]:
    """One process for the whole run: importing the product takes a second."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("RXAPP_", "REFLEX_", "__REFLEX_"))}
    environment = {**clean, "RXAPP_DATA_DIR": str(server.data_dir), "RXAPP_PUBLIC_URL": server.url}
    with subprocess.Popen(
        [sys.executable, "-c", TELL], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        assert process.stdin
        process.stdin.close()


@pytest.fixture
def captcha_answer(teller: "subprocess.Popen[str]") -> Callable[[Page], str]:
    """``captcha_answer(page)``: the signs of the picture on this page."""

    def answer(page: Page) -> str:
        source = page.locator("img.rt-captcha__image").get_attribute("src") or ""
        assert teller.stdin
        assert teller.stdout
        teller.stdin.write(source.rsplit("/", 1)[-1].removesuffix(".png") + "\n")
        teller.stdin.flush()
        return teller.stdout.readline().strip()

    return answer
