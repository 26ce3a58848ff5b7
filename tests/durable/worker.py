"""A process that posts and delivers messages, and dies where it is told to.

Usage: worker.py create | post <where to die> |
deliver | deliver-when-posted | race <messages>. Settings come from the environment.
"""

import asyncio
import os
import signal
import sys
import time

from sqlmodel import SQLModel, col, func, select

from rxapp.accounts.messages import service, workflows
from rxapp.accounts.messages.tables import OutboxMessage
from rxapp.core import durable
from rxapp.core.db import database
from rxapp.core.settings import settings
from rxapp.gateways import Gateways, install
from rxapp.gateways.email.sandbox import SandboxEmail
from rxapp.gateways.sms import Sms
from rxapp.gateways.sms.sandbox import SandboxSms

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


async def create() -> None:
    async with database().engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)


async def post(text: str = "Code 123456") -> None:
    async with database().writing() as db:
        await service.post(db, channel="sms", to="+79031234567", text=text, purpose="test")


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


async def post_and_die() -> None:
    async with durable.running(settings()):
        while not durable.is_leader():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        (settings().data_dir / "leading").touch()
        alone = settings().durable_database.startswith("sqlite")
        while not alone and not (settings().data_dir / "waiting").exists():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        await post()
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


async def main(command: str, argument: str = "") -> None:
    sms = Mortal(argument if command == "post" else "")
    install(Gateways(sms=sms, email=SandboxEmail(database()), bss=None))  # type: ignore[arg-type]
    if command == "create":
        await create()
    elif command == "post":
        if argument == "before-starting":
            workflows.durable.start = lambda *_: die()  # type: ignore[assignment,return-value]
        await post_and_die()
    elif command == "deliver":
        await deliver()
    elif command == "deliver-when-posted":
        await deliver_when_posted()
    else:
        await race(int(argument))
    await database().dispose()


asyncio.run(main(*sys.argv[1:]))
