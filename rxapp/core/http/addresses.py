"""Whose address a request came from, behind the proxies we were told of (SESS-11)."""

from ipaddress import IPv6Address, ip_address

from starlette.datastructures import Headers
from starlette.types import Scope

from rxapp.core.settings import settings


def client_address(scope: Scope) -> str:
    """The address next to our outermost trusted proxy; the peer's own when there is none. Empty when unknown.

    ``X-Forwarded-For`` is the visitor's own word except for its last ``trusted_proxy_hops`` entries.
    """
    hops = settings().trusted_proxy_hops
    if hops:
        named = [part.strip() for part in Headers(scope=scope).get("x-forwarded-for", "").split(",") if part.strip()]
        if len(named) >= hops:
            return named[-hops]
    client = scope.get("client")
    return str(client[0]) if client else ""


def household(address: str) -> str:
    """What limits count as one: an IPv4 address, or the /64 that one IPv6 subscriber gets."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(IPv6Address(int(parsed) >> 64 << 64))
    return str(parsed)


def is_private(address: str) -> bool:
    """Whether the address is of this machine or a private network."""
    try:
        return ip_address(address).is_private
    except ValueError:
        return False
