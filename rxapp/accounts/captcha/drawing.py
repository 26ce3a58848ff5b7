"""Drawing and speaking, in one thread of its own with a short queue: it can neither stop the loop nor pile up."""

import asyncio
import os
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial

from captcha.audio import WAVE_SAMPLE_RATE, AudioCaptcha, mix_wave
from captcha.image import ImageCaptcha

from rxapp.accounts.captcha import rules
from rxapp.core.errors import DomainError

QUIET = 128
_HISS = bytes(QUIET - 2 + value % 4 for value in range(256))
_waiting = 0


class Busy(DomainError):
    """Too many captchas are being drawn; try again in a moment."""

    code = "error.busy"


async def picture(digits: str) -> bytes:
    """A PNG. Raises Busy."""
    return await _in_pool(partial(_picture, digits))


async def speech(digits: str) -> bytes:
    """A WAV with the digits spoken in English over noise. Raises Busy."""
    return await _in_pool(partial(_speech, digits))


async def _in_pool(work: Callable[[], bytes]) -> bytes:
    global _waiting
    if _waiting >= rules.QUEUE:
        raise Busy
    _waiting += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_pool(), work)
    finally:
        _waiting -= 1


@lru_cache(maxsize=1)
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(rules.DRAWERS, thread_name_prefix="captcha")


def _picture(digits: str) -> bytes:
    return ImageCaptcha(rules.WIDTH, rules.HEIGHT).generate(digits, format="png").getvalue()


def _speech(digits: str) -> bytes:
    return bytes(_speaker().generate(digits))


@lru_cache(maxsize=1)
def _speaker() -> AudioCaptcha:
    speaker = _Speaker()
    speaker.load()
    return speaker


class _Speaker(AudioCaptcha):
    """The library draws a random number for each of 160 000 samples of hiss; one call gives the same in a moment."""

    @property
    def choices(self) -> list[str]:
        """Digits only: the library's letters are not needed in memory."""
        return list("0123456789")

    def create_background_noise(self, length: int, chars: str) -> bytearray:
        """Hiss with reversed voices in it, as the library makes it."""
        noise = bytearray(os.urandom(length).translate(_HISS))
        at = 0
        while at < length:
            sound = self._noise_pick()
            end = at + len(sound) + 1
            noise[at:end] = mix_wave(sound, noise[at:end])
            at = end + random.randrange(WAVE_SAMPLE_RATE // 10 + 1)  # noqa: S311 - a pause, no secret
        return noise
