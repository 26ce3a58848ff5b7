"""One person at the recovery pages."""

import pytest

from rxapp.accounts.identifier import identifier
from rxapp.accounts.passwords import history
from rxapp.accounts.passwords import service as passwords
from rxapp.accounts.sessions.service import Browser
from rxapp.core.db import Database
from rxapp.core.errors import DomainError, FormRefused
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.recovery import service
from rxapp.recovery.password import service as last_step
from tests.services.people import HERE, code_in, sent, solved

NEW = "Novyj-Parol-77"


async def start(database: Database, typed: str, who: Browser = HERE) -> None:
    await service.start(database, who, identifier(typed, "phone"), await solved(database, who), "ru")


async def asked(database: Database, typed: str, way: str = "sms", who: Browser = HERE) -> None:
    await start(database, typed, who)
    await service.choose_way(database, who, way)


async def newest_code(database: Database) -> str:
    return code_in((await sent(database))[-1])


async def newest_link(database: Database) -> str:
    return (await sent(database))[-1].text.split("/recovery/letter/")[1].split()[0]


async def proved(database: Database, typed: str, who: Browser = HERE) -> None:
    await asked(database, typed, who=who)
    await service.enter_code(database, EmbeddedBss(database), who, await newest_code(database))


async def code_outcome(database: Database, code: str, who: Browser = HERE, bss: EmbeddedBss | None = None) -> str:
    try:
        await service.enter_code(database, bss or EmbeddedBss(database), who, code)
    except DomainError as refused:
        return refused.code
    return "proved"


async def password_outcome(database: Database, first: str = NEW, second: str = NEW, who: Browser = HERE) -> object:
    try:
        await last_step.set_password(database, who, first, second)
    except FormRefused as refused:
        return refused.errors
    except DomainError as refused:
        return refused.code
    return "set"


async def step(database: Database, who: Browser = HERE) -> int:
    async with database.reading() as db:
        found = await service.standing(db, who)
    return found.step if found else 0


def cheap_hashes(patch: pytest.MonkeyPatch) -> None:
    """Argon2 replaced by its argument: for tests that are about order, not about hashing."""

    async def hashed(password: str) -> str:
        return f"hash of {password}"

    async def verified(stored: str, password: str) -> bool:
        return stored == f"hash of {password}"

    patch.setattr(passwords, "hash_password", hashed)
    patch.setattr(passwords, "verify", verified)
    patch.setattr(history, "verify", verified)
