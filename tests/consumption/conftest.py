"""States through the real event pipeline, over the contract suite's small operator, on both databases."""

from tests.gateways.bss.conftest import bss
from tests.pipeline import open_tab, pipeline
from tests.services.databases import database

__all__ = ["bss", "database", "open_tab", "pipeline"]
