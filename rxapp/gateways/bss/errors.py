"""How the operator's system fails to help: it does not answer, or it understood and said no."""

from rxapp.core.errors import DomainError


class BssUnavailable(DomainError):
    """The operator's system does not answer; what was shown last may be shown with its time."""

    code = "bss.unavailable"


class BssRefused(DomainError):
    """The operator's system understood and said no."""

    code = "bss.refused"


class OwnershipNotProven(DomainError):
    """No such account, wrong secret or wrong region: one and the same answer (security.md 2.3)."""

    code = "bss.ownership_not_proven"


class ServiceUnknown(BssRefused):
    """These accounts have no such service; another person's service is answered like an absent one."""

    code = "bss.service_unknown"


class OfferingUnknown(BssRefused):
    """The offering does not exist, is for another service, or is not sold in the region."""

    code = "bss.offering_unknown"


class KeyReused(BssRefused):
    """This idempotency key was used for another request."""

    code = "bss.key_reused"
