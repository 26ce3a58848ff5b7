"""How long the random lives of the money machines are: forty steps each; more of them where there is time.

With ``RXAPP_TEST_LONG`` set, as ``.ci/run`` sets it, the machines together take at least 2,000 steps on each database.
"""

import os

from hypothesis import HealthCheck, Phase, settings

STEPS = 40
LONG = bool(os.environ.get("RXAPP_TEST_LONG"))


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
