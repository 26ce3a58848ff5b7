"""States through the real event pipeline, over the contract suite's small operator."""

from tests.gateways.bss.conftest import bss
from tests.pipeline import open_tab, pipeline

__all__ = ["bss", "open_tab", "pipeline"]
