"""The fuzzer attacks the server of the journeys."""

from tests.e2e.conftest import server

__all__ = ["server"]
