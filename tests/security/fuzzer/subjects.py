"""Who fires the events."""

from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import create_engine, text

from tests.e2e.server import Server
from tests.security.wire import Cookies, Tab, browser_cookies, handler, sign_out, signed_in


@dataclass(frozen=True)
class Subject:
    """A browser: its cookies, the address it comes from, the state token it names (empty: a fresh one each time)."""

    name: str
    cookies: Cookies
    address: str
    token: str = ""
    # A word that only this person's own page says, empty for those who have none.
    own: str = ""

    def tab(self, server: Server) -> Tab:
        # Addresses of a private network: the sandbox limits their sign-ins each for itself, their sockets not at all.
        return Tab(server, self.cookies, token=self.token, **{"X-Forwarded-For": self.address})


# There is no suspended account yet; when there is one, it is a subject here, and this list says so to a test.
NAMES = ("anonymous", "subscriber", "stranger with her ids", "unconfirmed", "expired", "ended", "thief", "known thief")

OWN = {"subscriber": "Хасанов", "stranger with her ids": "Соколов", "known thief": "Соколов"}


async def everybody(server: Server) -> list[Subject]:
    """The subjects of the matrix, each in the state its name says."""
    unconfirmed = await _half_registered(server)
    expired, ended = await signed_in(server, "igor"), await signed_in(server, "igor")
    _let_expire(server)
    await sign_out(server, ended)
    found = [
        browser_cookies(server),
        await signed_in(server, "marat"),
        await signed_in(server, "igor"),
        unconfirmed,
        expired,
        ended,
        browser_cookies(server),
        await signed_in(server, "igor"),
    ]
    stolen = await _her_token(server)
    _let_proofs_age(server)
    return [
        Subject(name, cookies, f"10.9.0.{place}", stolen if "thief" in name else "", OWN.get(name, ""))
        for place, (name, cookies) in enumerate(zip(NAMES, found, strict=True))
    ]


def _let_proofs_age(server: Server) -> None:
    """Nobody has just proved who they are: ending the other sessions is a person's right for five minutes (SESS-4)."""
    engine = create_engine(server.database_url)
    with engine.begin() as db:
        db.execute(text("UPDATE session SET stepped_up_at = NULL"))
    engine.dispose()


async def _her_token(server: Server) -> str:
    """The state token of a tab Anna has closed, full of her data."""
    token = str(uuid4())
    async with Tab(server, await signed_in(server, "anna"), token=token) as tab:
        for name in ("frame_state.load", "dashboard_state.load", "mine_state.load", "bonus_state.load"):
            await tab.fire(handler(name), {})
        await tab.see("Кузнецова")
        await tab.see("654022198051")
    return token


async def _half_registered(server: Server) -> Cookies:
    """A registration that waits for its code."""
    cookies = browser_cookies(server)
    name = f"fuzz{uuid4().hex[:8]}"
    steps: list[tuple[str, dict[str, str]]] = [
        ("credentials", {"username": name, "password": "Dlinny-Parol-77", "password-confirm": "Dlinny-Parol-77"}),
        ("about", {**PERSON}),
        ("contacts", {**contacts()}),
    ]
    async with Tab(server, cookies, **{"X-Forwarded-For": "10.9.1.1"}) as tab:
        for number, (step, form) in enumerate(steps, 2):
            await tab.fire(handler(f"registration_state.submit_{step}"), {"form": form})
            await tab.see(f'"step_rx_state_": {number}')
    return cookies


PERSON = {
    "lastName": "Морозова",
    "firstName": "Вера",
    "middleName": "Игоревна",
    "birth-day": "29",
    "birth-month": "2",
    "birth-year": "1992",
    "region": "RU-NVS",
}


def contacts() -> dict[str, str]:
    """The third step of somebody unique."""
    unique = uuid4()
    phone, email = f"+7906{unique.int % 10_000_000:07}", f"fuzz-{unique.hex[:8]}@example.ru"
    return {"email": email, "phone": phone, "way": "sms", "agreement": "on", "consent": "on", "lang": "ru"}


def _let_expire(server: Server) -> None:
    """Igor's newest session but one was last used three days ago."""
    engine = create_engine(server.database_url)
    with engine.begin() as db:
        rows = db.execute(
            text(
                "SELECT s.id FROM session s JOIN account a ON a.id = s.account_id "
                "WHERE a.user_name = 'igor' ORDER BY s.created_at DESC LIMIT 2"
            )
        ).scalars()
        then = (
            "2026-01-01 00:00:00.000000+00:00" if engine.dialect.name == "postgresql" else "2026-01-01 00:00:00.000000"
        )
        db.execute(
            text("UPDATE session SET seen_at = :then, created_at = :then WHERE id = :id"),
            {"then": then, "id": list(rows)[1]},
        )
    engine.dispose()
