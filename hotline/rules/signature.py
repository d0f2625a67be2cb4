"""Signed messages between systems: HMAC-SHA256 over the time stamp and the body, in one header."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

TIMESTAMP, SIGNATURE = "X-Hotline-Timestamp", "X-Hotline-Signature"
# Clocks of two systems differ by seconds; what is older than this may be somebody's copy.
FRESH = timedelta(minutes=5)
LONGEST_TIMESTAMP = 12


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The signature of a body sent at this time (seconds since 1970, as the header has it)."""
    digest = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"sha256={digest.hexdigest()}"


def headers(secret: str, body: bytes, *, now: datetime) -> dict[str, str]:
    """What goes with a body that is sent now."""
    timestamp = str(int(now.timestamp()))
    return {TIMESTAMP: timestamp, SIGNATURE: sign(secret, timestamp, body)}


def is_fresh(timestamp: str, *, now: datetime) -> bool:
    """Whether a message with this time stamp was sent just now."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= LONGEST_TIMESTAMP):
        return False
    return abs(now.timestamp() - int(timestamp)) <= FRESH.total_seconds()


def is_genuine(secret: str, timestamp: str, body: bytes, signature: str) -> bool:
    """Whether whoever signed this body knows the secret."""
    given = signature.encode("utf-8", "replace")
    return hmac.compare_digest(sign(secret, timestamp, body).encode(), given)
