"""Pages for what goes wrong, in the reader's language; what was typed is never lost with them."""

from __future__ import annotations

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from agents_console import typed
from agents_console.language import say
from hotline.errors import NotAllowed, NotFound, Refused, Throttled


def init_app(app: Flask) -> None:
    """Pages instead of bare errors, below /console."""

    @app.errorhandler(Refused)
    def refused(error: Refused) -> ResponseReturnValue:
        if not _is_ours():
            return say(error.wording), status_of(error)
        return page(status_of(error), say(error.wording))

    @app.errorhandler(CSRFError)
    def no_token(error: CSRFError) -> ResponseReturnValue:
        if not _is_ours():
            return error
        return time_is_up()

    @app.errorhandler(HTTPException)
    def failed(error: HTTPException) -> ResponseReturnValue:
        if not _is_ours() or error.code is None or error.code < 400:
            return error
        return page(error.code, _said(error.code))


def _is_ours() -> bool:
    return request.path.startswith("/console")


def status_of(error: Refused) -> int:
    """The HTTP status that says the same as the refusal."""
    if isinstance(error, NotAllowed):
        return 403
    if isinstance(error, NotFound):
        return 404
    if isinstance(error, Throttled):
        return 429
    return 422


def time_is_up() -> ResponseReturnValue:
    """A form came after its session had ended."""
    return page(401, _("您已离开太久或已退出，请重新登录后再提交。"))


def page(status: int, message: str) -> ResponseReturnValue:
    """The page for one fault; texts that came with the request are shown to be copied."""
    whole = render_template(
        "console/fault.html",
        status=status,
        message=message,
        typed=typed.texts(),
        # When the database is what failed, asking it who is there would fail again.
        who=current_user if status < 500 else None,
    )
    return whole, status


def _said(status: int) -> str:
    sentences = {
        400: _("请求不完整或已失效，请返回后重试。"),
        404: _("没有这个页面，或者您无权查看。"),
        405: _("这个地址不能这样使用，请从页面上的按钮进入。"),
        410: _("内容已不在本机保存。"),
        413: _("提交的内容太长，请缩短后重试。"),
        416: _("录音没有这一段。"),
        429: _("操作过于频繁，请稍后再试。"),
    }
    return sentences.get(
        status, _("系统出了问题，已记录下来。请稍后重试；如仍不行，请告知系统管理员。")
    )
