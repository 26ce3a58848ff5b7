"""In production the sandbox is not hidden: it is not there."""

import os
import subprocess
import sys
from pathlib import Path

PROBE = """
import asyncio, sys
import httpx
from starlette.applications import Starlette
from rxapp import routes, serve
from rxapp.core.settings import settings

serve._load_once()
from rxapp import rxapp

assert settings().is_production

async def ask():
    transport = httpx.ASGITransport(Starlette(routes=rxapp.HTTP_ROUTES))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        alive = (await client.get(routes.HEALTHZ)).status_code
        doors = ["accounts", "inbox", "clock", "reset", "openapi.json", ""]
        asked = [f"/sandbox/api/{door}" for door in doors]
        asked += [routes.SANDBOX_INBOX_JSON, routes.operator_action("charge")]
        pretend = ("consent", "id.vk.ru/authorize", "oauth.yandex.ru/token")
        asked += [f"{routes.SANDBOX_IDENTITY}/{path}" for path in pretend]
        asked += ["/sandbox/api/identity/knobs", routes.social_start("vk")]
        asked = [(method, path) for path in asked for method in ("GET", "POST")]
        statuses = {(await client.request(*call, json={})).status_code for call in asked}
        print(alive, sorted(statuses))

asyncio.run(ask())
print([name for name in sys.modules if name.startswith("rxapp.sandbox")])
print([page.route for page in rxapp.ANYONE if "sandbox" in page.route])
try:
    serve.seed()
except SystemExit as refused:
    print(refused)
"""


def test_no_door_no_page_and_no_module_of_the_sandbox_is_in_production(tmp_path: Path) -> None:
    settings = {
        "RXAPP_ENV": "production",
        "RXAPP_SECRET_KEY": "k" * 40,
        "RXAPP_PUBLIC_URL": "https://my.example.org",
        "RXAPP_DATA_DIR": str(tmp_path),
    }
    ran = subprocess.run(
        [sys.executable, "-c", PROBE],
        env={**os.environ, **settings},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines()[-4:] == ["200 [404]", "[]", "[]", "rxapp: there is no demo in production"]
