"""Keyed hashes, encryption and the chain of events; all keys come from MASKING_KEY."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

# The hash that stands before the first event of every chain.
GENESIS = bytes(32)


class Seal:
    """What keeps personal data unreadable and the trail honest, under one master key."""

    def __init__(self, masking_key: str) -> None:
        def derive(purpose: bytes) -> bytes:
            # RFC 5869: one master key, one independent key for each purpose.
            kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"96128 " + purpose)
            return kdf.derive(masking_key.encode())

        self._hash_key = derive(b"keyed hash")
        self._chain_key = derive(b"event chain")
        self._box = Fernet(urlsafe_b64encode(derive(b"encryption")))

    def hash(self, kind: str, value: str) -> bytes:
        """A keyed hash by which an equal value can be found, but not read; 32 bytes."""
        return hmac.digest(self._hash_key, f"{kind}\0{value}".encode(), hashlib.sha256)

    def close(self, text: str) -> bytes:
        """The text, encrypted and authenticated."""
        return self._box.encrypt(text.encode())

    def open(self, sealed: bytes) -> str:
        """The text that `close` sealed; raises cryptography.fernet.InvalidToken if altered."""
        return self._box.decrypt(sealed).decode()

    def link(self, previous: bytes, payload: Mapping[str, Any]) -> bytes:
        """The keyed hash of one event over itself and the hash of the event before it."""
        body = json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hmac.digest(self._chain_key, previous + body.encode(), hashlib.sha256)

    def link_event(
        self, previous: bytes, fields: Mapping[str, Any], *, leg_id: int | None = None
    ) -> bytes:
        """The hash an event with these fields must bear when it follows `previous`."""
        hashed = {key: fields[key] for key in ("seq", "kind", "actor_kind", "actor_id", "data")}
        at: datetime = fields["at"]
        return self.link(
            previous, {**hashed, "at": at.astimezone(UTC).isoformat(), "leg_id": leg_id}
        )
