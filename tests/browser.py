"""The Chromium the journeys run in: Playwright's own where it can be had, else the system's.

``python -m tests.browser`` makes sure there is one and says which.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


SHELL = "chromium-headless-shell"


def system_chromium(*, headed: bool = False) -> str | None:
    """A Chromium or Chrome on the PATH; without a window its small shell first, which needs half the time."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names if headed else (SHELL, *names))), None)


def own_chromium() -> str | None:
    """Playwright's own browser when it is downloaded already."""
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def executable(*, headed: bool = False) -> str | None:
    """The browser to start; None leaves it to Playwright, which has its own or fails with the reason."""
    if named := os.environ.get("RXAPP_CHROMIUM"):
        return named
    return None if own_chromium() else system_chromium(headed=headed)


def main() -> None:
    """Download Playwright's browser unless it is there; fall back to the system's."""
    if not own_chromium():
        download = [sys.executable, "-m", "playwright", "install", "chromium"]
        subprocess.run(download, check=False, timeout=300, capture_output=bool(system_chromium()))
    found = executable() or own_chromium()
    if not found:
        sys.exit("No browser: Playwright's download failed and no chromium is installed.")
    print(f"browser: {found}")


if __name__ == "__main__":
    main()
