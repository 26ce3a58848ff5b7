"""On both databases; states through the real event pipeline, over the contract suite's small operator and its terms."""

import pytest

from rxapp.core.db import Database
from rxapp.gateways.bss.embedded import operator
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from tests.gateways.bss import ordering_terms
from tests.gateways.bss.conftest import INTERNET, MOBILE, bss
from tests.personas import Person, subscriber
from tests.pipeline import OpenTab, open_tab, pipeline
from tests.services.databases import database
from tests.tariffs.kit import ANNAS

__all__ = ["bss", "database", "open_tab", "pipeline"]


@pytest.fixture
async def shop(bss: EmbeddedBss, database: Database, open_tab: OpenTab) -> EmbeddedBss:
    """The small operator with terms for changes, and 1 000 rubles on each of Anna's accounts."""
    await ordering_terms.load(database)
    for number in (INTERNET, MOBILE):
        async with bss.changing() as db:
            await operator.post_payment(db, number, 100_000, f"shop:{number}")
    return bss


@pytest.fixture
async def anna(database: Database, open_tab: OpenTab) -> Person:
    return await subscriber(database, "anna", owns=ANNAS)
