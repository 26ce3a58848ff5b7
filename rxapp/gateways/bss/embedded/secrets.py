"""Service passwords: Argon2id with light parameters, as a proof is limited to a few tries a day (security.md 2.3)."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1)
# An unknown account is checked against this one, so that it takes as long as a known one.
_NOBODY = _hasher.hash("nobody's service password")


def hashed(secret: str) -> str:
    """The stored form of a service password."""
    return _hasher.hash(secret)


async def fits(secret_hash: str | None, secret: str) -> bool:
    """Whether the password is the one behind the hash; ``None`` never fits and takes the same time."""
    return await asyncio.to_thread(_verify, secret_hash or _NOBODY, secret) and secret_hash is not None


def _verify(secret_hash: str, secret: str) -> bool:
    try:
        return _hasher.verify(secret_hash, secret)
    except (VerificationError, InvalidHashError):
        return False
