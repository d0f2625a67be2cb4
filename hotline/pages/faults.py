"""Pages for what goes wrong, in the reader's language; what was typed is never lost with them."""

from __future__ import annotations

from flask import Flask, g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from hotline.errors import Refused, status_of
from hotline.pages import typed
from hotline.pages.language import say


def init_app(app: Flask) -> None:
    """Pages instead of bare errors, wherever people knock."""

    @app.errorhandler(Refused)
    def refused(error: Refused) -> ResponseReturnValue:
        if g.get("door") is None:
            return say(error.wording), status_of(error)
        return page(status_of(error), say(error.wording))

    @app.errorhandler(CSRFError)
    def no_token(error: CSRFError) -> ResponseReturnValue:
        if g.get("door") is None:
            return error
        return time_is_up()

    @app.errorhandler(HTTPException)
    def failed(error: HTTPException) -> ResponseReturnValue:
        if g.get("door") is None or error.code is None or error.code < 400:
            return error
        return page(error.code, _said(error.code))


def time_is_up() -> ResponseReturnValue:
    """A form came after its session had ended."""
    return page(401, _("您已离开太久或已退出，请重新登录后再提交。"))


def page(status: int, message: str) -> ResponseReturnValue:
    """The door's page for one fault; texts that came with the request are shown to be copied."""
    whole = render_template(
        g.door.fault_page,
        status=status,
        message=message,
        typed=typed.texts(),
        # When the database is what failed, asking it who is there would fail again.
        is_broken=status >= 500,
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
