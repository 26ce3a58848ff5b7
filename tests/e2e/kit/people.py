"""People of the tests: described in a chain, made through the testers' door."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal
from uuid import uuid4

if TYPE_CHECKING:
    from tests.e2e.kit.sandbox import Sandbox

FIRST_NAMES = {"anna": "Анна", "boris": "Борис", "vera": "Вера", "igor": "Игорь", "nina": "Нина", "olga": "Ольга"}


@dataclass(frozen=True)
class Service:
    """A contract at the operator; ``login`` and ``password`` prove it on the linking form."""

    account_number: str
    region: str
    kind: str
    number: str
    tariff: str
    status: str
    balance_minor: int
    linked: bool
    login: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class Person:
    """Somebody the server knows. ``cookie`` is the browser cookie of a registration that waits to be confirmed."""

    id: str
    user_name: str
    password: str = field(repr=False)
    first_name: str
    last_name: str
    middle_name: str
    region: str
    locale: str
    phone: str
    email: str
    points: int
    services: tuple[Service, ...]
    cookie: dict[str, str] | None = field(default=None, repr=False)

    def service(self, kind: str) -> Service:
        """The first service of this kind. Raises StopIteration when there is none."""
        return next(service for service in self.services if service.kind == kind)

    @classmethod
    def told(cls, answer: dict[str, Any]) -> Person:
        """As the testers' door tells of them."""
        known = Service.__dataclass_fields__
        services = [Service(**{name: _word(row[name]) for name in known if name in row}) for row in answer["services"]]
        waiting = answer.get("registration")
        plain = {
            name: _word(answer[name]) for name in cls.__dataclass_fields__ if name in answer and name != "services"
        }
        return cls(
            **{**plain, "points": answer["points"] or 0},
            services=tuple(services),
            cookie=waiting["cookie"] if waiting else None,
        )


@dataclass(frozen=True)
class Persona:
    """A person still being described; each verb returns another description. ``create`` makes them."""

    sandbox: Sandbox
    wanted: dict[str, Any]

    @classmethod
    def named(cls, sandbox: Sandbox, name: str) -> Persona:
        """Somebody new whose user name begins with ``name``."""
        wanted: dict[str, Any] = {"user_name": f"{name}.{uuid4().hex[:8]}", "services": []}
        if name in FIRST_NAMES:
            wanted |= {"first_name": FIRST_NAMES[name], "last_name": "Кузнецова" if name[-1] == "a" else "Кузнецов"}
        return cls(sandbox, wanted)

    def but(self, **wanted: Any) -> Persona:
        """With these fields of ``POST /sandbox/api/accounts``."""
        return replace(self, wanted={**self.wanted, **wanted})

    def with_services(self, *kinds: str) -> Persona:
        """With an ordinary, linked service of each kind: internet, tv, phone, mobile."""
        described = self
        for kind in kinds:
            described = described.with_service(kind)
        return described

    def with_service(self, kind: str, *, rubles: float = 0, **wanted: Any) -> Persona:
        """With one service as ``WantedService`` of the door describes it; ``rubles`` is its balance."""
        service = {"kind": kind, "balance_minor": round(rubles * 100), **wanted}
        return self.but(services=[*self.wanted["services"], service])

    def in_debt(self, kind: str, rubles: float) -> Persona:
        """With a service that was stopped for a debt."""
        return self.with_service(kind, rubles=-rubles, status="debt")

    def with_points(self, points: int) -> Persona:
        """A member of the bonus programme; needs a service."""
        return self.but(points=points)

    def without(self, contact: Literal["phone", "email"]) -> Persona:
        """Without this contact."""
        return self.but(**{contact: None})

    def proved(self, *contacts: Literal["phone", "email"]) -> Persona:
        """With these contacts confirmed and no other."""
        return self.but(confirmed=list(contacts))

    def unconfirmed(self, way: Literal["sms", "email"] = "sms") -> Persona:
        """A registration whose code or letter has just been sent."""
        return self.but(state="unconfirmed", way=way)

    def create(self) -> Person:
        """Make them. Raises SandboxRefused with the fields the product refuses."""
        return Person.told(self.sandbox.ask("POST", "accounts", self.wanted))


def _word(value: Any) -> Any:
    return "" if value is None else value
