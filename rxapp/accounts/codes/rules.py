"""The numbers of a one-time code (OTP-2..OTP-5). Durations are seconds."""

from rxapp.core.limits import Rate

CODE_LIFE = 300
FLOW_LIFE = 900
ATTEMPTS = 5
RESEND_AFTER = (60, 120, 300)
PER_DESTINATION = (Rate(5, 3600), Rate(10, 86_400))
PER_ADDRESS = (Rate(10, 3600), Rate(50, 86_400))
PER_BROWSER = (Rate(5, 3600),)


def resend_wait(sent: int) -> int | None:
    """Seconds between the ``sent``-th code and the next; None when the flow has had them all (OTP-4)."""
    return RESEND_AFTER[sent - 1] if 1 <= sent <= len(RESEND_AFTER) else None
