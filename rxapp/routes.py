"""Every address of the product."""

from typing import Any
from urllib.parse import urlencode

HOME = "/"
SIGN_IN = "/sign-in"
REGISTRATION = "/registration"
DASHBOARD = "/dashboard"
SERVICES = "/services"
BONUS = "/bonus"
LINK_SERVICE = "/services/link"
SERVICE = "/service"
SERVICE_TARIFFS = "/service/tariffs"
SERVICE_USAGE = "/service/usage"
USAGE_CSV = "/service/usage.csv"
USAGE_PDF = "/service/usage.pdf"
RECEIPT = "/receipts/{receipt:uuid}.txt"
AGREEMENT = "/agreement"
CONSENT = "/consent"
RECOVERY = "/recovery"
REGISTRATION_QUICK = "/registration/quick"
PROFILE = "/profile"
PERSONAL_DATA = "/profile/personal-data.zip"
CAPTCHA = "/captcha"

# The public contract's addresses (passport-contract.md, section 1): Keycloak's paths of the realm "b2c".
REALM = "/auth/realms/b2c"
AUTHORIZE = f"{REALM}/protocol/openid-connect/auth"
AUTHENTICATE = f"{REALM}/login-actions/authenticate"
CONTRACT_REGISTRATION = f"{REALM}/login-actions/registration"
# Addresses of their own, so that the very first HTML has the right heading: suites read it without waiting.
CONTRACT_CODE_BY_EMAIL = f"{CONTRACT_REGISTRATION}/email"
CONTRACT_CODE_BY_PHONE = f"{CONTRACT_REGISTRATION}/phone"
# From the sign-in page: an empty form, whatever code this browser still waits for.
FRESH_REGISTRATION = f"{CONTRACT_REGISTRATION}?client_id=account_b2c&tab_id=new"
RESET_CREDENTIALS = f"{REALM}/login-actions/reset-credentials"
REQUIRED_ACTION = f"{REALM}/login-actions/required-action"
ACCOUNT_PAGE = "/account_b2c/page"
ACCOUNT_LOGIN = "/account_b2c/login"
AGREEMENT_HTML = "/sso-static/agreement/agreement.html"
OLD_ENTRIES = ("/auth", "/login", ACCOUNT_LOGIN)

SIGN_IN_POST = "/session/sign-in"
REGISTER_POST = "/session/register"
SESSION_START = "/session/start"
SESSION_END = "/session/end"

SECOND_FACTOR_PICTURE = "/second-factor/key.svg"
SECOND_FACTOR_KEY = "/second-factor/key"
RECOVERY_CODES = "/second-factor/recovery-codes"

SANDBOX_INBOX = "/sandbox/inbox"
SANDBOX_INBOX_JSON = "/sandbox/inbox.json"
SANDBOX_OPERATOR = "/sandbox/operator"
SANDBOX_API = "/sandbox/api"
SANDBOX_IDENTITY = "/sandbox/id"

HEALTHZ = "/healthz"
READYZ = "/readyz"


def service(service_id: Any) -> Any:
    """The page of one service; the id may be a Var of a screen."""
    return SERVICE + "?id=" + service_id


def service_tariffs(service_id: Any) -> Any:
    """The tariffs this service could have; the id may be a Var of a screen."""
    return SERVICE_TARIFFS + "?id=" + service_id


def service_usage(service_id: Any) -> Any:
    """What was used of one service; the id may be a Var of a screen."""
    return SERVICE_USAGE + "?id=" + service_id


def receipt(receipt_id: Any) -> Any:
    """A receipt as a file; the id may be a Var of a screen."""
    return "/receipts/" + receipt_id + ".txt"


def account_page(state: str) -> str:
    """The contract's account page with the marks its suites look for; ``state`` is any unguessable word."""
    return f"{ACCOUNT_PAGE}?{urlencode({'state': state, 'client_id': 'account_b2c'})}#/"


def registration_letter(token: str) -> str:
    """The page a mailed registration link opens; ``token`` is the link's one-time secret."""
    return f"/registration/letter/{token}"


def recovery_letter(token: str) -> str:
    """The page a mailed recovery link opens."""
    return f"{RECOVERY}/letter/{token}"


def captcha_picture(captcha_id: str) -> str:
    """The picture of a captcha; ``.wav`` instead of ``.png`` is its sound."""
    return f"{CAPTCHA}/{captcha_id}.png"


def social_start(provider: str) -> str:
    """Where signing in through a provider begins: by POST; by GET a page with the button."""
    return f"/social/{provider}/start"


def social_callback(provider: str) -> str:
    """Where a provider sends the browser back: one address for each of them (OA-2)."""
    return f"/social/{provider}/callback"


def operator_action(action: str) -> str:
    """Where the sandbox operator takes one action by POST of JSON."""
    return f"{SANDBOX_OPERATOR}/{action}"
