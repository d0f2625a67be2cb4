"""Late legs: supervision's lists, the unit's explanation, its review, and what came of it."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agents_console import asked, handling
from faq_kb import personal
from hotline.actions import overdue, supervising
from hotline.errors import Refused
from hotline.pages import typed
from hotline.records import Explanation, HandlingLeg
from hotline.reports import overdue as reports
from hotline.rules.wording import Wording
from hotline.rules.zone import today
from hotline.work import Work

TEXT = Wording(key="label.explanation", zh="情况说明", en="Explanation to oversight")
PUBLIC = Wording(
    key="label.public_explanation", zh="未按期回复说明", en="Explanation for the public"
)
OPINION = Wording(key="label.review_opinion", zh="审查意见", en="Opinion")
ORDER = Wording(key="label.supervision_order", zh="督办要求", en="What is asked of the unit")
PROGRESS = Wording(key="label.progress", zh="进展", en="Progress")
FACTS = Wording(key="label.facts", zh="事实", en="Facts")
MEASURE = Wording(key="label.measure", zh="处理措施", en="Measure")
RESULT = Wording(key="label.result", zh="处理结果", en="Result")
REFERRAL = Wording(key="label.referral", zh="移送情况", en="Referral")
NO_DECISION = Wording(
    key="explanation.no_decision",
    zh="请选择同意或者退回。",
    en="Choose whether to agree or send back.",
)


def page(work: Work) -> ResponseReturnValue:
    """What is late now."""
    found = reports.open_late(work, after=asked.text("after"))
    return render_template("console/late.html", found=found, **asked.paging(found))


def accountable(work: Work) -> ResponseReturnValue:
    """The accountability list of a month: by unit, and the legs of all or of one."""
    month = _month(work)
    units = reports.accountable_units(work, month=month)
    unit = next((one for one in units if one.unit_id == asked.number("unit")), None)
    found = reports.accountable(
        work, month=month, unit_id=unit.unit_id if unit else None, after=asked.text("after")
    )
    return render_template(
        "console/accountable.html",
        units=units,
        unit=unit,
        found=found,
        month=month,
        **asked.paging(found),
    )


def _month(work: Work) -> date:
    """The month asked for, written 2026-11; else this one."""
    given = asked.text("month") or ""
    try:
        found = date.fromisoformat(f"{given}-01")
    except ValueError:
        return today(work.now).replace(day=1)
    return found if found.year in asked.YEARS else today(work.now).replace(day=1)


def explain(work: Work, inquiry_id: int, leg_id: int) -> ResponseReturnValue:
    """The unit says why it cannot reply in time, or did not."""
    inquiry, leg = handling.held(work, inquiry_id, leg_id)
    public_text = typed.lines("public_explanation", label=PUBLIC, limit=handling.LIMITS["part"])
    text = typed.lines("explanation", label=TEXT, limit=handling.LIMITS["part"])
    _nobody_in(public_text)
    overdue.explain(work, inquiry, leg, text=text, public_text=public_text)
    return handling.done(inquiry_id, _("已提交。情况说明已送监督部门，公开说明等待审查。"))


def _nobody_in(text: str) -> None:
    """Refuse a text for the public that names a person or a number of one."""
    found = [one.text for one in personal.find(text)]
    if found:
        listed = "、".join(found)
        raise Refused(
            Wording(
                key="explanation.personal",
                zh=f"公开说明里像是有个人信息：{listed}。请删去后再提交。",
                en=f"The text for the public seems to hold personal data: {listed}. Take it out.",
            )
        )


def explanation(work: Work, explanation_id: int) -> ResponseReturnValue:
    """One explanation with the steps of its review, and the form of the one that waits."""
    shown = reports.explanation(work, explanation_id=explanation_id)
    row = work.db.get_one(Explanation, explanation_id)
    try:
        overdue.check_review(work, work.db.get_one(HandlingLeg, row.handling_leg_id), row)
        why_not = None
    except Refused as refusal:
        why_not = refusal.wording
    return render_template(
        "console/explanation.html",
        one=shown,
        why_not=why_not if shown.step else None,
        can_review=why_not is None,
        orphaned=typed.texts() if typed.refusal() and why_not else [],
        limit=handling.LIMITS["reason"],
    )


def review(work: Work, explanation_id: int) -> ResponseReturnValue:
    """Decide the step that waits."""
    shown = reports.explanation(work, explanation_id=explanation_id)
    inquiry = handling.held_inquiry(work, shown.inquiry_id)
    row = work.db.get_one(Explanation, explanation_id, with_for_update=True)
    leg = work.db.get_one(HandlingLeg, row.handling_leg_id)
    decision = request.form.get("decision")
    if decision not in ("pass", "send_back"):
        raise Refused(NO_DECISION)
    overdue.review(
        work, inquiry, leg, row,
        passed=decision == "pass",
        opinion=typed.lines("opinion", label=OPINION, limit=handling.LIMITS["reason"]),
    )  # fmt: skip
    flash(_("已记录审查意见。"))
    return redirect(url_for("console.explanation", explanation_id=explanation_id))


def supervise(work: Work, inquiry_id: int, leg_id: int) -> ResponseReturnValue:
    """Put a leg under supervised handling."""
    inquiry, leg = handling.held(work, inquiry_id, leg_id)
    order = typed.lines("order", label=ORDER, limit=handling.LIMITS["reason"])
    supervising.supervise(work, inquiry, leg, order=order)
    return handling.done(inquiry_id, _("已列入督办，承办单位会在本页看到。"))


def report_progress(work: Work, inquiry_id: int, leg_id: int) -> ResponseReturnValue:
    """The unit says how far it is."""
    inquiry, leg = handling.held(work, inquiry_id, leg_id)
    text = typed.lines("progress", label=PROGRESS, limit=handling.LIMITS["reason"])
    supervising.report_progress(work, inquiry, leg, text=text)
    return handling.done(inquiry_id, _("已报告进展。"))


def record_accountability(work: Work, inquiry_id: int, leg_id: int) -> ResponseReturnValue:
    """Facts, measure, result and referral."""
    inquiry, leg = handling.held(work, inquiry_id, leg_id)
    limit = handling.LIMITS["part"]
    overdue.record_accountability(
        work, inquiry, leg,
        facts=typed.lines("facts", label=FACTS, limit=limit),
        measure=typed.lines("measure", label=MEASURE, limit=limit),
        result=typed.lines("result", label=RESULT, limit=limit),
        referral=typed.lines("referral", label=REFERRAL, limit=limit),
    )  # fmt: skip
    return handling.done(inquiry_id, _("已登记问责。"))


def reopen(work: Work, inquiry_id: int, leg_id: int) -> ResponseReturnValue:
    """Have the unit handle it again after an upheld complaint."""
    inquiry, leg = handling.held(work, inquiry_id, leg_id)
    supervising.reopen(work, inquiry, leg)
    return handling.done(inquiry_id, _("已交原单位重新办理，自今日起重新计时。"))
