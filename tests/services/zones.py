"""An operator elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from rxapp.core.settings import settings


@contextmanager
def in_zone(name: str) -> Iterator[None]:
    """The operator's time zone is this one for a while; an IANA name."""
    with patch.object(settings(), "time_zone", name):
        yield
