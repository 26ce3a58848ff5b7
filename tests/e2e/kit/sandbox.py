"""The testers' door as Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx

from tests.e2e.kit.people import Person, Persona

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

MINUTE, HOUR, DAY = 60, 3600, 86_400


class SandboxRefused(AssertionError):
    """The door said no; ``fields`` says to what."""

    def __init__(self, status: int, answer: dict[str, Any]) -> None:
        super().__init__(f"{status} {answer}")
        self.status, self.error, self.fields = status, answer.get("error"), answer.get("fields", {})


class Clock:
    """The server's clock. Browsers keep their own: reload a page to see what the move did to its countdown."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def advance(self, seconds: int) -> None:
        """Let this much time pass, in every worker."""
        self._sandbox.ask("POST", "clock", {"advance_seconds": seconds})

    def reset(self) -> None:
        """Back to the real time."""
        self._sandbox.ask("POST", "clock", {"shift_seconds": 0})


class Sandbox:
    """A client of ``/sandbox/api`` of the server at ``url``."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.clock = Clock(self)
        self._http = httpx.Client(base_url=f"{url}/sandbox/api/", timeout=40)

    def ask(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """One operation; the answer's JSON. Raises SandboxRefused."""
        answer = self._http.request(method, path, json=body, params=query)
        if answer.is_error:
            raise SandboxRefused(answer.status_code, _told(answer))
        return answer.json() if answer.content else None

    def persona(self, name: str = "tester") -> Persona:
        """Begin to describe a new person."""
        return Persona.named(self, name)

    def person(self, user_name: str, password: str = "Sandbox-2026") -> Person:
        """Somebody who exists, a demo person for instance."""
        found = self.ask("GET", "accounts", user_name=user_name)["accounts"]
        assert found, f"nobody is called {user_name}"
        return Person.told({**found[0], "password": password})

    def forget(self, person: Person) -> None:
        """Delete their account; the contracts stay with the operator."""
        self.ask("POST", f"accounts/{person.id}/delete", {})

    def reset(self, *parts: str, reseed: bool = False) -> None:
        """Clear these parts (people, codes, limits, inbox, clock), all when none is named; or tell the demo anew."""
        self.ask("POST", "reset", {"reseed": reseed, **({"parts": list(parts)} if parts else {})})

    def sign_in(self, person: Person, context: BrowserContext, *, remembered: bool = False) -> None:
        """Let this browser be signed in as the person, without the form."""
        made = self.ask("POST", f"accounts/{person.id}/sessions", {"remembered": remembered})
        context.add_cookies([{**made["cookie"], "url": self.url, "httpOnly": True, "sameSite": "Lax"}])

    def take_up(self, person: Person, context: BrowserContext) -> None:
        """Let this browser be the one an unconfirmed person registered in."""
        assert person.cookie, f"{person.user_name} is not waiting to be confirmed"
        context.add_cookies([{**person.cookie, "url": self.url, "httpOnly": True, "sameSite": "Lax"}])

    def captcha_on(self, page: Page) -> str:
        """What the captcha on this page says."""
        picture = page.locator("img.rt-captcha__image").get_attribute("src") or ""
        told: str = self.ask("GET", f"captchas/{picture.rpartition('/')[2].removesuffix('.png')}")["answer"]
        return told

    def close(self) -> None:
        """Let go of the connection."""
        self._http.close()


def _told(answer: httpx.Response) -> dict[str, Any]:
    if answer.headers.get("content-type", "").startswith("application/json"):
        told: dict[str, Any] = answer.json()
        return told
    return {"error": answer.text}
