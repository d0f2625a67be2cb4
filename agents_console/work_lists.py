"""Beside the to-do list: what one follows, and the filters one presses again and again."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agents_console import asked
from hotline.actions import work_lists
from hotline.pages import typed
from hotline.records import Inquiry
from hotline.reports import inquiry_page
from hotline.reports import work_lists as lists
from hotline.rules.wording import Wording
from hotline.text import clean
from hotline.work import Work

# What the list of inquiries can be asked for; a saved filter holds nothing else.
ASKED = (
    "q", "reference", "from", "to", "place", "unit", "kind", "state", "channel", "overdue",
    "listen",
)  # fmt: skip
LONGEST_NAME = 20
NAME = Wording(key="label.filter_name", zh="名称", en="Name")


def followed(work: Work) -> ResponseReturnValue:
    """All one follows, with what is new."""
    found = lists.followed(work, after=asked.text("after"))
    return render_template(
        "console/followed.html",
        found=found,
        **asked.paging(found),
    )


def follow(work: Work, inquiry_id: int) -> ResponseReturnValue:
    """Follow the inquiry, or no more."""
    inquiry_page.page(work, inquiry_id=inquiry_id)
    if request.form.get("follow") == "1":
        work_lists.follow(work, work.db.get_one(Inquiry, inquiry_id))
        flash(_("已跟踪，有进展会在首页“跟踪”里标出。"))
    else:
        work_lists.unfollow(work, inquiry_id=inquiry_id)
        flash(_("已取消跟踪。"))
    return redirect(url_for("console.inquiry", inquiry_id=inquiry_id))


def pressed() -> dict[str, Any]:
    """The conditions of the list as it is shown, or as it was when they were to be saved."""
    given = {name: clean(request.values.get(name, ""), limit=asked.LONGEST_TEXT) for name in ASKED}
    return {name: value for name, value in given.items() if value}


def save_filter(work: Work) -> ResponseReturnValue:
    """Keep the conditions of the list under a name."""
    wanted = pressed()
    work_lists.save_filter(
        work,
        name=typed.line("filter_name", label=NAME, limit=LONGEST_NAME),
        asked=wanted,
        is_shared=request.form.get("share") == "1",
    )
    flash(_("已保存，以后一按就能看。"))
    return redirect(url_for("console.inquiries", **wanted))


def forget_filter(work: Work, filter_id: int) -> ResponseReturnValue:
    """Keep one's own filter no more."""
    work_lists.forget_filter(work, filter_id=filter_id)
    return redirect(url_for("console.inquiries"))
