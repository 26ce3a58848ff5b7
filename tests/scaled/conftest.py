"""One server of two workers on PostgreSQL and Redis for the whole run."""

from collections.abc import Iterator

import pytest

from tests.e2e.server import Server, front_end, running


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, postgres_url: str, redis_url: str) -> Iterator[Server]:
    front_end()
    tmp = tmp_path_factory.mktemp("scaled")
    where = {"DATABASE_URL": postgres_url, "REDIS_URL": redis_url}
    # So short that what a test leaves open lives on only because the workers keep it.
    with running(tmp, tree_life=9, **where, WORKERS="2", SECRET_KEY="k" * 40, TRUSTED_PROXY_HOPS="1") as started:
        yield started
