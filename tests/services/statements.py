"""Statements compiled once for the whole run: each test has its own engine, and compiling anew took a fifth of it."""

from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncEngine

from rxapp.core.db import Database

_shared: dict[str, tuple[Dialect, object]] = {}


def share() -> None:
    """Every engine of this process made from now on knows what the others of its kind have compiled."""
    made = Database._create

    def create(self: Database) -> AsyncEngine:
        engine = made(self)
        ours = engine.sync_engine
        known = _shared.setdefault(ours.dialect.name, (ours.dialect, ours._compiled_cache))
        ours.dialect, ours._compiled_cache = known  # type: ignore[assignment]
        ours.pool._dialect = ours.dialect
        return engine

    Database._create = create  # type: ignore[method-assign]
