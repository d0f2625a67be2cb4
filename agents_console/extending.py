"""How long a unit has: routine or complex, and an extension asked for and decided."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agents_console import handling
from agents_console.passing_on import LONGEST_REASON, REFUSAL
from hotline.actions import extensions
from hotline.pages import typed
from hotline.rules.wording import Wording
from hotline.work import Work

BECAUSE = Wording(key="label.classification", zh="认定依据", en="Grounds of the classification")
REASON = Wording(key="label.extension_reason", zh="延期理由", en="Reason for the extension")


def classify(work: Work, inquiry_id: int, leg_id: int) -> ResponseReturnValue:
    """Decide whether it is routine or complex."""
    inquiry, leg = handling.held(work, inquiry_id, leg_id)
    extensions.classify(
        work, inquiry, leg,
        clock=request.form.get("clock", ""),
        because=typed.lines("because", label=BECAUSE, limit=LONGEST_REASON),
    )  # fmt: skip
    return handling.done(inquiry_id, _("已认定类别，到期日自收到之日起重新计算。"))


def ask(work: Work, inquiry_id: int, leg_id: int) -> ResponseReturnValue:
    """Ask the head for more days."""
    inquiry, leg = handling.held(work, inquiry_id, leg_id)
    extensions.request_extension(
        work, inquiry, leg,
        to_days=typed.number("to_days"),
        reason=typed.lines("extension_reason", label=REASON, limit=LONGEST_REASON),
    )  # fmt: skip
    return handling.done(inquiry_id, _("已提交延期申请，等待负责人批准。批准之前到期日不变。"))


def approve(work: Work, inquiry_id: int, leg_id: int) -> ResponseReturnValue:
    """The head agrees, and the inquirer is told."""
    inquiry, leg = handling.held(work, inquiry_id, leg_id)
    extensions.approve_extension(work, inquiry, leg)
    return handling.done(
        inquiry_id, _("已同意延期，到期日已重新计算；留有手机号码的查询人会收到短信。")
    )


def refuse(work: Work, inquiry_id: int, leg_id: int) -> ResponseReturnValue:
    """The head does not agree."""
    inquiry, leg = handling.held(work, inquiry_id, leg_id)
    reason = typed.lines("extension_refusal", label=REFUSAL, limit=LONGEST_REASON)
    extensions.refuse_extension(work, inquiry, leg, reason=reason)
    return handling.done(inquiry_id, _("已不同意延期，到期日不变。"))
