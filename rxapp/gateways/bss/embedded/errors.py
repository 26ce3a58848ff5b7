"""What the embedded billing refuses to do."""

from rxapp.gateways.bss.errors import BssRefused, KeyReused, OfferingUnknown, ServiceUnknown

__all__ = ["KeyReused", "OfferingUnknown", "ServiceUnknown"]


class AccountUnknown(BssRefused):
    """No billing account has this number. Only the operator's console hears it, never a subscriber."""

    code = "bss.account_unknown"


class ServiceAmbiguous(BssRefused):
    """The account has several services and the request does not say which."""

    code = "bss.service_ambiguous"


class AmountRefused(BssRefused):
    """An amount that is zero, negative or beyond 10 million rubles."""

    code = "bss.amount_refused"


class NotAMember(BssRefused):
    """The customer is not in the bonus programme."""

    code = "bss.not_a_member"


class PointsInsufficient(BssRefused):
    """More points would be spent than there are."""

    code = "bss.points_insufficient"


class AllowanceUnknown(BssRefused):
    """The service's tariff has no such package."""

    code = "bss.allowance_unknown"


class AllowanceExhausted(BssRefused):
    """More would be used than the package still holds."""

    code = "bss.allowance_exhausted"


class NoDebt(BssRefused):
    """A service cannot be stopped for a debt that is not there."""

    code = "bss.no_debt"


class DebtRemains(BssRefused):
    """A service stopped for debt resumes when the debt is paid, not before."""

    code = "bss.debt_remains"


class PaymentUnknown(BssRefused):
    """The account has no such payment."""

    code = "bss.payment_unknown"


class RefundTooLarge(BssRefused):
    """More would be given back than was paid."""

    code = "bss.refund_too_large"


class UsageUnknown(BssRefused):
    """No such kind of usage."""

    code = "bss.usage_unknown"
