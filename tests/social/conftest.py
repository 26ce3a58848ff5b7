"""Services on both databases, States through the real event pipeline, five providers that say what a test wants."""

import pytest

from rxapp.core.db import Database
from rxapp.gateways import Gateways, install
from rxapp.gateways.email.sandbox import SandboxEmail
from rxapp.gateways.identity import PROVIDERS
from rxapp.gateways.sms.sandbox import SandboxSms
from tests.pipeline import open_tab, pipeline
from tests.services.databases import database
from tests.social.kit import Fake, Providers

__all__ = ["database", "open_tab", "pipeline"]


@pytest.fixture
def providers(database: Database) -> Providers:
    """The same five for services and States: whatever installs gateways after this keeps them."""
    fakes = {name: Fake(name) for name in PROVIDERS}
    install(Gateways(sms=SandboxSms(database), email=SandboxEmail(database), bss=None, identity=fakes))  # type: ignore[arg-type]
    return Providers(database, fakes)
