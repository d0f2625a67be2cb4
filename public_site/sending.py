"""What the forms of the site have in common: who sends them, and the code that is their answer."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from hotline.actions import texts
from hotline.actions.inquiries import Logged
from hotline.actions.web import Sender
from hotline.errors import Refused
from hotline.pages import typed
from hotline.pages.language import language
from hotline.records import Channel
from hotline.reports.names import Names
from hotline.rules.lookup_code import grouped
from hotline.rules.wording import Wording
from hotline.work import Work
from public_site import counter
from public_site.door import sender_address

LONGEST_TEXT, LONGEST_NAME, LONGEST_PHONE, LONGEST_PASSWORD = 5000, 50, 32, 64

NAME = Wording(key="label.name", zh="姓名", en="Name")
PHONE = Wording(key="label.phone", zh="联系电话", en="Telephone")
WRONG_UNIT = Wording(
    key="form.wrong_unit", zh="请从列表中选择单位。", en="Choose a unit from the list."
)
PASSWORD = Wording(key="label.query_password", zh="查询密码", en="Query password")


def unit_id(work: Work) -> int | None:
    """The unit that was chosen; None for "I don't know"."""
    chosen = typed.number("unit")
    if chosen is not None and chosen not in work.book.organisation.units:
        raise Refused(WRONG_UNIT, field="unit")
    return chosen


def sender() -> Sender:
    """Whoever sends this form, as far as they wish to say."""
    screen = counter.here()
    return Sender(
        address=sender_address(),
        language="en" if language() == "en" else "zh-CN",
        phone=typed.line("phone", label=PHONE, limit=LONGEST_PHONE) or None,
        name=typed.line("name", label=NAME, limit=LONGEST_NAME) or None,
        query_password=typed.line("query_password", label=PASSWORD, limit=LONGEST_PASSWORD) or None,
        is_confidential=request.form.get("confidential") == "1",
        channel=screen.channel if screen is not None else Channel.WEB,
        counter_unit_id=screen.unit_id if screen is not None else None,
    )


def code_page(work: Work, logged: Logged) -> ResponseReturnValue:
    """The lookup code, shown now and never again, with what happens next."""
    inquiry = logged.inquiry
    is_fresh = work.now - inquiry.received_at <= typed.CODE_SHOWN_FOR
    return render_template(
        "site/given.html",
        inquiry=inquiry,
        leg=logged.leg,
        code=grouped(logged.code) if is_fresh else None,
        unit=Names(work).unit(logged.leg.unit_id),
        clock=work.book.clocks[logged.leg.clock],
        is_texted=texts.reaches(work, inquiry.phone_sealed),
    )
