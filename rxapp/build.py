"""Building the front end: only when its sources changed, and so that one build serves any address."""

import hashlib
import os
import re
import shutil
import subprocess  # noqa: S404
import sys
from pathlib import Path
from typing import Any

from reflex_base.plugins import Plugin

from rxapp.core import clock
from rxapp.core.settings import settings

WEB = Path(".web")
CLIENT = WEB / "build" / "client"
STAMP = WEB / "rxapp-build.sha256"
SOURCES = ("rxapp/**/*.py", "rxapp/**/*.po", "rxapp/**/*.json", "assets/**/*", "rxconfig.py", "reflex.lock/*")
BUILT_IN = (
    "brand_name",
    "brand_color",
    "brand_accent",
    "hotline",
    "operator_name",
    "identity_name",
    "public_site",
    "env",
)
SOCKET = re.compile(r'(["\'`])ws://localhost:\d+/_event\1')
WINDOW_EFFECT = re.compile(r"  useEffect\(\(\) => \{\n    // Make contexts and state objects.*?\n  \}, \[\]\);\n", re.S)
WINDOW_LIBRARY = re.compile(r'^import \* as \w+ from "[^"]+";\n', re.M)
SAME_ORIGIN_SOCKET = '((globalThis.location?location.origin:"http://localhost").replace("http","ws")+"/_event")'


def sources_hash() -> str:
    """SHA-256 over everything the compiled pages depend on, brand and identity providers included."""
    digest = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(Path().glob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts and path.parts[:2] != ("assets", "i18n"):
                digest.update(str(path).encode() + b"\0" + path.read_bytes())
    for name in BUILT_IN:
        digest.update(f"{name}={getattr(settings(), name)}".encode())
    # The years that one may have been born in stand in the pages.
    digest.update(f"year={clock.today().year}".encode())
    chosen = settings()
    shown = [name for name in chosen.identity_apps if chosen.identity_is_on(name)]
    digest.update(f"identity={shown}/{chosen.has_identity_apps}".encode())
    return digest.hexdigest()


def is_fresh() -> bool:
    """Whether the last build came from exactly these sources."""
    return STAMP.exists() and CLIENT.exists() and STAMP.read_text() == sources_hash()


def build() -> None:
    """Compile the catalogues and the pages. Raises CalledProcessError with the compiler's output shown."""
    STAMP.unlink(missing_ok=True)
    subprocess.run([sys.executable, "-m", "rxapp.i18n.build"], check=True)  # noqa: S603
    shutil.rmtree(WEB / "build", ignore_errors=True)
    environment = {**os.environ, "REFLEX_USE_NPM": "1", "REFLEX_TELEMETRY_ENABLED": "false"}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment.get('PATH', '')}"
    subprocess.run(  # noqa: S603
        [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip", "--loglevel", "warning"],
        check=True,
        env=environment,
    )
    if baked := [script.name for script in CLIENT.rglob("*.js") if SOCKET.search(script.read_text())]:
        raise SystemExit(f"rxapp: {baked} connect to one port only; was FrontEnd left out of rxconfig.py?")
    STAMP.write_text(sources_hash())


class FrontEnd(Plugin):
    """Our hand in Reflex's build (rxconfig.py). What it cannot find it does not skip: the build fails."""

    def pre_compile(self, **context: Any) -> None:
        """Before the pages are written to disk."""
        context["add_modify_task"]("app/root.jsx", without_window_libraries)

    def post_build(self, **context: Any) -> None:
        """After Vite, before the files are compressed. Raises SystemExit when Reflex writes something else now."""
        if not connect_to_own_origin(context["static_dir"]):
            raise SystemExit("rxapp: the built client holds no socket address; was Reflex upgraded?")


def without_window_libraries(root: str) -> str:
    """The root module without ``window.__reflex``: whole libraries, kept for components a server sends as text.

    Our policy forbids the eval which those need. Raises SystemExit when Reflex writes something else now.
    """
    trimmed, effects = WINDOW_EFFECT.subn("", root)
    trimmed, libraries = WINDOW_LIBRARY.subn("", trimmed)
    if effects != 1 or not libraries or "__reflex" in trimmed:
        raise SystemExit("rxapp: the root module has another shape; was Reflex upgraded?")
    return trimmed


def connect_to_own_origin(client: Path) -> int:
    """Let the client connect to the origin it was loaded from; Reflex bakes one port in. Returns files changed."""
    changed = 0
    for script in client.rglob("*.js"):
        text = script.read_text()
        patched = SOCKET.sub(SAME_ORIGIN_SOCKET, text)
        if patched != text:
            script.write_text(patched)
            changed += 1
    return changed
