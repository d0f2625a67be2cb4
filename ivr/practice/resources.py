"""How the REST interface writes down what it knows."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any

from ivr.practice.account import Message
from ivr.practice.calls import Leg
from ivr.practice.recordings import Recording, rfc2822


def call_resource(leg: Leg) -> dict[str, Any]:
    """A leg as a Call resource."""
    account = leg.exchange.account.sid
    uri = f"/2010-04-01/Accounts/{account}/Calls/{leg.sid}"
    ended_at = rfc2822(leg.ended_at) if leg.ended_at else None
    return {
        "sid": leg.sid,
        "account_sid": account,
        "parent_call_sid": leg.parent.sid if leg.parent else None,
        "from": leg.from_,
        "from_formatted": leg.from_,
        "to": leg.to,
        "to_formatted": leg.to,
        "status": leg.status,
        "direction": leg.direction,
        "date_created": rfc2822(leg.created_at),
        "date_updated": ended_at or rfc2822(leg.created_at),
        "start_time": rfc2822(leg.created_at),
        "end_time": ended_at,
        "duration": str(leg.duration_seconds) if leg.over else None,
        "answered_by": None,
        "annotation": None,
        "api_version": "2010-04-01",
        "caller_name": None,
        "forwarded_from": None,
        "group_sid": None,
        "phone_number_sid": None,
        "price": None,
        "price_unit": "USD",
        "queue_time": "0",
        "trunk_sid": None,
        "uri": f"{uri}.json",
        "subresource_uris": {"recordings": f"{uri}/Recordings.json"},
    }


def recording_resource(recording: Recording) -> dict[str, Any]:
    """A Recording resource."""
    done = recording.status in {"completed", "absent"}
    return {
        "sid": recording.sid,
        "account_sid": recording.leg.exchange.account.sid,
        "call_sid": (recording.leg.parent or recording.leg).sid,
        "conference_sid": None,
        "status": recording.status,
        "duration": str(recording.duration_seconds) if done else "-1",
        "channels": recording.channels,
        "source": recording.source,
        "track": recording.track,
        "error_code": None,
        "start_time": rfc2822(recording.began_at),
        "date_created": rfc2822(recording.began_at),
        "date_updated": rfc2822(recording.began_at),
        "price": None,
        "price_unit": "USD",
        "api_version": "2010-04-01",
        "encryption_details": None,
        "media_url": recording.url,
        "uri": f"{recording.path}.json",
        "subresource_uris": {},
    }


def message_resource(
    message: Message, account_sid: str, *, status: str = "queued"
) -> dict[str, Any]:
    """A Message resource; one that was just made is queued."""
    return {
        "sid": message.sid,
        "account_sid": account_sid,
        "messaging_service_sid": None,
        "from": message.from_,
        "to": message.to,
        "body": message.body,
        "status": status,
        "direction": "outbound-api",
        "num_segments": str(math.ceil(len(message.body) / 67)),
        "num_media": "0",
        "date_created": rfc2822(message.sent_at),
        "date_updated": rfc2822(message.sent_at),
        "date_sent": rfc2822(message.sent_at),
        "error_code": None,
        "error_message": None,
        "price": None,
        "price_unit": "USD",
        "api_version": "2010-04-01",
        "uri": f"/2010-04-01/Accounts/{account_sid}/Messages/{message.sid}.json",
        "subresource_uris": {},
    }


def page_of(
    resources: list[dict[str, Any]], name: str, wanted: Mapping[str, str]
) -> dict[str, Any]:
    """One page of a list, at most 1000 long, with the way to the next."""
    size = min(max(int(wanted.get("PageSize", "50")), 1), 1000)
    number = int(wanted.get("Page", "0"))
    part = resources[number * size : (number + 1) * size]
    more = (number + 1) * size < len(resources)
    uri = resources[0]["uri"].rpartition("/")[0] if resources else ""
    return {
        name: part,
        "page": number,
        "page_size": size,
        "start": number * size,
        "end": number * size + len(part) - 1,
        "uri": f"{uri}.json?PageSize={size}&Page={number}",
        "first_page_uri": f"{uri}.json?PageSize={size}&Page=0",
        "next_page_uri": f"{uri}.json?PageSize={size}&Page={number + 1}" if more else None,
        "previous_page_uri": f"{uri}.json?PageSize={size}&Page={number - 1}" if number else None,
    }


def in_period(at: datetime, wanted: Mapping[str, str], name: str) -> bool:
    """Whether the instant is in the period asked for: `name`> from, `name`< to, `name` that day."""
    day, since, until = (wanted.get(name + sign) for sign in ("", ">", "<"))
    if day and at.date() != _instant(day).date():
        return False
    if since and at < _instant(since):
        return False
    return not (until and at > _instant(until, end=True))


def _instant(text: str, *, end: bool = False) -> datetime:
    at = datetime.fromisoformat(text)
    if len(text) == 10 and end:
        at = datetime.combine(at.date(), time.max)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def mp3_silence(*, seconds: float) -> bytes:
    """Silence of this length: MPEG 2.5 layer III, mono, 8 kHz, 8 kbit/s, 72 bytes every 72 ms."""
    frame = bytes([0xFF, 0xE3, 0x18, 0xC4]) + bytes(68)
    return frame * math.ceil(seconds / 0.072)
