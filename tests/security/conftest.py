"""The security tests share the journeys' server."""

from tests.e2e.conftest import server

__all__ = ["server"]
