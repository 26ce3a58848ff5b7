"""Every address of the product."""

HOME = "/"
SIGN_IN = "/sign-in"
REGISTRATION = "/registration"
DASHBOARD = "/dashboard"
LINK_SERVICE = "/services/link"
AGREEMENT = "/agreement"
CONSENT = "/consent"
RECOVERY = "/recovery"

SESSION_START = "/session/start"
SESSION_END = "/session/end"

SANDBOX_INBOX = "/sandbox/inbox"
SANDBOX_INBOX_JSON = "/sandbox/inbox.json"
SANDBOX_OPERATOR = "/sandbox/operator"
SANDBOX_API = "/sandbox/api"

HEALTHZ = "/healthz"
READYZ = "/readyz"


def registration_letter(token: str) -> str:
    """The page a mailed registration link opens; ``token`` is the link's one-time secret."""
    return f"/registration/letter/{token}"


def operator_action(action: str) -> str:
    """Where the sandbox operator takes one action by POST of JSON."""
    return f"{SANDBOX_OPERATOR}/{action}"
