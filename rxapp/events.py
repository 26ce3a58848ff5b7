"""Every domain event one feature publishes to the others. Frozen; ids and values only."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class BillingAccountChanged:
    """Something about a billing account moved at the operator: money, points, a service's state."""

    account_number: str


@dataclass(frozen=True, slots=True)
class ServiceLinked:
    """A subscriber proved a billing account theirs and put it on their dashboard."""

    account_id: UUID
    account_number: str
    first: bool


@dataclass(frozen=True, slots=True)
class AccountConfirmed:
    """A registration was confirmed and became an account."""

    account_id: UUID


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """A session died on the server; its open tabs must leave at once."""

    session_id: UUID


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn:
    """A subscriber withdrew a consent; what it allowed must stop, and its data go in time (PD-5)."""

    account_id: UUID
    document: str
