"""Passwords: kept as Argon2 hashes, and the same whatever keyboard typed them."""

from __future__ import annotations

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP Password Storage Cheat Sheet: Argon2id with 19 MiB, two passes, one lane.
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
LONGEST = 128


def normal(password: str) -> str:
    """One Unicode form of a password (NIST SP 800-63B 3.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


def hashed(password: str) -> str:
    """What is kept of a password."""
    return HASHER.hash(normal(password))


def fits(password_hash: str | None, password: str) -> bool:
    """Whether it is the password that was hashed; none fits where there is no hash."""
    if password_hash is None or len(password) > LONGEST:
        return False
    try:
        return HASHER.verify(password_hash, normal(password))
    except (VerificationError, InvalidHashError):
        return False
