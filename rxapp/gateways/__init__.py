"""Ports to the outside world: one package per port, its Protocol and errors in ``__init__``, one file per adapter.

``wiring`` installs one adapter per port at start; features ask for them here and never import an adapter.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rxapp.gateways.bss import BssGateway
from rxapp.gateways.email import EmailGateway
from rxapp.gateways.identity import IdentityProvider, ProviderName
from rxapp.gateways.sms import SmsGateway


@dataclass(frozen=True, slots=True)
class Gateways:
    """The adapter behind each port."""

    sms: SmsGateway
    email: EmailGateway
    bss: BssGateway
    # In the order of their buttons; a provider that is switched off is not there.
    identity: Mapping[ProviderName, IdentityProvider] = field(default_factory=dict)


_installed: list[Gateways] = []


def install(chosen: Gateways) -> None:
    """Put the adapters of this process in place; a later call replaces them (tests)."""
    _installed[:] = [chosen]


def gateways() -> Gateways:
    """The adapters of this process. Raises RuntimeError before ``install``."""
    if not _installed:
        raise RuntimeError("no gateways installed: wiring.connect() has not run")
    return _installed[0]
