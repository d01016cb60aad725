"""Identities and secrets: where randomness enters the house."""

import hashlib
import secrets

# No 0 O, 1 I, 5, 8, Z: read aloud across a gym, typed by a thumb. 29 symbols.
UNCONFUSABLE = "ABCDEFGHJKLMNPQRSTUVWXY234679"
CODE_LENGTH = 6
RECOVERY_LENGTH = 8


def new_id(prefix: str) -> str:
    """Return an opaque id that begins with a letter, 12 characters after the prefix."""
    return prefix + secrets.token_hex(6)


def new_secret() -> str:
    """Return 256 random bits as URL-safe text."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Return a join code of six symbols that nobody mixes up."""
    return "".join(secrets.choice(UNCONFUSABLE) for _ in range(CODE_LENGTH))


def squeeze_code(typed: str) -> str:
    """Return a typed code in the form it is stored: upper case, no spaces or hyphens."""
    return "".join(typed.split()).replace("-", "").upper()


def digest_of(secret: str) -> str:
    """Return the SHA-256 of a secret as 64 hexadecimal characters; only this is stored."""
    return hashlib.sha256(secret.encode()).hexdigest()


def recovery_of(secret: str) -> str:
    """Return the short code that moves a seat to another device.

    It follows from the seat's secret, so that the server needs to store only its digest.
    """
    raw = hashlib.sha256(b"recovery:" + secret.encode()).digest()
    return "".join(UNCONFUSABLE[byte % len(UNCONFUSABLE)] for byte in raw[:RECOVERY_LENGTH])
