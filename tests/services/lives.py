"""How many steps, pairs and shots the tests take that get better with each one.

An ordinary ``make test`` takes some; with ``RXAPP_TEST_LONG`` set, as ``.ci/run`` sets it, the machines of money take
together at least 2,000 steps on each database, those of codes 10,000, timings 200 pairs and the fuzzer the most; and
journeys go through every crossing of language, screen and provider.
"""

import os
from typing import TypeVar

from hypothesis import HealthCheck, Phase, settings

STEPS = 40
LONG = bool(os.environ.get("RXAPP_TEST_LONG"))
Number = TypeVar("Number", int, tuple[int, ...])


def many(long: Number, usual: Number) -> Number:
    """``long`` in CI, else ``usual``."""
    return long if LONG else usual


def lives(examples: int, *, in_ci: int = 0) -> settings:
    """Settings of one machine."""
    return settings(
        max_examples=max(in_ci, examples) if LONG else examples,
        stateful_step_count=STEPS,
        deadline=None,
        # Shrinking replays hundreds of lives; the failing one is printed as it is.
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
