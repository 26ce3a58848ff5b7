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


def system_chromium() -> str | None:
    """A Chromium or Chrome on the PATH."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def own_chromium() -> str | None:
    """Playwright's own browser when it is downloaded already."""
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def executable() -> str | None:
    """The browser to start, None when the machine has none."""
    return os.environ.get("RXAPP_CHROMIUM") or own_chromium() or system_chromium()


def main() -> None:
    """Download Playwright's browser unless it is there; fall back to the system's."""
    if not own_chromium():
        download = [sys.executable, "-m", "playwright", "install", "chromium"]
        subprocess.run(download, check=False, timeout=300, capture_output=bool(system_chromium()))
    found = executable()
    if not found:
        sys.exit("No browser: Playwright's download failed and no chromium is installed.")
    print(f"browser: {found}")


if __name__ == "__main__":
    main()
