"""The numbers of the second factor, and what a typed code is. Durations are seconds."""

import io
import re
from datetime import datetime

import pyotp
import segno

from rxapp.core import secrets
from rxapp.core.errors import DomainError
from rxapp.core.limits import Rate

STEP = 30
DRIFT_STEPS = 1
RECOVERY_CODES = 10
HALF_LIFE = 600
SETUP_LIFE = 900
GUESSES = (Rate(5, 300), Rate(30, 86_400))


class FactorRefused(DomainError):
    """Not a code of now, used already, or not a recovery code that is left; nobody learns which."""

    code = "second_factor.wrong"


class FactorMissing(DomainError):
    """The second factor is not switched on, or its setting up has not begun or took too long."""

    code = "second_factor.missing"


class FactorPresent(DomainError):
    """The second factor is on already; it is switched off first."""

    code = "second_factor.present"


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """The time step this code stands for, one earlier or later than now allowed; None when it is none of them."""
    totp = pyotp.TOTP(secret, interval=STEP)
    present = int(now.timestamp()) // STEP
    found = None
    for step in range(present - DRIFT_STEPS, present + DRIFT_STEPS + 1):
        # Every step is compared, so the time taken does not tell which one was near.
        if secrets.same(totp.generate_otp(step), code):
            found = step
    return found


def typed(code: str) -> str:
    """What was meant: spaces and hyphens are for the eye, letters of a recovery code are capitals."""
    return re.sub(r"[\s-]", "", code)[:64].upper()


def is_totp(code: str) -> bool:
    """Whether a typed code has the form of the application's."""
    return re.fullmatch(r"[0-9]{6}", code) is not None


def grouped(letters: str) -> str:
    """In fours, as people copy them: ``ABCD-EFGH``."""
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def address(secret: str, name: str, issuer: str) -> str:
    """What the QR code says to the application."""
    return pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=name, issuer_name=issuer)


def picture(address_: str) -> str:
    """The address as a QR code, a whole SVG document."""
    out = io.BytesIO()
    segno.make(address_, error="m").save(out, kind="svg", scale=5, border=4, light="#fff", xmldecl=True)
    return out.getvalue().decode()
