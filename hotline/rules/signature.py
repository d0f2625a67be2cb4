"""Signed messages between systems, all by HMAC-SHA256.

The disclosure platform and the service platform share one secret with us, and the signature is over
time stamp and body. What we send to whoever has subscribed follows Standard Webhooks 1.0.0
(https://www.standardwebhooks.com), for which receivers find libraries in every language.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
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


# ---- Standard Webhooks ---------------------------------------------------------------------------

WEBHOOK_ID, WEBHOOK_TIMESTAMP = "webhook-id", "webhook-timestamp"
WEBHOOK_SIGNATURE = "webhook-signature"
PREFIX = "whsec_"
SECRET_BYTES = 32


def webhook_secret(random: bytes) -> str:
    """A secret as its receiver is shown it."""
    return PREFIX + base64.b64encode(random).decode()


def webhook_headers(
    secrets: Sequence[str], message_id: str, body: bytes, *, now: datetime
) -> dict[str, str]:
    """What goes with a message that is sent now; one signature by each secret in force."""
    timestamp = str(int(now.timestamp()))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return {
        WEBHOOK_ID: message_id,
        WEBHOOK_TIMESTAMP: timestamp,
        WEBHOOK_SIGNATURE: " ".join(f"v1,{_signed(secret, signed)}" for secret in secrets),
    }


def _signed(secret: str, content: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()
