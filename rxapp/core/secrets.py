"""Random values and keyed hashes. Nothing random elsewhere in the product comes from another source."""

import base64
import hashlib
import hmac
import secrets as _random

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from rxapp.core.settings import settings

TOKEN_BYTES = 32
CODE_DIGITS = 6
RECOVERY_BYTES = 10
NONCE_BYTES = 12
KEY_ID = "k1"


class SealBroken(Exception):
    """The sealed value was changed, belongs elsewhere, or was sealed under another key."""


def token() -> str:
    """A fresh 256-bit secret of 43 URL-safe characters, for cookies, links and tickets (SESS-1, OTP-12)."""
    return _random.token_urlsafe(TOKEN_BYTES)


def digest(value: str) -> str:
    """SHA-256 of a 256-bit token, hex: what the database keeps instead of it (SESS-1).

    Only for values of ``token()``: anything a person could guess takes ``keyed``.
    """
    return hashlib.sha256(value.encode()).hexdigest()


def keyed(purpose: str, *parts: str) -> str:
    """HMAC-SHA-256 of the parts under a key of this purpose alone, hex (OTP-8).

    ``purpose`` names the use ("otp", "limit"): equal parts under two purposes give unrelated values. Parts carry
    their length, so ``("ab", "c")`` and ``("a", "bc")`` differ.
    """
    message = b"".join(_framed(part) for part in parts)
    return hmac.new(subkey(purpose), message, hashlib.sha256).hexdigest()


def subkey(purpose: str) -> bytes:
    """The server's key narrowed to one purpose, 32 bytes (HKDF-like separation by HMAC)."""
    return hmac.new(settings().key, b"rxapp/" + purpose.encode(), hashlib.sha256).digest()


def digits(length: int) -> str:
    """So many random digits, uniform, leading zeros kept."""
    return f"{_random.randbelow(10**length):0{length}d}"


def six_digits() -> str:
    """A one-time code (OTP-1)."""
    return digits(CODE_DIGITS)


def recovery_code() -> str:
    """80 random bits as 16 letters and digits that are hard to confuse (RFC 4648, base 32)."""
    return base64.b32encode(_random.token_bytes(RECOVERY_BYTES)).decode()


def seal(purpose: str, owner: str, plain: str) -> str:
    """Encrypt for storing (AES-256-GCM, a key of this purpose alone); opens for the same purpose and owner only."""
    nonce = _random.token_bytes(NONCE_BYTES)
    sealed = AESGCM(subkey(f"seal/{purpose}")).encrypt(nonce, plain.encode(), owner.encode())
    return f"{KEY_ID}:{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def unseal(purpose: str, owner: str, sealed: str) -> str:
    """What ``seal`` was given. Raises SealBroken."""
    key_id, _, data = sealed.partition(":")
    try:
        raw = base64.urlsafe_b64decode(data)
        if key_id != KEY_ID:
            raise SealBroken
        plain = AESGCM(subkey(f"seal/{purpose}")).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], owner.encode())
    except (InvalidTag, ValueError) as wrong:
        raise SealBroken from wrong
    return plain.decode()


def same(left: str, right: str) -> bool:
    """Whether two secrets are equal, in time that does not depend on where they differ."""
    return hmac.compare_digest(left.encode(errors="surrogatepass"), right.encode(errors="surrogatepass"))


def _framed(part: str) -> bytes:
    data = part.encode(errors="surrogatepass")
    return len(data).to_bytes(4, "big") + data
