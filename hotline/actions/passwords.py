"""Passwords: kept as Argon2 hashes, and the same whatever keyboard typed them."""

from __future__ import annotations

import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from hotline.errors import Refused
from hotline.rules.wording import Wording

# OWASP Password Storage Cheat Sheet: Argon2id with 19 MiB, two passes, one lane.
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# OWASP ASVS 5.0 6.2.1 and 6.2.9: long passwords are asked for and let through, none is cut.
SHORTEST, LONGEST = 12, 128
# Letters and digits that nobody mistakes for others when typing from a screen; 12 of them are 59
# bits, more than Argon2 lets anybody try.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"

WEAK = Wording(
    key="password.weak",
    zh="密码至少12个字符，不能含用户名，不能只有几个字符反复，也不能与原密码相同。",
    en="A password has at least 12 characters, does not contain the user name, does not repeat "
    "a few characters, and differs from the one before.",
)


def normal(password: str) -> str:
    """One Unicode form of a password (NIST SP 800-63B 3.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


def hashed(password: str) -> str:
    """What is kept of a password."""
    return HASHER.hash(normal(password))


def check_strong(password: str, *, username: str, old: str | None = None) -> None:
    """Raise Refused unless this may be somebody's password, who has had `old` so far."""
    too_simple = len(set(password)) < 5 or username in password.lower()
    if (
        not SHORTEST <= len(password) <= LONGEST
        or too_simple
        or (old is not None and normal(password) == normal(old))
    ):
        raise Refused(WEAK)


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
