"""A process that posts and delivers messages, and dies where it is told to.

Commands: post <where to die> [seconds the message makes sense] | deliver | deliver-when-posted |
race <messages> | crowd <letters> | doze | linger | register-and-die | order <where to die> | resume-orders |
month <where to die> | month-again | close <where to die> | finish-closing | erase-again. Settings come from the
environment, so nothing here may read them at import.
"""

import asyncio
import json
import os
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path

from sqlmodel import col, func, select

from rxapp import wiring
from rxapp.accounts.messages import service, workflows
from rxapp.accounts.messages.tables import OutboxMessage
from rxapp.core import clock, durable
from rxapp.core.db import database
from rxapp.core.settings import settings
from rxapp.gateways import Gateways, install
from rxapp.gateways.delivery import Retry
from rxapp.gateways.email import Letter
from rxapp.gateways.email.sandbox import SandboxEmail
from rxapp.gateways.sms import Sms
from rxapp.gateways.sms.sandbox import SandboxSms
from rxapp.registration.tables import RegistrationDraft
from tests.durable import closings, orders

DELIVERY_SECONDS = 40


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Mortal:
    """Writes each call down, and kills the process before or after sending."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._real = SandboxSms(database())

    async def send(self, sms: Sms) -> str:
        with (settings().data_dir / "calls").open("a") as calls:
            calls.write(f"{sms.key}\n")
        if self._where == "before-sending":
            die()
        sent = await self._real.send(sms)
        if self._where == "after-sending":
            die()
        return sent


class SlowMail:
    """Takes a second for each letter and counts how many it has at once."""

    def __init__(self) -> None:
        self.now = self.most = self.sent = 0

    async def send(self, letter: Letter) -> str:
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(1)
        self.now -= 1
        self.sent += 1
        return letter.key


class BusyOnce:
    """Says "in three seconds" to the first call; writes down when it was called."""

    def __init__(self) -> None:
        self.calls: list[float] = []

    async def send(self, sms: Sms) -> str:
        self.calls.append(time.monotonic())
        if len(self.calls) == 1:
            raise Retry(3)
        return sms.key


class Timed:
    """Tells when the first message came."""

    def __init__(self) -> None:
        self.came = asyncio.Event()

    async def send(self, sms: Sms) -> str:
        self.came.set()
        return sms.key


async def post(text: str = "Code 123456", term: float = 0) -> None:
    not_after = clock.now() + timedelta(seconds=term) if term else None
    async with database().writing() as db:
        await service.post(db, channel="sms", to="+79031234567", text=text, purpose="test", not_after=not_after)


async def posted() -> int:
    async with database().reading() as db:
        return (await db.exec(select(func.count()).select_from(OutboxMessage))).one()


async def unsent() -> int:
    async with database().reading() as db:
        query = select(func.count()).select_from(OutboxMessage).where(col(OutboxMessage.state) == "queued")
        return (await db.exec(query)).one()


async def delivered() -> None:
    until = time.monotonic() + DELIVERY_SECONDS
    while await unsent():
        if time.monotonic() > until:
            raise SystemExit("not delivered in time")
        await asyncio.sleep(0.05)


async def leading() -> None:
    while not durable.is_leader():  # noqa: ASYNC110
        await asyncio.sleep(0.01)


def report(**found: object) -> None:
    (settings().data_dir / "report").write_text(json.dumps(found))


async def crowd(letters: int) -> None:
    """A mailing to a slow server and then one code, timed from its commit to the gateway."""
    mail, sms = SlowMail(), Timed()
    install(Gateways(sms=sms, email=mail, bss=None))  # type: ignore[arg-type]
    async with durable.running(settings()):
        await leading()
        async with database().writing() as db:
            for number in range(letters):
                await service.post(db, channel="email", to="a@b.ru", text=f"News {number}", purpose="news")
        while not mail.sent:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        committed = time.monotonic()
        await post(term=300)
        await sms.came.wait()
        report(seconds=time.monotonic() - committed, most=mail.most, sent=mail.sent)


async def doze() -> None:
    """While a workflow sleeps its row looks abandoned, so that each sweep tries to take it up."""
    sms = BusyOnce()
    install(Gateways(sms=sms, email=SandboxEmail(database()), bss=None))  # type: ignore[arg-type]
    async with durable.running(settings()):
        await leading()
        await post()
        while await unsent():
            async with database().writing() as db:
                for row in (await db.exec(select(OutboxMessage))).all():
                    row.next_at = clock.now() - timedelta(hours=1)
                    db.add(row)
            await asyncio.sleep(0.2)
        report(pauses=[later - former for former, later in zip(sms.calls, sms.calls[1:], strict=False)])


async def linger() -> None:
    async with durable.running(settings()):
        await asyncio.sleep(DELIVERY_SECONDS)


async def register_and_die() -> None:
    async with durable.running(settings()):
        await leading()
        now, later = clock.now(), clock.now() + timedelta(hours=1)
        async with database().writing() as db:
            db.add(RegistrationDraft(browser_hash="old", last_name="Canary", created_at=now, expires_at=later))
            db.add(RegistrationDraft(browser_hash="new", created_at=now, expires_at=later))
        die()


async def post_and_die(term: float) -> None:
    async with durable.running(settings()):
        await leading()
        (settings().data_dir / "leading").touch()
        alone = settings().durable_database.startswith("sqlite")
        alone = alone or (settings().data_dir / "alone").exists()
        while not alone and not (settings().data_dir / "waiting").exists():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        await post(term=term)
        await asyncio.sleep(DELIVERY_SECONDS)


async def deliver() -> None:
    async with durable.running(settings()):
        await delivered()


async def deliver_when_posted() -> None:
    """Contend from the start, beside a process that leads and dies."""
    # Later than the leader's SELECT: this one must find the lock taken.
    while not (settings().data_dir / "leading").exists():  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    async with durable.running(settings()):
        (settings().data_dir / "waiting").touch()
        while not await posted():  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        await delivered()


async def race(messages: int) -> None:
    async with durable.running(settings()):
        for number in range(messages):
            await post(f"Code {os.getpid()}-{number}")
        await delivered()
        # The other process may still be posting; its leader must not leave before it is done.
        (settings().data_dir / f"done-{os.getpid()}").touch()
        while len(list(settings().data_dir.glob("done-*"))) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def main(command: str, argument: str = "", term: str = "0") -> None:
    wiring.connect()
    sms = Mortal(argument if command == "post" else "")
    install(Gateways(sms=sms, email=SandboxEmail(database()), bss=None))  # type: ignore[arg-type]
    if argument == "before-starting":
        workflows.durable.start = lambda *_, **__: die()  # type: ignore[assignment,return-value]
    work = {
        "post": lambda: post_and_die(float(term)),
        "deliver": deliver,
        "deliver-when-posted": deliver_when_posted,
        "race": lambda: race(int(argument)),
        "crowd": lambda: crowd(int(argument)),
        "doze": doze,
        "linger": linger,
        "register-and-die": register_and_die,
        "order": lambda: orders.order(argument),
        "resume-orders": orders.resume_orders,
        "month": lambda: orders.month(argument),
        "month-again": orders.month_again,
        "close": lambda: closings.close(argument),
        "finish-closing": closings.finish,
        "erase-again": closings.erase_again,
    }
    await work[command]()
    await database().dispose()


def work(env: dict[str, str], errors: Path, arguments: tuple[str, ...]) -> None:
    """Run one command in this process, with these settings, stderr going to a file."""
    os.environ.update(env)
    os.chdir(env["RXAPP_DATA_DIR"])
    os.dup2(os.open(errors, os.O_WRONLY | os.O_CREAT), sys.stderr.fileno())
    asyncio.run(main(*arguments))
    sys.stderr.flush()
    os._exit(0)
