"""Steps and numbers of a recovery. Durations are seconds."""

from datetime import timedelta
from typing import Any

from rxapp.accounts.browser import Browser
from rxapp.accounts.passwords import rules as passwords
from rxapp.core import clock
from rxapp.core.checks import Check
from rxapp.core.errors import DomainError
from rxapp.core.limits import Rate

# OTHER_WAY: an SMS was proved and is not enough, as the SIM is young (OTP-11).
CHANNEL, CODE, PASSWORD, OTHER_WAY = 1, 2, 3, 4
FLOW_LIFE = 900
LINK_LIFE = 1800
STARTS = (Rate(5, 3600), Rate(10, 86_400))
PASSWORDS = Rate(10, FLOW_LIFE)
FIELDS = ("password-new", "password-confirm")
WAYS = {"sms": "phone", "email": "email"}


class RecoveryRefused(DomainError):
    """The captcha was wrong. The words do not tell it from a wrong name (the public contract, section 7)."""

    code = "recovery.wrong"


class StepSkipped(DomainError):
    """The steps come in order and within 15 minutes; this one is not next."""

    code = "recovery.step_skipped"


class WayUnknown(DomainError):
    """Neither ``sms`` nor ``email``."""

    code = "recovery.way_unknown"


class LinkSpent(DomainError):
    """The mailed link is unknown, used, or older than 30 minutes."""

    code = "recovery.link_spent"


def proved(browser: Browser, step: int = PASSWORD) -> dict[str, Any]:
    """The columns of a recovery somebody has just proved: ``step``, with 15 minutes of its own, in that browser."""
    return {
        "step": step,
        "link_hash": "",
        "browser_hash": browser.cookie_hash,
        "expires_at": clock.now() + timedelta(seconds=FLOW_LIFE),
    }


def field_checks() -> dict[str, tuple[Check, ...]]:
    """What the browser checks when a field is left, by field id; the same lists run here."""
    return dict.fromkeys(FIELDS, passwords.checks())
