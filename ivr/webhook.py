"""The only door the provider knocks at: verified, remembered by receipt, answered after commit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import structlog
from flask import Blueprint, Request, Response, abort, request
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from twilio.request_validator import RequestValidator
from werkzeug.exceptions import HTTPException

from faq_kb.search import KnowledgeBase
from hotline.house import House
from hotline.records import Receipt
from hotline.work import CALLER, Work
from ivr import events
from ivr.dialogue import STEPS
from ivr.script import apology, last_resort, refusal

# The provider sends forms far below this; its own documents may be 64 kB (telephony.md, 3).
LARGEST_BODY = 64 * 1024

log = structlog.get_logger()
Answerer = Callable[[Work, "Knock"], str]


@dataclass(frozen=True)
class Knock:
    """A verified request of the provider."""

    key: str
    form: events.Form
    args: events.Form
    knowledge: KnowledgeBase


def make_blueprint(house: House, knowledge: KnowledgeBase) -> Blueprint:
    """The telephone's addresses below /ivr/."""
    door = Blueprint("ivr", __name__, url_prefix="/ivr")

    def receive(key: str, answerer: Answerer) -> Response:
        form, args = events.Form(request.form), events.Form(request.args)
        knock = Knock(key=key, form=form, args=args, knowledge=knowledge)
        try:
            return _twiml(_answer(house, knock, answerer))
        except Exception as error:
            log.exception("webhook failed", key=key, call_sid=form.get("CallSid"))
            _keep_failed(house, key, request, error)
            endpoint = key.split(":")[0]
            # Only what a caller is listening to needs words; a callback needs a failure it can see.
            if endpoint in SILENT:
                return Response(status=500)
            return _twiml(refusal() if endpoint in TO_CALLEE else apology(house.book))

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
        return receive(f"voice:{_sid()}", lambda w, k: events.call_arrives(w, k.form, k.knowledge))

    @door.post("/<any(" + ",".join(f'"{step}"' for step in STEPS) + "):step>")
    def dialogue(step: str) -> Response:
        turn = request.args.get("turn", "0")
        return receive(
            f"{step}:{_sid()}:{turn}",
            lambda w, k: events.dialogue_step(w, k.form, k.knowledge, step=step, turn=turn),
        )

    @door.post("/status")
    def status() -> Response:
        return receive(f"status:{_sid()}:{_order()}", lambda w, k: events.call_status(w, k.form))

    @door.post("/leg-status")
    def leg_status() -> Response:
        return receive(
            f"leg-status:{_sid()}:{_order()}", lambda w, k: events.leg_status(w, k.form, k.args)
        )

    @door.post("/whisper")
    def whisper() -> Response:
        return receive(
            f"whisper:{_sid()}", lambda w, k: events.whisper(w, k.form, k.args, k.knowledge)
        )

    @door.post("/accept")
    def accept() -> Response:
        return receive(
            f"accept:{_sid()}", lambda w, k: events.accept(w, k.form, k.args, k.knowledge)
        )

    @door.post("/recording")
    def recording() -> Response:
        sid, state = request.form.get("RecordingSid", ""), request.form.get("RecordingStatus", "")
        return receive(f"recording:{sid}:{state}", lambda w, k: events.recording(w, k.form, k.args))

    @door.post("/fallback")
    def fallback() -> Response:
        after = request.args.get("after", "")
        error = request.form.get("ErrorUrl", "")
        key = f"fallback:{_sid()}:{after}:{error}"[:300]
        if not after:
            # The provider could not use an answer of ours: whoever watches must know (fault 16).
            log.error("fallback asked", call_sid=_sid(), code=request.form.get("ErrorCode"),
                      url=error[:200])  # fmt: skip
        try:
            form = events.Form(request.form)
            knock = Knock(key=key, form=form, args=events.Form(request.args), knowledge=knowledge)
            return _twiml(
                _answer(house, knock, lambda w, k: events.fallback(w, k.form, k.args, k.knowledge))
            )
        except Exception:
            # The last net: needs nothing of ours that could be broken too (fault 14).
            log.exception("fallback failed", call_sid=request.form.get("CallSid"))
            return _twiml(last_resort(house.book))

    return door


# Callbacks nobody listens to: their answer carries no words.
SILENT = frozenset({"status", "leg-status", "recording"})
# Asked on the line of the person rung, where nobody else can be rung (telephony.md, 2).
TO_CALLEE = frozenset({"whisper", "accept"})


def _answer(house: House, knock: Knock, answerer: Answerer) -> str:
    """Answer once: a repeated request gets the stored answer byte for byte and does nothing.

    The receipt is inserted first, under its unique key; a second delivery at the same instant
    waits for the first to commit and then finds its answer. ON CONFLICT stands where a savepoint
    could: the same promise for one statement instead of three.
    """
    with house.open(CALLER) as work:
        receipt_id = work.db.scalar(
            insert(Receipt)
            .values(key=knock.key, received_at=work.now)
            .on_conflict_do_nothing(index_elements=["key"])
            .returning(Receipt.id)
        )
        if receipt_id is None:
            known = work.db.scalars(
                select(Receipt).where(Receipt.key == knock.key).with_for_update()
            ).one()
            if known.response_sealed is not None:
                return work.seal.open(known.response_sealed)
            # It failed the first time; this is the provider's retry, or ours.
            receipt_id = known.id
        body = answerer(work, knock)
        work.db.execute(
            update(Receipt)
            .where(Receipt.id == receipt_id)
            .values(response_sealed=work.seal.close(body), request_sealed=None, error=None)
        )
    return body


def _keep_failed(house: House, key: str, failed: Request, error: Exception) -> None:
    """In a second small transaction, keep the request that failed, so that it can be replayed."""
    try:
        with house.open(CALLER) as work:
            body = work.seal.close(failed.full_path + "\n" + failed.get_data(as_text=True))
            fields = {"request_sealed": body, "error": f"{type(error).__name__}: {error}"[:500]}
            statement = insert(Receipt).values(key=key, received_at=work.now, **fields)
            # Its twin, delivered at the same instant, may have succeeded.
            work.db.execute(
                statement.on_conflict_do_update(
                    index_elements=["key"], set_=fields, where=Receipt.response_sealed.is_(None)
                )
            )
    except Exception:
        log.exception("failed receipt not kept", key=key)


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
