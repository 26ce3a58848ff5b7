"""How much one address and one socket may do (SESS-8, SESS-9, F-12)."""

import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from starlette.types import Message, Receive

MOST_EVENTS_A_MINUTE = 240
MOST_EVENTS_A_SECOND = 40
MOST_FRAME = 64 * 1024
TOO_FAST = 4429
WINDOW = 10


class AddressLimits:
    """Sockets of each address in this process: so many open, so many new a second as a mean of ten seconds.

    The mean lets a browser restore its tabs at once. ``exempt`` says which addresses are not counted.
    """

    def __init__(self, *, most_open: int, new_a_second: int, exempt: Callable[[str], bool]) -> None:
        self.most_open = most_open
        self.most_new = new_a_second * WINDOW
        self.exempt = exempt
        self.open: Counter[str] = Counter()
        self.tried: dict[str, deque[float]] = {}

    def admits(self, address: str) -> bool:
        """Whether one more socket may open; counts the attempt when it may."""
        if self.exempt(address):
            return True
        now = time.monotonic()
        self._age(now)
        tried = self.tried.setdefault(address, deque())
        while tried and now - tried[0] >= WINDOW:
            tried.popleft()
        if self.open[address] >= self.most_open or len(tried) >= self.most_new:
            return False
        # An attempt moves its address to the end, so the oldest stand first.
        self.tried[address] = self.tried.pop(address)
        tried.append(now)
        return True

    @contextmanager
    def held(self, address: str) -> Iterator[None]:
        """Count the socket while it is open."""
        self.open[address] += 1
        try:
            yield
        finally:
            self.open[address] -= 1
            if not self.open[address]:
                del self.open[address]

    def _age(self, now: float) -> None:
        for address in list(self.tried)[:2]:
            if not self.tried[address] or now - self.tried[address][-1] >= WINDOW:
                del self.tried[address]


def paced(receive: Receive, too_fast: Callable[[int], None]) -> Receive:
    """``receive`` that calls ``too_fast`` with the closing code when a socket talks faster than a person can."""
    seen: deque[float] = deque()

    async def next_message() -> Message:
        message = await receive()
        if message["type"] != "websocket.receive":
            return message
        now = time.monotonic()
        seen.append(now)
        while seen and now - seen[0] > 60:
            seen.popleft()
        size = len(message.get("text") or message.get("bytes") or "")
        recent = sum(1 for moment in reversed(seen) if now - moment <= 1)
        if len(seen) > MOST_EVENTS_A_MINUTE or recent > MOST_EVENTS_A_SECOND or size > MOST_FRAME:
            too_fast(TOO_FAST)
            return await receive()
        return message

    return next_message
