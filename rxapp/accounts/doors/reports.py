"""What browsers report of their own errors: a stranger's words, so few and short (F-07)."""

import logging
import time
from collections import deque

MOST_A_MINUTE = 20
LONGEST = 200

log = logging.getLogger(__name__)
_written: deque[float] = deque()


def front_end_failed(exception: Exception) -> None:
    """Note a browser's error; what comes beyond twenty a minute in this process is not written."""
    now = time.monotonic()
    while _written and now - _written[0] >= 60:
        _written.popleft()
    if len(_written) < MOST_A_MINUTE:
        _written.append(now)
        log.warning("front_end_failed %s", str(exception)[:LONGEST])
