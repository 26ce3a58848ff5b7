"""Every address of the product."""

HOME = "/"
SIGN_IN = "/sign-in"
REGISTRATION = "/registration"
DASHBOARD = "/dashboard"
LINK_SERVICE = "/services/link"
AGREEMENT = "/agreement"
CONSENT = "/consent"
RECOVERY = "/recovery"
PROFILE = "/profile"
CAPTCHA = "/captcha"

SESSION_START = "/session/start"
SESSION_END = "/session/end"

SECOND_FACTOR_PICTURE = "/second-factor/key.svg"
SECOND_FACTOR_KEY = "/second-factor/key"
RECOVERY_CODES = "/second-factor/recovery-codes"

SANDBOX_INBOX = "/sandbox/inbox"
SANDBOX_INBOX_JSON = "/sandbox/inbox.json"
SANDBOX_OPERATOR = "/sandbox/operator"

HEALTHZ = "/healthz"
READYZ = "/readyz"


def registration_letter(token: str) -> str:
    """The page a mailed registration link opens; ``token`` is the link's one-time secret."""
    return f"/registration/letter/{token}"


def recovery_letter(token: str) -> str:
    """The page a mailed recovery link opens."""
    return f"{RECOVERY}/letter/{token}"


def captcha_picture(captcha_id: str) -> str:
    """The picture of a captcha; ``.wav`` instead of ``.png`` is its sound."""
    return f"{CAPTCHA}/{captcha_id}.png"


def operator_action(action: str) -> str:
    """Where the sandbox operator takes one action by POST of JSON."""
    return f"{SANDBOX_OPERATOR}/{action}"
