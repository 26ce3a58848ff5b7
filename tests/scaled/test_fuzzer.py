"""The event fuzzer against two workers, PostgreSQL and Redis: everybody fires a part of everything."""

from tests.e2e.server import Server
from tests.security.fuzzer.test_fuzzer import run_matrix, test_secrets_typed_into_any_handler_are_kept_nowhere

__all__ = ["test_secrets_typed_into_any_handler_are_kept_nowhere"]


async def test_with_two_workers_nothing_gives_way(server: Server) -> None:
    await run_matrix(server, thorough=(), parts=9)
