"""The numbers of a captcha. Durations are seconds."""

from rxapp.core.limits import Rate

DIGITS = 6
LIFE = 300
# Every fetch draws the same answer anew: more of them would only help a machine.
MOST_FETCHES = 6
MOST_TRIES = 3
PER_ADDRESS = Rate(120, 600)
PER_BROWSER = Rate(40, 600)
WIDTH, HEIGHT = 200, 70
DRAWERS = 1
QUEUE = 20


def plain(typed: str) -> str:
    """What was typed, without the blanks people put between digits; never longer than an answer could be."""
    return "".join(typed.split())[: DIGITS + 1]
