"""On both databases; states through the real event pipeline, over the contract suite's small operator."""

from tests.gateways.bss.conftest import bss
from tests.pipeline import open_tab, pipeline
from tests.services.databases import database

__all__ = ["bss", "database", "open_tab", "pipeline"]
