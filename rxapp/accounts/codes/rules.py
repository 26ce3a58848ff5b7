"""The numbers of a one-time code (OTP-2..OTP-7). Durations are seconds."""

from ipaddress import ip_address, ip_network

from rxapp.core.limits import Rate
from rxapp.core.settings import settings

FLOW_LIFE = 900
ATTEMPTS = 5
RESEND_AFTER = (60, 120, 300)
PER_DESTINATION = (Rate(5, 3600), Rate(10, 86_400))
PER_ADDRESS = (Rate(10, 3600), Rate(50, 86_400))
PER_NETWORK = (Rate(50, 3600),)
PER_BROWSER = (Rate(5, 3600),)
GUESSES = Rate(25, 86_400)
MOST_IN_A_ROW = 100
FORGET_DAYS = 30
# A stranger may ask for these; guesses at them must not use up what a signed-in owner needs (and the reverse).
STRANGERS = frozenset({"registration", "sign_in", "recovery", "link_service"})
# Closed for a destination after a hundred wrong guesses in a row; other ways in stay open (OTP-6).
CLOSABLE = frozenset({"sign_in", "recovery"})


def code_life() -> int:
    """How long a code lives (OTP-2): a setting, at most 600."""
    return settings().code_life


def resend_wait(sent: int) -> int | None:
    """Seconds between the ``sent``-th code and the next; None when the flow has had them all (OTP-4)."""
    return RESEND_AFTER[sent - 1] if 1 <= sent <= len(RESEND_AFTER) else None


def network(ip: str) -> str:
    """The /24 or IPv6 /64 an address belongs to; the text itself when it is no address."""
    try:
        address = ip_address(ip)
    except ValueError:
        return ip
    return str(ip_network(f"{ip}/{24 if address.version == 4 else 64}", strict=False))
