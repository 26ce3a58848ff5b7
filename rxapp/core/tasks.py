"""Tasks that may be cancelled at any moment: a person who leaves a page cancels its loading."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")


async def whole(work: Awaitable[T]) -> T:
    """What ``work`` gives, waited for however often the caller is cancelled; then the cancellation goes on."""
    future = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not future.done():
        try:
            await asyncio.wait([future])
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        # Looked at, or asyncio complains that nobody did.
        _ = future.cancelled() or future.exception()
        raise cancelled
    return future.result()
