"""The browser at the door, as the product knows it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Browser:
    """What is known of the browser at the door: digest of its anonymous cookie, agent string, address.

    ``device_hash`` is the digest of its device cookie: which accounts signed in here before (``accounts.devices``).
    """

    cookie_hash: str
    user_agent: str = ""
    ip: str = ""
    device_hash: str = ""
