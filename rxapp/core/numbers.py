"""Numbers of phones and accounts as people read them."""

import re

from rxapp.core.phone import PhoneNumber


def shown(number: str) -> str:
    """``654022198043`` as ``6540 2219 8043``, ``+79123456789`` as ``+7 912 345-67-89``; anything else as it is."""
    if re.fullmatch(r"\+7[0-9]{10}", number):
        return PhoneNumber(number).shown
    if not number.isdigit():
        return number
    return " ".join(number[place : place + 4] for place in range(0, len(number), 4))
