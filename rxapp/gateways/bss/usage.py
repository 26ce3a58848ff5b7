"""What was used of a service."""

from typing import Protocol


class UsageVerbs(Protocol):
    """Records and sums of consumption (TMF635 usage, TMF677 usageConsumption)."""
