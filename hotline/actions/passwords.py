"""Passwords: kept as Argon2 hashes, and the same whatever keyboard typed them."""

from __future__ import annotations

import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP Password Storage Cheat Sheet: Argon2id with 19 MiB, two passes, one lane.
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
LONGEST = 128
# Letters and digits that nobody mistakes for others when typing from a screen; 12 of them are 59
# bits, more than Argon2 lets anybody try.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


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


def random_one() -> str:
    """A password that nobody has thought of, in groups that can be read out."""
    letters = [secrets.choice(ALPHABET) for _ in range(12)]
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))
