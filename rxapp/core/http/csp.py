"""Content-Security-Policy from what was built: every inline script of every prerendered page, by hash (HDR 2.5)."""

import base64
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

INLINE_SCRIPT = re.compile(rb"<script(?P<attributes>[^>]*)>(?P<body>.*?)</script>", re.DOTALL | re.IGNORECASE)


def script_hashes(client: Path) -> list[str]:
    """``'sha256-...'`` of each inline script below ``client`` (the built front end), sorted, without repeats."""
    found = set()
    for page in client.rglob("*.html"):
        for script in INLINE_SCRIPT.finditer(page.read_bytes()):
            if b"src=" not in script["attributes"] and script["body"]:
                digest = base64.b64encode(hashlib.sha256(script["body"]).digest()).decode()
                found.add(f"'sha256-{digest}'")
    return sorted(found)


def policy(hashes: list[str], origin: str, form_targets: Iterable[str] = ()) -> str:
    """The policy's value. Styles need ``unsafe-inline`` (emotion); scripts never get it, nor ``unsafe-eval``.

    ``form_targets``: origins a form may end at; browsers check the redirects of its answer, too.
    """
    socket = origin.replace("http", "ws", 1)
    return "; ".join(
        [
            "default-src 'none'",
            " ".join(["script-src 'self'", *hashes]),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "media-src 'self'",
            "font-src 'self'",
            f"connect-src 'self' {socket}",
            "manifest-src 'self'",
            "worker-src 'self'",
            "base-uri 'none'",
            "object-src 'none'",
            " ".join(["form-action 'self'", *sorted(set(form_targets) - {origin})]),
            "frame-ancestors 'none'",
        ]
    )
