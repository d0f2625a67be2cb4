"""The practice phone's own buttons, as JSON: place calls, press, speak, answer, watch.

For the page and the command that show a call; the hotline itself never comes here.
"""

import urllib.parse
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

from ivr.practice.account import Message
from ivr.practice.calls import Call, Leg
from ivr.practice.desk import Desk
from ivr.practice.people import HangUp, Keys, Speech


def blueprint(desk: Desk) -> Blueprint:
    """The buttons of this desk."""
    control = Blueprint("practice", __name__, url_prefix="/practice")

    @control.before_request
    def _from_our_own_page() -> None:
        """Browsers tell where a request comes from; other sites' pages have no business here."""
        origin = request.headers.get("Origin")
        if origin is not None and origin not in _origins(desk.hotline_url):
            abort(403)

    @control.after_request
    def _readable_by_our_page(answer: Response) -> Response:
        origin = request.headers.get("Origin")
        if origin is not None and answer.status_code != 403:
            answer.headers["Access-Control-Allow-Origin"] = origin
            answer.headers["Access-Control-Allow-Headers"] = "Content-Type"
            answer.headers["Vary"] = "Origin"
        return answer

    @control.route("/<path:anything>", methods=["OPTIONS"])
    def preflight(anything: str) -> Response:
        return Response(status=204)

    @control.get("/health")
    def health() -> Response:
        return jsonify({"hotline_url": desk.hotline_url, "account_sid": desk.account.sid})

    @control.post("/calls")
    def place() -> tuple[Response, int]:
        asked = _body()
        options = {
            "from_": str(asked.get("from") or desk.caller),
            "to": str(asked.get("to") or desk.number),
        }
        if "script" in asked:
            call = desk.play(
                [str(word) for word in asked["script"]],
                people={str(k): str(v) for k, v in (asked.get("people") or {}).items()},
                stays=bool(asked.get("stays")),
                **options,
            )
        else:
            call = desk.dial(**options)
        return jsonify({"id": call.sid}), 201

    @control.post("/calls/<sid>/<button>")
    @control.post("/legs/<sid>/<button>")
    def press(sid: str, button: str) -> Response:
        leg = desk.account.leg(sid)
        if leg is None:
            abort(404)
        asked = _body()
        if button == "press":
            _do(leg, Keys(str(asked["keys"])))
        elif button == "say":
            _do(leg, Speech(str(asked["text"])))
        elif button == "hangup":
            leg.exchange.world.soon(lambda: _hang_up(leg))
        elif button in {"answer", "decline"}:
            taken = button == "answer"
            leg.exchange.world.soon(lambda: leg.accepted.happen(taken))
        else:
            abort(404)
        return jsonify(_leg(leg))

    @control.get("/state")
    def state() -> Response:
        since = request.args.get("since", 0, type=int)
        of = request.args.get("call")
        items = desk.items(since=since, call_sid=of)
        calls = [_call(call) for call in desk.calls() if of in {None, call.sid}]
        return jsonify({"last": desk.last_item, "items": items, "calls": calls})

    @control.get("/messages")
    def messages() -> Response:
        return jsonify([_message(each) for each in desk.account.messages()])

    @control.get("/people")
    def who() -> Response:
        known = {target: callee.reaction for target, callee in desk.people.known.items()}
        return jsonify({**known, "*": desk.people.anyone.reaction})

    @control.post("/people")
    def people() -> Response:
        try:
            for target, behaviour in _body().items():
                desk.people.set(str(target), str(behaviour))
        except ValueError as error:
            answer = jsonify({"error": str(error)})
            answer.status_code = 400
            return answer
        return who()

    return control


def _origins(hotline_url: str) -> set[str]:
    """The hotline's origin, under either name of this machine."""
    parts = urllib.parse.urlsplit(hotline_url)
    here = {"127.0.0.1", "localhost"}
    hosts = here if parts.hostname in here else {str(parts.hostname)}
    port = f":{parts.port}" if parts.port else ""
    return {f"{parts.scheme}://{host}{port}" for host in hosts}


def _body() -> dict[str, Any]:
    """The JSON object posted. Nothing else is taken: a form could come from any web page."""
    if not request.content_length:
        return {}
    found = request.get_json(silent=True)
    if not isinstance(found, dict):
        abort(415)
    return found


def _do(leg: Leg, what: Keys | Speech) -> None:
    leg.exchange.world.soon(lambda: leg.person.do(what))


def _hang_up(leg: Leg) -> None:
    """Through the person where a prompt listens, so that a message being recorded is kept."""
    listening = leg.listening or {}
    if listening.get("kind") == "ringing" and leg.parent is not None:
        leg.accepted.happen(False)
    elif listening.get("kind") in {"gather", "record"}:
        leg.person.do(HangUp(after_seconds=0))
    else:
        leg.hang_up(leg.who)


def _message(message: Message) -> dict[str, Any]:
    return {
        "to": message.to,
        "from": message.from_,
        "body": message.body,
        "at": message.sent_at.isoformat(),
    }


def _call(call: Call) -> dict[str, Any]:
    return {
        "id": call.sid,
        "status": call.status,
        "settled": call.settled.happened,
        "seconds": round(call.seconds, 1),
        "problems": call.problems,
        "legs": [_leg(leg) for leg in call.legs],
    }


def _leg(leg: Leg) -> dict[str, Any]:
    return {
        "id": leg.sid,
        "who": leg.who,
        "from": leg.from_,
        "to": leg.to,
        "status": leg.status,
        "listening": leg.listening,
        "live": leg.person.live,
    }
