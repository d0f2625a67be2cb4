"""Where the disclosure platform (政府信息公开平台) reports what it has made, changed or abolished.

A message is signed and fresh, or it is refused; it is kept whole under its event's id and read by
the same job as a file a clerk sends in, in the name of the account that the settings name.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import structlog
from flask import Blueprint, Response, abort, jsonify, request
from sqlalchemy import select

from faq_kb.exchange import imports
from hotline.actions.roles import actor_of
from hotline.errors import Refused
from hotline.house import House
from hotline.records import Staff
from hotline.rules import signature
from hotline.work import HOTLINE, Actor

LARGEST_BODY = 5 * 1024 * 1024
LONGEST_EVENT_ID = 200
log = structlog.get_logger()


def make_blueprint(house: House) -> Blueprint:
    """The platform's one address."""
    door = Blueprint("disclosure_platform", __name__, url_prefix="/exchange")

    @door.post("/disclosure")
    def receive() -> tuple[Response, int]:
        request.max_content_length = LARGEST_BODY
        event_id, told_at = _event(_genuine_body(house), now=house.clock())
        account = _account(house)
        if account is None:
            # The platform sends it again; meanwhile somebody reads this.
            log.error("DISCLOSURE_STAFF names no account that can draft")
            abort(503)
        actor, unit_id = account
        try:
            with house.open(actor) as work:
                made = imports.receive(
                    work, unit_id=unit_id, file_name=f"{event_id}.json",
                    content=request.get_data(), event_id=event_id, told_at=told_at,
                )  # fmt: skip
                import_id = made.id
        except Refused as refusal:
            return jsonify(error=refusal.wording.key, says=refusal.wording.zh), 422
        return jsonify(event_id=event_id, import_id=import_id), 202

    return door


def _genuine_body(house: House) -> bytes:
    """The body, when it was signed with our secret a moment ago."""
    secret = house.settings.disclosure_secret
    if secret is None:
        abort(404)
    timestamp = request.headers.get(signature.TIMESTAMP, "")
    if not signature.is_fresh(timestamp, now=house.clock()):
        abort(403)
    body = request.get_data()
    signed = request.headers.get(signature.SIGNATURE, "")
    if not signature.is_genuine(secret, timestamp, body, signed):
        log.warning("message of the disclosure platform refused")
        abort(403)
    return body


def _event(body: bytes, *, now: datetime) -> tuple[str, datetime]:
    """The event's id, and when what it tells was so at the platform."""
    try:
        found: Any = json.loads(body)
        event_id, told_at = found["event_id"], datetime.fromisoformat(found["changed_at"])
    except (ValueError, TypeError, KeyError, RecursionError):
        abort(400)
    is_id = isinstance(event_id, str) and event_id.isprintable()
    if not (is_id and 0 < len(event_id) <= LONGEST_EVENT_ID) or told_at.tzinfo is None:
        abort(400)
    if told_at > now + signature.FRESH:
        abort(400)
    return event_id, told_at


def _account(house: House) -> tuple[Actor, int] | None:
    """The account in whose name the platform's items are drafted, and its unit."""
    with house.open(HOTLINE) as work:
        query = select(Staff).where(Staff.username == house.settings.disclosure_staff)
        staff = work.db.scalar(query.where(Staff.is_active))
        if staff is None:
            return None
        return actor_of(work.book.organisation, staff), staff.unit_id
