"""What people receive: SMS and letters of the sandbox."""

from typing import Any

from tests.e2e.kit.sandbox import Sandbox

WITHIN = 10.0


class Inbox:
    """Waits in the server, so a test needs no sleep. A code or a link is handed out once: the next call waits anew."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._seen: dict[str, str] = {}

    def code_for(self, to: str, *, within: float = WITHIN) -> str:
        """The newest code sent to this phone or e-mail and not handed out yet. AssertionError after ``within`` s."""
        return str(self._next(to, "code", within))

    def link_for(self, to: str, *, within: float = WITHIN) -> str:
        """The newest link, likewise."""
        return str(self._next(to, "link", within))

    def messages(self, to: str = "", **query: Any) -> list[dict[str, Any]]:
        """All messages, the newest first; ``query`` as ``GET /sandbox/api/inbox`` takes it."""
        found: list[dict[str, Any]] = self._sandbox.ask("GET", "inbox", to=to, **query)["messages"]
        return found

    def _next(self, to: str, what: str, within: float) -> Any:
        since = {"since": self._seen[to + what]} if to + what in self._seen else {}
        found = self._sandbox.ask("GET", "inbox", to=to, has=what, wait=within, limit=1, **since)["messages"]
        assert found, f"no new {what} for {to} within {within} s; there is {self.messages(to)}"
        self._seen[to + what] = found[0]["at"]
        return found[0][what]
