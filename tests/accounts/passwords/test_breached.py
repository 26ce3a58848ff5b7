"""Passwords known from breaches (PW-6): the search in the operator's file, where it is asked, what a bad file does."""

import hashlib
import io
import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from rxapp.accounts.passwords import breached, rules
from rxapp.core.db import Database
from rxapp.core.errors import FormRefused
from rxapp.core.http import health
from rxapp.core.settings import settings
from rxapp.i18n.catalogue import messages
from rxapp.profile.password import service as change
from rxapp.recovery.password import service as last_step
from rxapp.registration import state as wizard
from rxapp.registration.quick import service as quick
from tests.accounts.kit import HERE, PASSWORD, enter, principal, someone
from tests.recovery.kit import proved

LEAKED = "Leaked-Parol-77"
BOTH = ("first", "second")
FORM = {
    "firstName": "Вера", "lastName": "Морозова", "region": "RU-NVS", "address": "8 903 123-45-68",
    "password": LEAKED, "password-confirm": LEAKED,
}  # fmt: skip
numbers = st.integers(0, 2**160 - 1)
# Neighbours differ in their last signs only.
close = st.builds(lambda low, steps: {(low + step) % 2**160 for step in steps}, numbers, st.sets(st.integers(0, 40)))
hashes = (st.sets(numbers, max_size=40) | close).map(lambda found: sorted(f"{n:040X}".encode() for n in found))


def sha1(password: str) -> bytes:
    return hashlib.sha1(password.encode()).hexdigest().upper().encode()


def written(digests: list[bytes], counts: list[int], end: bytes, *, ended: bool) -> bytes:
    lines = [digest + b":%d" % counts[n % len(counts)] for n, digest in enumerate(digests)]
    return end.join(lines) + (end if ended and lines else b"")


@given(
    digests=hashes,
    counts=st.lists(st.integers(1, 10**8), min_size=1, max_size=5),
    end=st.sampled_from([b"\n", b"\r\n"]),
    ended=st.booleans(),
    other=numbers,
)
@example(digests=[b"0" * 40, b"F" * 40], counts=[1], end=b"\n", ended=False, other=5)
def test_the_search_finds_what_a_walk_through_the_file_finds(
    digests: list[bytes], counts: list[int], end: bytes, ended: bool, other: int
) -> None:
    data = written(digests, counts, end, ended=ended)
    listed = {line.split(b":")[0] for line in data.splitlines()}
    around = [f"{(int(digest, 16) + step) % 2**160:040X}".encode() for digest in digests for step in (-1, 1)]
    for wanted in [*digests, *around, b"0" * 40, b"F" * 40, f"{other:040X}".encode()]:
        assert breached.holds(io.BytesIO(data), wanted) == (wanted in listed)


@given(st.binary(max_size=600), numbers)
def test_a_file_of_anything_ends_the_search_too(data: bytes, wanted: int) -> None:
    breached.holds(io.BytesIO(data), f"{wanted:040X}".encode())


def test_a_file_of_the_real_size_is_read_in_a_few_dozen_short_reads(tmp_path: Path) -> None:
    """Forty gigabytes of a hole with a line at each end; to read it all would take minutes."""
    size, reads = 40 * 2**30, 0

    class Watched(io.RawIOBase):
        place = 0

        def seek(self, offset: int, whence: int = 0) -> int:
            self.place = size if whence == 2 else offset
            return self.place

        def tell(self) -> int:
            return self.place

        def readline(self, size: int | None = -1, /) -> bytes:  # type: ignore[override]
            nonlocal reads
            reads += 1
            line, within = divmod(self.place, 50)
            whole = f"{line:040X}:1234567\r\n".encode()
            assert len(whole) == 50
            self.place += 50 - within
            return whole[within:]

    assert breached.holds(Watched(), f"{size // 50 - 1:040X}".encode())  # type: ignore[arg-type]
    assert reads < 90
    assert not breached.holds(Watched(), b"F" * 40)  # type: ignore[arg-type]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "pwned.txt"
    path.write_bytes(written(sorted(map(sha1, (LEAKED, "a", "b", "c"))), [7], b"\r\n", ended=True))
    monkeypatch.setattr(settings(), "breached_passwords_file", str(path))
    return path


@pytest.mark.usefixtures("file")
def test_a_listed_password_is_refused_with_words_in_every_language() -> None:
    with pytest.raises(FormRefused) as refused:
        rules.new_password(LEAKED, LEAKED, fields=BOTH)
    assert refused.value.errors == dict.fromkeys(BOTH, "password.breached")
    assert rules.new_password(f"{LEAKED}x", f"{LEAKED}x", fields=BOTH)
    assert len({messages(locale)["password.breached"] for locale in ("ru", "en", "hi")}) == 3


async def at_registration(database: Database) -> None:
    await wizard._hashed_password({"username": "vera.m", "password": LEAKED, "password-confirm": LEAKED}, spared=False)


async def at_the_short_form(database: Database) -> None:
    await quick.submit(database, HERE, FORM, "ru")


async def at_recovery(database: Database) -> None:
    await someone(database)
    await proved(database, "+79031234567", HERE)
    await last_step.set_password(database, HERE, LEAKED, LEAKED)


async def at_a_change(database: Database) -> None:
    me = await principal(database, await enter(database, await someone(database)))
    await change.change(database, me, HERE, PASSWORD, LEAKED, LEAKED)


@pytest.mark.usefixtures("file")
@pytest.mark.parametrize(
    ("door", "fields"),
    [
        (at_registration, ["password"]),
        (at_the_short_form, ["password", "password-confirm"]),
        (at_recovery, ["password-new", "password-confirm"]),
        (at_a_change, ["newPassword", "repeatPassword"]),
    ],
)
async def test_every_door_refuses_it_at_the_field_and_reads_in_a_thread(
    database: Database, door: Callable[[Database], Any], fields: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[threading.Thread] = []

    def asked(password: str) -> bool:
        threads.append(threading.current_thread())
        return breached.is_breached(password)

    monkeypatch.setattr(rules, "is_breached", asked)
    monkeypatch.setattr(wizard, "database", lambda: database)
    with pytest.raises(FormRefused) as refused:
        await door(database)
    assert refused.value.errors == dict.fromkeys(fields, "password.breached")
    assert threads
    assert threading.main_thread() not in threads


def spoiled(path: Path, how: str) -> None:
    if how == "missing":
        path.unlink()
    elif how == "folder":
        path.unlink()
        path.mkdir()
    else:
        path.write_bytes({"empty": b"", "other": b"user;password\n" * 9, "endless": b"A" * 4096}[how])


@pytest.mark.parametrize(
    ("how", "state"),
    [
        ("missing", "missing"),
        ("folder", "missing"),
        ("empty", "malformed"),
        ("other", "malformed"),
        ("endless", "malformed"),
    ],
)
def test_a_file_that_cannot_be_used_is_a_warning_and_refuses_nobody(
    file: Path, how: str, state: str, caplog: pytest.LogCaptureFixture
) -> None:
    spoiled(file, how)
    assert rules.new_password(LEAKED, LEAKED, fields=BOTH) == LEAKED
    assert breached.state() == state
    with caplog.at_level(logging.WARNING):
        breached.warn_if_unusable()
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert state in caplog.text


def test_a_good_file_and_none_at_all_warn_of_nothing(
    file: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert breached.state() == "ready"
    breached.warn_if_unusable()
    monkeypatch.setattr(settings(), "breached_passwords_file", "")
    assert breached.state() == "off"
    breached.warn_if_unusable()
    assert not breached.is_breached(LEAKED)
    assert caplog.records == []


def test_readiness_warns_and_stays_ready(file: Path, monkeypatch: pytest.MonkeyPatch, database: Database) -> None:
    monkeypatch.setattr(health, "database", lambda: database)
    monkeypatch.setattr(health, "_spared", {})
    health.watch("breached_passwords", breached.state)
    with TestClient(Starlette(routes=health.HEALTH_ROUTES)) as client:
        well = client.get("/readyz")
        file.unlink()
        warned = client.get("/readyz")
    common = {"status": "ok", "database": "up"}
    assert (well.status_code, well.json()) == (200, {**common, "breached_passwords": "ready", "warnings": []})
    assert (warned.status_code, warned.json()) == (
        200, {**common, "breached_passwords": "missing", "warnings": ["breached_passwords"]},
    )  # fmt: skip
