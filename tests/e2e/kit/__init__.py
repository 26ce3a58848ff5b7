"""What another team imports to test rxapp: ``from tests.e2e.kit.plugin import *`` in a conftest, or the plugin by name.

It needs playwright, pytest and httpx, and a server: one of its own, or a running one named by ``RXAPP_E2E_URL``; in the
second case nothing of rxapp itself is imported. docs/e2e.md teaches it.
"""
