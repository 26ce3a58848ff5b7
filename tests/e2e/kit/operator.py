"""The operator across the street: makes things happen to a contract while a dashboard is open."""

from typing import Any

import httpx

from tests.e2e.kit.people import Service


class Operator:
    """Each verb returns how the account stands afterwards."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=f"{url}/sandbox/operator/", timeout=10)

    def receives_payment(self, service: Service, rubles: float) -> dict[str, Any]:
        """Money comes in."""
        return self._do("post_payment", service, amount_minor=round(rubles * 100))

    def charges(self, service: Service, rubles: float) -> dict[str, Any]:
        """Money is taken."""
        return self._do("charge", service, amount_minor=round(rubles * 100))

    def suspends(self, service: Service) -> dict[str, Any]:
        """The service stops."""
        return self._do("suspend", service, service=service.kind)

    def resumes(self, service: Service) -> dict[str, Any]:
        """The service works again."""
        return self._do("resume", service, service=service.kind)

    def gives_points(self, service: Service, points: int) -> dict[str, Any]:
        """Bonus points; a negative number spends them."""
        return self._do("add_points", service, points=points)

    def counts(self, service: Service, kind: str, amount: int, peer: str = "") -> dict[str, Any]:
        """A call, a message, traffic or a rental was used."""
        return self._do("record_usage", service, kind=kind, amount=amount, peer=peer, service=service.kind)

    def changes_sim(self, phone: str) -> None:
        """The number gets a new SIM, or is ported: for 72 hours an SMS alone recovers nothing."""
        self._http.post("change_sim", json={"phone": phone}).raise_for_status()

    def falls_silent(self) -> None:
        """Its system answers nothing until it ``recovers``."""
        self._trouble(silent=True)

    def is_slow(self, milliseconds: int) -> None:
        """Each answer comes so much later."""
        self._trouble(slow_ms=milliseconds)

    def recovers(self) -> None:
        """An ordinary day again."""
        self._trouble()

    def _trouble(self, **how: Any) -> None:
        # Each worker of the server looks at most half a second later.
        self._http.post("trouble", json=how).raise_for_status()

    def close(self) -> None:
        """Let go of the connection."""
        self._http.close()

    def _do(self, action: str, contract: Service, /, **body: Any) -> dict[str, Any]:
        answer = self._http.post(action, json={"account_number": contract.account_number, **body})
        assert answer.status_code == 200, f"{action}: {answer.status_code} {answer.text}"
        done: dict[str, Any] = answer.json()
        return done
