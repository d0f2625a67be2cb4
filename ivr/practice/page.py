"""The page of the practice phone: one person is caller and liaison (development only).

The page asks the hotline that serves it, and the hotline passes on to the exchange, which answers
at once; a call under way never waits for the worker that serves the page, nor the other way round.
POSTs carry the form token of every other page, so no other site can press the buttons.
"""

import re
from typing import Any, Protocol

import requests
from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

CONNECT_SECONDS, ANSWER_SECONDS = 1, 5
PATH = re.compile(r"[A-Za-z0-9_/-]+")

# Who calls: as in the examples of the tests, nobody's in particular.
CALLERS = (
    ("手机", "Mobile", "+8613800010001"),
    ("固话", "Landline", "+8687400000001"),
    ("隐藏号码", "Withheld", "anonymous"),
)
BEHAVIOURS = (
    ("live", "由我接听", "I answer"),
    ("accept", "自动接听", "Answers"),
    ("no-answer", "无人接听", "No answer"),
    ("busy", "占线", "Busy"),
    ("decline", "拒接", "Declines"),
)
PAD = (
    ("1", ""), ("2", "ABC"), ("3", "DEF"), ("4", "GHI"), ("5", "JKL"), ("6", "MNO"),
    ("7", "PQRS"), ("8", "TUV"), ("9", "WXYZ"), ("*", ""), ("0", "+"), ("#", ""),
)  # fmt: skip


class Place(Protocol):
    """What the page has to know of the hotline's settings."""

    @property
    def port(self) -> int:
        """Where the hotline is; the exchange is one above."""


class Hotline(Protocol):
    """What the page shows of the hotline, and the clock it may set."""

    def situation(self) -> dict[str, Any]:
        """The hour there and the numbers to dial."""

    def people(self) -> dict[str, str]:
        """Who has which telephone, by its target."""

    def operators(self) -> list[str]:
        """The targets of the operators."""

    def set_clock(self, wall_clock: str | None) -> bool:
        """Another hour, the next `open` one, or None for the real time."""

    def call_id(self, sid: str) -> int | None:
        """The ledger's number of a call."""


def make_blueprint(settings: Place, hotline: Hotline) -> Blueprint:
    """The page at /phone, and its way to the exchange."""
    page = Blueprint(
        "practice_phone", __name__, url_prefix="/phone", template_folder="templates",
        static_folder="static",
    )  # fmt: skip
    exchange_port = settings.port + 1

    @page.get("", strict_slashes=False)
    def phone() -> str:
        return render_template(
            "practice/phone.html", callers=CALLERS, behaviours=BEHAVIOURS, pad=PAD,
            numbers=hotline.situation()["numbers"],
        )  # fmt: skip

    @page.get("/hotline")
    def situation() -> Response:
        return jsonify(hotline.situation())

    @page.get("/people")
    def people() -> Response:
        return jsonify(people=hotline.people(), operators=hotline.operators())

    @page.post("/clock")
    def clock() -> ResponseReturnValue:
        try:
            done = hotline.set_clock((request.get_json() or {}).get("at"))
        except (TypeError, ValueError):
            return _trouble("没有看懂这个时间，请重新选择。", status=400)
        if not done:
            return _trouble("这条热线的时钟不能调整：只有练习环境的可以。", status=409)
        return situation()

    @page.get("/calls/<sid>")
    def call(sid: str) -> ResponseReturnValue:
        call_id = hotline.call_id(sid)
        if call_id is None:
            abort(404, "热线没有这通电话的记录：通话刚刚开始，或者热线没有收到。")
        return redirect(url_for("console.call", call_id=call_id))

    @page.route("/api/<path:what>", methods=["GET", "POST"])
    def exchange(what: str) -> ResponseReturnValue:
        if not PATH.fullmatch(what):
            abort(404)
        try:
            return _passed_on(f"http://127.0.0.1:{exchange_port}/practice/{what}")
        except (requests.RequestException, ValueError):
            return _trouble(
                f"练习总机没有应答（127.0.0.1:{exchange_port}）。"
                "请看终端里 make run 是否还在运行，没有就再启动一次。"
                "设置了 TWILIO_ACCOUNT_SID 时，电话由真实线路送来，练习总机不会启动。",
                status=503,
            )

    return page


def _passed_on(url: str) -> Response:
    """What the exchange answers to this very request; ValueError if it is not the exchange."""
    with requests.Session() as session:
        session.trust_env = False  # a proxy for the rest of the world must not get between
        answer = session.request(
            request.method,
            url,
            params=request.args.to_dict(),
            data=request.get_data(),
            headers={"Content-Type": request.content_type or "application/json"},
            timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
            allow_redirects=False,
        )
    if answer.ok:
        answer.json()
    elif answer.status_code >= 500:
        raise ValueError(answer.status_code)
    return Response(answer.content, answer.status_code, content_type=answer.headers["Content-Type"])


def _trouble(text: str, *, status: int) -> ResponseReturnValue:
    return jsonify(error=text), status
