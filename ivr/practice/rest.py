"""The provider's REST interface, as far as a hotline uses it: calls, recordings, messages."""

import hmac
from collections.abc import Mapping
from typing import Any, NoReturn

from flask import Blueprint, Response, abort, jsonify, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as WsgiResponse

from ivr.practice.account import Message
from ivr.practice.calls import Leg
from ivr.practice.exchange import Exchange
from ivr.practice.incidents import Callback
from ivr.practice.recordings import Recording
from ivr.practice.resources import (
    call_resource,
    in_period,
    message_resource,
    mp3_silence,
    page_of,
    recording_resource,
)
from ivr.practice.switchboard import Turn

BASE = "/2010-04-01/Accounts/<account_sid>"
_CALL_EVENTS = {"initiated", "ringing", "answered", "completed"}
_CALLBACK_FIELDS = {"StatusCallback", "StatusCallbackMethod", "StatusCallbackEvent"}
_TARGET_FIELDS = {"Url", "Method", "Twiml", "FallbackUrl", "FallbackMethod"}
_CREATE = {"To", "From", "Timeout", "CallReason"} | _TARGET_FIELDS | _CALLBACK_FIELDS
_UPDATE = {"Status"} | _TARGET_FIELDS


def blueprint(exchange: Exchange) -> Blueprint:
    """The REST interface of this exchange's account; calls made here are played by it."""
    account = exchange.account
    rest = Blueprint("rest", __name__)

    @rest.before_request
    def _known() -> None:
        given = request.authorization
        known = given is not None and hmac.compare_digest(
            f"{given.username}:{given.password}".encode(),
            f"{account.sid}:{account.auth_token}".encode(),
        )
        if not known:
            _refuse(401, 20003, "Authenticate")
        if request.view_args and request.view_args.get("account_sid") != account.sid:
            _refuse(404, 20404, "no such account")

    @rest.post(f"{BASE}/Calls.json")
    def create_call(account_sid: str) -> tuple[Response, int]:
        form = request.form
        _only(form, _CREATE)
        for name, code in (("To", 21201), ("From", 21213)):
            if not form.get(name):
                _refuse(400, code, f"no {name} given")
        if bool(form.get("Url")) == bool(form.get("Twiml")):
            _refuse(400, 21205, "one of Url and Twiml is needed")
        fallback = (form.get("FallbackUrl", ""), form.get("FallbackMethod", "POST"))
        call = exchange.place_out(
            to=form["To"],
            from_=form["From"],
            turn=_turn(form),
            callback=_callback(form),
            fallback=fallback if fallback[0] else None,
            timeout_seconds=float(form.get("Timeout", "60")),
        )
        return jsonify(call_resource(call.leg)), 201

    @rest.get(f"{BASE}/Calls.json")
    def list_calls(account_sid: str) -> Response:
        wanted = request.args
        legs = [
            leg
            for leg in account.legs()
            if wanted.get("Status") in {None, leg.status}
            and wanted.get("To") in {None, leg.to}
            and wanted.get("From") in {None, leg.from_}
            and wanted.get("ParentCallSid") in {None, leg.parent.sid if leg.parent else None}
            and in_period(leg.created_at, wanted, "StartTime")
        ]
        return jsonify(page_of([call_resource(leg) for leg in legs], "calls", wanted))

    @rest.get(f"{BASE}/Calls/<sid>.json")
    def fetch_call(account_sid: str, sid: str) -> Response:
        return jsonify(call_resource(_leg(sid)))

    @rest.post(f"{BASE}/Calls/<sid>.json")
    def update_call(account_sid: str, sid: str) -> Response:
        leg, form = _leg(sid), request.form
        _only(form, _UPDATE)
        status = form.get("Status")
        if leg.over:
            _refuse(400, 21220, "Call is not in-progress. Cannot redirect.")
        if status in {"completed", "canceled"}:
            if status == "canceled" and leg.answered_seconds is not None:
                _refuse(400, 21220, "Call is in-progress. Cannot cancel.")
            exchange.world.soon(lambda: leg.hang_up("hotline"))
        elif status is not None:
            _refuse(400, 21218, f"Status {status!r} is neither completed nor canceled")
        elif form.get("Url") or form.get("Twiml"):
            turn = _turn(form)
            if turn.twiml is not None and len(turn.twiml) > 4000:
                _refuse(400, 32018, "Twiml is longer than 4000 characters")
            leg.exchange.world.soon(lambda: leg.turned.happen(turn))
        return jsonify(call_resource(leg))

    @rest.get(f"{BASE}/Recordings.json")
    @rest.get(f"{BASE}/Calls/<call_sid>/Recordings.json")
    def list_recordings(account_sid: str, call_sid: str | None = None) -> Response:
        wanted = request.args
        of = call_sid or wanted.get("CallSid")
        found = [
            each
            for each in account.recordings()
            if of in {None, (each.leg.parent or each.leg).sid}
            and in_period(each.began_at, wanted, "DateCreated")
        ]
        return jsonify(page_of([recording_resource(each) for each in found], "recordings", wanted))

    @rest.get(f"{BASE}/Recordings/<sid>.json")
    def fetch_recording(account_sid: str, sid: str) -> Response:
        return jsonify(recording_resource(_recording(sid)))

    @rest.delete(f"{BASE}/Recordings/<sid>.json")
    @rest.delete(f"{BASE}/Recordings/<sid>")
    def delete_recording(account_sid: str, sid: str) -> tuple[str, int]:
        _recording(sid).status = "deleted"
        return "", 204

    @rest.get(f"{BASE}/Recordings/<sid>")
    @rest.get(f"{BASE}/Recordings/<sid>.<ending>")
    def media(account_sid: str, sid: str, ending: str = "wav") -> WsgiResponse:
        recording = _recording(sid)
        if recording.status != "completed" or ending not in {"wav", "mp3"}:
            _refuse(404, 20404, "the sound is not there (yet)")
        channels = request.args.get("RequestedChannels", type=int) or recording.channels
        if ending == "wav":
            sound, kind = recording.wav(channels=min(channels, recording.channels)), "audio/x-wav"
        else:
            sound, kind = mp3_silence(seconds=recording.duration_seconds), "audio/mpeg"
        answer = Response(sound, mimetype=kind)
        return answer.make_conditional(request, accept_ranges=True, complete_length=len(sound))

    @rest.post(f"{BASE}/Messages.json")
    def create_message(account_sid: str) -> tuple[Response, int]:
        form = request.form
        _only(form, {"To", "From", "MessagingServiceSid", "Body", "StatusCallback"})
        if not form.get("To"):
            _refuse(400, 21604, "no To given")
        if not form.get("From") and not form.get("MessagingServiceSid"):
            _refuse(400, 21603, "no From given")
        if not 1 <= len(form.get("Body", "")) <= 1600:
            _refuse(400, 21617, "Body must have 1 to 1600 characters")
        message: Message = account.add_message(
            from_=form.get("From") or form["MessagingServiceSid"],
            to=form["To"],
            body=form["Body"],
            sent_at=exchange.now(),
        )
        return jsonify(message_resource(message, account.sid)), 201

    @rest.get(f"{BASE}/Messages.json")
    def list_messages(account_sid: str) -> Response:
        to = request.args.get("To")
        found = [each for each in account.messages()[::-1] if to in (None, each.to)]
        return jsonify(page_of([_message(each) for each in found], "messages", request.args))

    @rest.get(f"{BASE}/Messages/<sid>.json")
    def fetch_message(account_sid: str, sid: str) -> Response:
        for each in account.messages():
            if each.sid == sid:
                return jsonify(_message(each))
        _refuse(404, 20404, f"no message {sid}")

    def _message(message: Message) -> dict[str, Any]:
        return message_resource(message, account.sid, status=account.text_status(message))

    def _leg(sid: str) -> Leg:
        found = account.leg(sid)
        if found is None:
            _refuse(404, 20404, f"no call {sid}")
        return found

    def _recording(sid: str) -> Recording:
        found = account.recording(sid)
        if found is None or found.status == "deleted":
            _refuse(404, 20404, f"no recording {sid}")
        return found

    return rest


def _refuse(status: int, code: int, message: str) -> NoReturn:
    """Answer with an error as the provider words it."""
    more = f"https://www.twilio.com/docs/errors/{code}"
    answer = jsonify({"code": code, "message": message, "more_info": more, "status": status})
    answer.status_code = status
    abort(answer)


def _only(form: Mapping[str, str], known: set[str]) -> None:
    """The provider skips unknown parameters in silence; here they are errors, and so is what the
    practice phone does not play (recording or machine detection by REST)."""
    strange = set(form) - known
    if strange:
        _refuse(400, 20001, f"unknown parameters: {', '.join(sorted(strange))}")


def _turn(form: Mapping[str, str]) -> Turn:
    return Turn(url=form.get("Url"), method=form.get("Method", "POST"), twiml=form.get("Twiml"))


def _callback(form: "MultiDict[str, str]") -> Callback | None:
    """The parameter is repeated, once an event. Several in one value are taken, and then no
    callback ever comes (error 21626)."""
    if not form.get("StatusCallback"):
        return None
    events = frozenset(form.getlist("StatusCallbackEvent") or ["completed"])
    return Callback(
        url=form["StatusCallback"],
        method=form.get("StatusCallbackMethod", "POST"),
        events=events & _CALL_EVENTS,
    )
