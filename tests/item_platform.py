"""A service platform that knows one application, and tells it as our contract says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from jsonschema import validate

from hotline.rules import signature
from hotline.settings import ROOT
from tests.receiver import Receiver, receiving

SECRET = "tests-only-item-secret-0123456789abcdefghij"
NUMBER, LAST_FOUR = "NK20261120000123", "0001"
KNOWN = {
    "state": "审查中", "unit": "南柯州住房和城乡建设局", "updated_on": "2026-11-20",
    "due_on": "2026-12-01", "note": "请补交身份证复印件",
}  # fmt: skip
CONTRACT = json.loads((ROOT / "hotline/schemas/item-state.openapi.json").read_text("utf-8"))
OPERATION = CONTRACT["paths"]["/"]["post"]
ASKED = OPERATION["requestBody"]["content"]["application/json"]["schema"]
TOLD = OPERATION["responses"]["200"]["content"]["application/json"]["schema"]


@contextmanager
def serving() -> Iterator[tuple[Receiver, dict[str, Any]]]:
    """The platform, and the settings of a hotline that asks it."""
    validate(KNOWN, TOLD)
    with receiving() as heard:

        def answer(headers: Any, body: bytes) -> tuple[int, bytes]:
            sent_at, signed = headers[signature.TIMESTAMP], headers[signature.SIGNATURE]
            if not signature.is_genuine(SECRET, sent_at, body, signed):
                return 403, b""
            asked = json.loads(body)
            validate(asked, ASKED)
            fits = (asked["number"][-6:], asked["last_four"]) == (NUMBER[-6:], LAST_FOUR)
            return (200, json.dumps(KNOWN).encode()) if fits else (404, b"{}")

        heard.answers = answer
        yield heard, {"item_state_url": heard.url, "item_state_secret": SECRET}
