"""The only door the provider knocks at: verified, remembered by receipt, answered after commit."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import structlog
from flask import Blueprint, Request, Response, abort, request
from twilio.request_validator import RequestValidator
from werkzeug.exceptions import HTTPException

from faq_kb.search import KnowledgeBase
from hotline import item_states
from hotline.house import House
from hotline.work import CALLEE, CALLER, HOTLINE, Actor
from ivr import events
from ivr.dialogue import STEPS
from ivr.form import Form
from ivr.receipts import Answerer, Knock, answer_once, keep_failed
from ivr.script import apology, last_resort, refusal

# The provider sends forms far below this; its own documents may be 64 kB (telephony.md, 3).
LARGEST_BODY = 64 * 1024

log = structlog.get_logger()
# Callbacks nobody listens to: their answer carries no words, and one that failed is replayed.
CALLBACKS: Mapping[str, Answerer] = MappingProxyType(
    {
        "status": lambda work, knock: events.call_status(work, knock.form),
        "leg-status": lambda work, knock: events.leg_status(work, knock.form, knock.args),
        "recording": lambda work, knock: events.recording(work, knock.form, knock.args),
    }
)
# Asked on the line of the person rung, where nobody else can be rung (telephony.md, 2).
TO_CALLEE = frozenset({"whisper", "accept"})


def actor_at(endpoint: str) -> Actor:
    """Who is answerable for what a request does: the caller, the person rung, or nobody outside."""
    if endpoint in TO_CALLEE:
        return CALLEE
    return HOTLINE if endpoint in CALLBACKS else CALLER


def make_blueprint(house: House, knowledge: KnowledgeBase) -> Blueprint:
    """The telephone's addresses below /ivr/."""
    door = Blueprint("ivr", __name__, url_prefix="/ivr")

    def receive(key: str, answerer: Answerer) -> Response:
        form, args = Form(request.form), Form(request.args)
        knock = Knock(key=key, form=form, args=args)
        try:
            return _twiml(answer_once(house, knock, answerer, actor=actor_at(knock.endpoint)))
        except Exception as error:
            log.exception("webhook failed", key=key, call_sid=form.get("CallSid"))
            keep_failed(house, knock, error)
            # Only what a caller is listening to needs words; a callback needs a failure it can see.
            if knock.endpoint in CALLBACKS:
                return Response(status=500)
            return _twiml(refusal() if knock.endpoint in TO_CALLEE else apology(house.book))

    @door.before_request
    def verify() -> None:
        request.max_content_length = LARGEST_BODY
        if not is_genuine(request, house):
            log.warning("webhook refused", path=request.path)
            abort(403)
        if not _sid():
            # Signed, and about no call: nothing of ours could be told or kept.
            abort(400)

    @door.post("/voice")
    def voice() -> Response:
        return receive(f"voice:{_sid()}", lambda w, k: events.call_arrives(w, k.form, knowledge))

    @door.post("/<any(" + ",".join(f'"{step}"' for step in STEPS) + "):step>")
    def dialogue(step: str) -> Response:
        turn = request.args.get("turn", "0")
        items = item_states.platform(house.settings)
        return receive(
            f"{step}:{_sid()}:{turn}",
            lambda w, k: events.dialogue_step(w, k.form, knowledge, items, step=step, turn=turn),
        )

    @door.post("/status")
    def status() -> Response:
        return receive(f"status:{_sid()}:{_order()}", CALLBACKS["status"])

    @door.post("/leg-status")
    def leg_status() -> Response:
        return receive(f"leg-status:{_sid()}:{_order()}", CALLBACKS["leg-status"])

    @door.post("/whisper")
    def whisper() -> Response:
        return receive(
            f"whisper:{_sid()}", lambda w, k: events.whisper(w, k.form, k.args, knowledge)
        )

    @door.post("/accept")
    def accept() -> Response:
        return receive(f"accept:{_sid()}", lambda w, k: events.accept(w, k.form, k.args, knowledge))

    @door.post("/recording")
    def recording() -> Response:
        sid, state = request.form.get("RecordingSid", ""), request.form.get("RecordingStatus", "")
        return receive(f"recording:{sid}:{state}", CALLBACKS["recording"])

    @door.post("/fallback")
    def fallback() -> Response:
        form, args = Form(request.form), Form(request.args)
        if args.get("after"):
            return _twiml(events.after_apology(house.book, form, args))
        failed = form.get("ErrorUrl", "")
        # The provider could not use an answer of ours: whoever watches must know (fault 16).
        log.error("fallback asked", call_sid=_sid(), code=form.get("ErrorCode"), url=failed[:200])
        knock = Knock(key=f"fallback:{_sid()}:{failed}"[:300], form=form, args=args)
        try:
            return _twiml(
                answer_once(house, knock, lambda w, k: events.fallback(w, k.form, knowledge))
            )
        except Exception:
            # The last net: needs nothing of ours that could be broken too (fault 14).
            log.exception("fallback failed", call_sid=_sid())
            return _twiml(last_resort(house.book))

    return door


def is_genuine(received: Request, house: House) -> bool:
    """Whether the provider signed this request (telephony.md, 4); never raises.

    The address is the configured public origin with the raw URI as it was sent: what Flask has
    decoded is not what was signed. Two tokens count while one is being exchanged for the other.
    """
    signature = received.headers.get("X-Twilio-Signature", "")
    raw = received.environ.get("RAW_URI") or received.environ.get("REQUEST_URI") or ""
    if not raw.startswith("/"):
        raw = "/" + raw.split("://", 1)[-1].partition("/")[2]
    address = house.settings.public_url + raw
    if not signature:
        return False
    try:
        return any(
            RequestValidator(token).validate(address, received.form, signature)
            for token in house.settings.auth_tokens
        )
    except HTTPException:
        # Too large to be read at all: 413 says so, and no signature is any help.
        raise
    except Exception:
        # A body the validator cannot digest (JSON without its hash, say) was not signed for us.
        log.exception("signature check failed")
        return False


def _sid() -> str:
    return request.form.get("CallSid", "")[:64]


def _order() -> str:
    return request.form.get("SequenceNumber") or request.form.get("CallStatus", "")


def _twiml(body: str) -> Response:
    return Response(body, content_type="text/xml; charset=utf-8")
