"""What went wrong, as problem+json (RFC 9457) in the reader's language."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, request
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from werkzeug.exceptions import HTTPException

from hotline.errors import Refused, Throttled, Unidentified, status_of
from hotline.rules.wording import Wording
from public_site.api.shapes import Flaw, Problem

MEDIA_TYPE = "application/problem+json"
WAIT_SECONDS = 60

MALFORMED = Wording(
    key="api.malformed",
    zh="请求不是有效的 JSON 对象。",
    en="The request is not a valid JSON object.",
)
FLAWED = Wording(
    key="api.flawed",
    zh="请求中有填写不当的内容，见各项说明。",
    en="Some fields of the request are wrong; see each of them.",
)
OF_STATUS = {
    404: Wording(key="api.no_address", zh="没有这个地址。", en="There is no such address."),
    405: Wording(
        key="api.no_method", zh="这个地址不能这样使用。", en="This address has no such method."
    ),
    413: Wording(key="api.too_large", zh="请求太大，请缩短。", en="The request is too large."),
    415: Wording(
        key="api.not_json",
        zh="请求须为 JSON（Content-Type: application/json）。",
        en="The request must be JSON (Content-Type: application/json).",
    ),
}
BAD_REQUEST = Wording(
    key="api.bad_request",
    zh="请求不完整或无法读取。",
    en="The request is incomplete or unreadable.",
)
BROKEN = Wording(
    key="api.broken",
    zh="系统出了问题，已记录下来，请稍后重试。",
    en="Something is broken here and was recorded. Please try again later.",
)
# By the kind of error the models find; `{}` fields are those of the kind.
FLAWS = {
    "missing": Wording(key="missing", zh="此项必填。", en="This field is required."),
    "extra_forbidden": Wording(key="extra", zh="没有这一项。", en="There is no such field."),
    "string_too_long": Wording(
        key="long", zh="最多{max_length}个字。", en="At most {max_length} characters."
    ),
    "string_too_short": Wording(key="short", zh="此项不能为空。", en="This must not be empty."),
    "less_than_equal": Wording(key="large", zh="最大为{le}。", en="At most {le}."),
    "greater_than_equal": Wording(key="small", zh="最小为{ge}。", en="At least {ge}."),
}
OTHER_FLAW = Wording(key="other", zh="格式不对。", en="This is not in the right form.")


def of_refusal(error: Refused) -> Response:
    """What an action has refused."""
    response = told(status_of(error), error.wording)
    if isinstance(error, Throttled):
        response.headers["Retry-After"] = str(WAIT_SECONDS)
    if isinstance(error, Unidentified):
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def of_http(error: HTTPException) -> Response:
    """What the web server's side has refused, or what broke."""
    status = error.code or 500
    response = told(status, of_status(status))
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    return response


def of_status(status: int) -> Wording:
    """What a bare status means."""
    return OF_STATUS.get(status, BROKEN if status >= 500 else BAD_REQUEST)


def of_validation(error: ValidationError) -> Response:
    """What the models have found wrong: every field of it."""
    found = error.errors(include_url=False, include_input=False)
    if any(each["type"] == "json_invalid" for each in found):
        return told(400, MALFORMED)
    return told(422, FLAWED, flaws(found))


def flaws(found: list[ErrorDetails]) -> list[Flaw]:
    """Each field that is wrong, and why."""
    return [
        Flaw(
            pointer="".join(f"/{_escaped(part)}" for part in each["loc"]),
            detail=said(FLAWS.get(each["type"], OTHER_FLAW)).format(**each.get("ctx", {})),
        )
        for each in found
    ]


def told(status: int, wording: Wording, wrong: list[Flaw] | None = None) -> Response:
    """The answer for this status, in these words."""
    problem = Problem(
        type="about:blank",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=said(wording),
        code=wording.key,
        errors=wrong or [],
    )
    return Response(problem.model_dump_json(), status, mimetype=MEDIA_TYPE)


def said(wording: Wording) -> str:
    """In the language the caller asks for; Chinese if neither."""
    wanted = request.accept_languages.best_match(("zh", "en"), default="zh")
    return wording.en if wanted == "en" else wording.zh


def _escaped(part: int | str) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")
