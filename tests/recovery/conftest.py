"""On both databases; states through the real event pipeline."""

from tests.pipeline import open_tab, pipeline
from tests.services.databases import database

__all__ = ["database", "open_tab", "pipeline"]
