"""Lives, limits and refusals of social sign-in. No input or output here."""

import re
from collections.abc import Iterator

from rxapp import routes
from rxapp.core import secrets
from rxapp.core.errors import DomainError
from rxapp.core.limits import Rate
from rxapp.gateways.identity import EmailTrust, Identity

# Seconds. OA-1 for the attempt, facts section 7 rule 2 for the proof.
ATTEMPT_LIFE, PENDING_LIFE, PROVING_LIFE = 600, 3600, 600
STARTS, STARTS_OF_ADDRESS = Rate(20, 600), Rate(200, 600)
FAILURES_IN_A_ROW, OUT_FOR = 5, 120
TRUSTED = frozenset({EmailTrust.PROVIDER_VERIFIED, EmailTrust.PROVIDER_DOMAIN})
# Where a sign-in may lead (HDR-R): never what a query says.
INSIDE = frozenset({routes.DASHBOARD, routes.PROFILE, routes.LINK_SERVICE, routes.ACCOUNT_PAGE})
_NAME = re.compile(r"[A-Za-z0-9._-]{3,26}")


class SocialRefused(DomainError):
    """Base: what the person reads when the way back from a provider leads nowhere. ``to``: where it should have led."""

    to = ""


class ProviderOff(SocialRefused):
    """No such provider, or it is switched off."""

    code = "social.off"


class StartAgain(SocialRefused):
    """The attempt is unknown, used, of another browser or person, or older than ten minutes."""

    code = "social.start_again"


class Cancelled(SocialRefused):
    """The person said no at the provider."""

    code = "social.cancelled"


class ProviderSilent(SocialRefused):
    """The provider does not answer, or is left alone after several failures."""

    code = "social.silent"


class ProviderRefused(SocialRefused):
    """The provider's answer proves nothing."""

    code = "social.refused"


class OwnedByAnother(SocialRefused):
    """The identity is linked to an account that is not named."""

    code = "social.owned"


class ProviderTaken(SocialRefused):
    """This account has another identity of the same provider (OA-10)."""

    code = "social.one_each"


class LastWayIn(SocialRefused):
    """Without it nobody could sign in (OA-6)."""

    code = "social.last_way"


def inside(to: str) -> str:
    """The address to end at; the dashboard for whatever is not in the table."""
    return to if to in INSIDE else routes.DASHBOARD


def shown_name(identity: Identity) -> str:
    """The name the provider gave, or ""."""
    return f"{identity.given_name} {identity.family_name}".strip()


def user_names(email: str) -> Iterator[str]:
    """User names to suggest, best first, without end."""
    base = re.sub(r"[^A-Za-z0-9._-]", "", email.partition("@")[0])[:26]
    if _NAME.fullmatch(base):
        yield base
    else:
        base = "user"
    while True:
        yield f"{base}{secrets.digits(4)}"
