"""Pretend providers within the process: they bind a code to the attempt it was given for, as PKCE does."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID

from sqlmodel import select

from rxapp.accounts.browser import Browser
from rxapp.accounts.principal import Principal
from rxapp.core.db import Database
from rxapp.gateways.identity import (
    AttemptSecrets,
    Callback,
    EmailTrust,
    Identity,
    IdentityError,
    PartialDate,
    ProviderFault,
    ProviderName,
)
from rxapp.social import queries, service
from rxapp.social.service import Outcome
from tests.accounts.kit import HERE, enter, principal, someone

ILYA = Identity(
    "yandex", "1000034426", "ilya@yandex.ru", EmailTrust.PROVIDER_DOMAIN, "Илья", "Соснин", PartialDate(1987, 3, 12)
)

VERA = replace(ILYA, subject="2", email="vera@yandex.ru")


@dataclass
class Fake:
    """One provider. ``broken`` is raised instead of an identity; codes are good once and for one attempt."""

    name: ProviderName
    broken: IdentityError | None = None
    asked: list[dict[str, str]] = field(default_factory=list)
    verifiers: dict[str, str] = field(default_factory=dict)
    codes: dict[str, tuple[str, Identity]] = field(default_factory=dict)

    async def authorization_url(self, secrets: AttemptSecrets, redirect_uri: str, *, ask_again: bool) -> str:
        if self.broken and self.name == "google":
            raise self.broken
        self.verifiers[secrets.state] = secrets.verifier
        query = {"state": secrets.state, "redirect_uri": redirect_uri, "again": str(ask_again)}
        self.asked.append(query)
        return f"https://{self.name}.example/authorize?{urlencode(query)}"

    def read_callback(self, query: Mapping[str, str]) -> Callback:
        return Callback(state=query.get("state", ""), code=query.get("code", ""), error=query.get("error", ""))

    async def identity(self, callback: Callback, secrets: AttemptSecrets, redirect_uri: str) -> Identity:
        if self.broken:
            raise self.broken
        verifier, who = self.codes.pop(callback.code, ("", None))
        if who is None or verifier != secrets.verifier:
            raise ProviderFault("token_refused")
        return who

    def agree(self, url: str, who: Identity) -> dict[str, str]:
        """The person agrees on the page at ``url``: the callback's parameters."""
        state = parse_qs(urlsplit(url).query)["state"][0]
        code = f"code-{len(self.verifiers)}-{len(self.codes)}-{who.subject}"
        self.codes[code] = (self.verifiers[state], replace(who, provider=self.name))
        return {"state": state, "code": code}


@dataclass
class Providers:
    """The five, and the ways through them."""

    database: Database
    fakes: dict[ProviderName, Fake]

    async def start(
        self, name: ProviderName = "yandex", browser: Browser = HERE, *, to: str = "", linker: Principal | None = None
    ) -> str:
        return await service.start(self.database, browser, name, to=to, linker=linker)

    async def back(
        self,
        query: Mapping[str, str],
        name: ProviderName = "yandex",
        browser: Browser = HERE,
        principal: Principal | None = None,
    ) -> Outcome:
        return await service.finish(self.database, browser, name, query, principal)

    async def through(
        self,
        who: Identity = ILYA,
        name: ProviderName = "yandex",
        browser: Browser = HERE,
        *,
        linker: Principal | None = None,
    ) -> Outcome:
        """There and back again."""
        url = await self.start(name, browser, linker=linker)
        return await self.back(self.fakes[name].agree(url, who), name, browser, linker)


async def me(database: Database, name: str = "anna", **contacts: str) -> Principal:
    return await principal(database, await enter(database, await someone(database, name, **contacts)))


async def linked(database: Database, account_id: UUID) -> list[str]:
    async with database.reading() as db:
        return [row.provider for row in await queries.of_account(db, account_id)]


async def rows(database: Database, table: type) -> list[object]:
    async with database.reading() as db:
        return list((await db.exec(select(table))).all())
