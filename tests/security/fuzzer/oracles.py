"""What must hold whatever was fired."""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import redis
from sqlalchemy import create_engine, select, text

from rxapp import tables
from rxapp.core import clock
from tests.e2e.server import Server
from tests.security.wire import Tab, browser_cookies

# What a stranger's form may leave behind: a started registration, a picture to read, counters of tries, and the
# journal's line of a failed one.
MAY_CHANGE = {
    "registration_draft",
    "captcha",
    "rate_counter",
    "sign_in_failure",
    "security_event",
    "journal_head",
}
# Opening one's own start page for the first time marks its events as read.
MAY_CHANGE |= {"events_seen"}
# A page that is opened moves the clock of its session.
NOT_COMPARED = {("session", "seen_at")}
# What a stranger's nonsense may cause at error level, line and exception: JSON nested too deep to read.
EXPECTED = (("message async handler error", "RecursionError"),)
ANSWERED_WITHIN = 1.0


def snapshot(server: Server) -> dict[str, list[str]]:
    """Every row of every table that nobody here may touch."""
    engine = create_engine(server.database_url)
    found = {}
    with engine.connect() as db:
        for table in tables.metadata.sorted_tables:
            if table.name not in MAY_CHANGE:
                columns = [c for c in table.columns if (table.name, c.name) not in NOT_COMPARED]
                rows = select(*columns)
                if table.name == "session":
                    # One that died of age is ended by a job within a minute, whenever that is.
                    rows = rows.where(table.c.created_at > clock.now() - timedelta(days=30))
                found[table.name] = sorted(map(repr, db.execute(rows).all()))
    engine.dispose()
    return found


async def quiet(server: Server) -> None:
    """Wait until every message of the sign-ins before is sent: what comes later would be the matrix's doing."""
    engine = create_engine(server.database_url)
    try:
        for _ in range(300):
            with engine.connect() as db:
                if not db.execute(text("SELECT count(*) FROM outbox_message WHERE state = 'queued'")).scalar_one():
                    return
            await asyncio.sleep(0.1)
    finally:
        engine.dispose()
    raise AssertionError("messages of before the matrix are still waiting")


def codes(server: Server) -> list[str]:
    """The one-time codes sent so far."""
    engine = create_engine(server.database_url)
    with engine.connect() as db:
        texts = db.execute(text("SELECT text FROM sandbox_message WHERE channel = 'sms'")).scalars().all()
    engine.dispose()
    return [code for each in texts for code in re.findall(r"#(\d{6})\b", each)]


def told(server: Server, since: int) -> str:
    """What the server has logged from that byte on, without the times: their digits look like codes."""
    with server.log.open("rb") as log:
        log.seek(since)
        return re.sub(r', "timestamp": "[^"]*"', "", log.read().decode(errors="replace"))


def surprises(log: str) -> list[str]:
    """Exceptions and errors nobody foresaw; lines that are not one JSON object are forged or raw."""
    found = []
    for line in log.splitlines():
        if not line.startswith("{"):
            found.append(line)
            continue
        entry = json.loads(line)
        bad = "exception" in entry or entry["level"] in ("error", "critical")
        expected = any(entry["event"] == told and kind in entry.get("exception", "") for told, kind in EXPECTED)
        if bad and not expected:
            found.append(line)
    return found


def kept(server: Server, secrets: Iterable[str]) -> list[str]:
    """Where one of the secrets lies outside of the database."""
    places = {str(path): path.read_bytes() for path in Path(".states").rglob("*") if path.is_file()}
    if server.redis_url:
        store = redis.from_url(server.redis_url)
        for key in store.scan_iter(count=1000):
            places[key.decode()] = key + (store.get(key) or b"" if store.type(key) == b"string" else b"")
        store.close()
    # The sandbox's inbox shows the messages, that is what it is for.
    ours = {place: held for place, held in places.items() if "sandbox___state" not in place}
    return [f"{secret}: {place}" for secret in secrets for place, held in ours.items() if secret.encode() in held]


@asynccontextmanager
async def watched(server: Server) -> AsyncIterator[list[float]]:
    """Asks over a socket of its own, again and again, and notes how long each answer took (seconds)."""
    took: list[float] = []
    done = asyncio.Event()

    async def ask() -> None:
        while not done.is_set():
            async with Tab(server, browser_cookies(server)) as control:
                for _ in range(20):
                    if done.is_set():
                        break
                    started = time.monotonic()
                    await control.settle()
                    took.append(time.monotonic() - started)
                    await asyncio.sleep(0.1)

    asking = asyncio.create_task(ask())
    try:
        yield took
    finally:
        done.set()
        await asking


def drafts_beyond_the_first_step(server: Server, form: dict[str, str]) -> int:
    """Registrations that took over something of a form which came too early."""
    engine = create_engine(server.database_url)
    with engine.connect() as db:
        found = db.execute(
            text("SELECT count(*) FROM registration_draft WHERE email = :email AND email <> ''"),
            {"email": form.get("email", "")},
        ).scalar_one()
    engine.dispose()
    return int(found)
