"""How a browser is named, and how long it is known."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from ipaddress import ip_address, ip_network

import ua_parser

LIFE = 180 * 86_400
MOST_KNOWN = 20
LONGEST_AGENT = 200


@dataclass(frozen=True, slots=True)
class Description:
    """Family and system of a browser, ``Firefox`` and ``Windows``; empty where the agent string does not tell."""

    family: str
    system: str


@lru_cache(maxsize=1000)
def describe(user_agent: str) -> Description:
    """What a person calls this browser. The string is the client's own word: for the owner's eyes, proves nothing."""
    found = ua_parser.parse(user_agent[:LONGEST_AGENT])
    family = found.user_agent.family if found.user_agent else ""
    system = found.os.family if found.os else ""
    return Description(family[:40], system[:40])


def network(ip: str) -> str:
    """The range an address lies in, /24 or /48: where a sign-in came from, without whose line it was."""
    try:
        address = ip_address(ip)
    except ValueError:
        return ""
    mapped = getattr(address, "ipv4_mapped", None) or address
    return str(ip_network(f"{mapped}/{24 if mapped.version == 4 else 48}", strict=False))


def is_current(used_at: datetime, now: datetime) -> bool:
    """Whether a browser last used then is still known."""
    return now - used_at < timedelta(seconds=LIFE)
