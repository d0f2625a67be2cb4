"""How the machinery is: jobs that are stuck, receipts that failed, the calendar's horizon."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hotline import outbox
from hotline.actions import reading
from hotline.reports import machinery, notices, receivers
from hotline.work import Work

WARN_DAYS = 60


def page(work: Work, row_id: int | None = None) -> ResponseReturnValue:
    """The state of each part, and what waits for somebody to do something about it."""
    found = machinery.state(work)
    undelivered, undelivered_count = notices.failing(work)
    return render_template(
        "console/system.html",
        found=found,
        horizon_is_near=found.days_left < WARN_DAYS,
        undelivered=undelivered,
        undelivered_count=undelivered_count,
        deaf=receivers.failing(work),
    )


def retry(work: Work, row_id: int) -> ResponseReturnValue:
    """Let a stuck job be tried again from the beginning; who did so is noted."""
    # Somebody else, or an impatient second click, may have been faster: then it waits already.
    if machinery.is_stuck(work, job_id=row_id):
        outbox.retry(work, row_id=row_id)
        reading.retried_job(work, job_id=row_id)
    flash(_("已重新排队。"))
    return redirect(url_for("console.system"))
