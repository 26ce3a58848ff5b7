"""States through the real event pipeline."""

from tests.pipeline import open_tab, pipeline

__all__ = ["open_tab", "pipeline"]
