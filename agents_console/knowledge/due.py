"""What the keepers of entries have to look at, each row with the action that mends it."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agents_console import asked
from faq_kb import links, upkeep
from faq_kb.masking import masked
from faq_kb.wordings import LONGEST_NOTE
from hotline.errors import NotFound
from hotline.pages import typed
from hotline.records import FaqEntry
from hotline.reports import due
from hotline.reports.due import Due
from hotline.reports.names import Names
from hotline.rules.wording import Wording
from hotline.rules.zone import today
from hotline.work import Work

MOST_PAGES = 500
VALID_UNTIL = Wording(key="label.entry.valid_until", zh="有效期至", en="Valid until")
REASON = Wording(key="label.pair_reason", zh="可以并存的理由", en="Reason")
NO_SUCH_ENTRY = Wording(
    key="entry.unknown",
    zh="没有这个条目，或者您无权查看。",
    en="There is no such entry, or none that you may see.",
)


def listing(
    work: Work,
    entry_id: int | None = None,
    pair_id: int | None = None,
    link_id: int | None = None,
) -> ResponseReturnValue:
    """One of the lists; the first that is not empty where none is asked for."""
    counts = due.counts(work)
    chosen = _chosen() or next((one for one in Due if counts[one]), Due.EXPIRED)
    number = min(asked.number("page") or 1, MOST_PAGES)
    rows, more = due.listed(work, due=chosen, page=number)
    names = Names(work)
    return render_template(
        "console/knowledge/due.html",
        lists=[(one.value, names.word("due", one.value), counts[one]) for one in Due],
        chosen=chosen.value,
        rows=rows,
        masked=masked,
        tried=entry_id or pair_id or link_id,
        in_a_year=_in_a_year(today(work.now)),
        limit=LONGEST_NOTE,
        next_page=url_for("console.due", list=chosen.value, page=number + 1) if more else None,
        is_first=number == 1,
    )


def renew(work: Work, entry_id: int) -> ResponseReturnValue:
    """The live text with a later date, into review."""
    valid_until = typed.day("valid_until", label=VALID_UNTIL)
    entry = work.db.get(FaqEntry, entry_id)
    if entry is None:
        raise NotFound(NO_SUCH_ENTRY)
    upkeep.renew(work, entry=entry, valid_until=valid_until)
    return _done(_("已续期并送审；审查通过后生效。"))


def dismiss(work: Work, pair_id: int) -> ResponseReturnValue:
    """The two entries may stand beside each other."""
    reason = typed.line("reason", label=REASON, limit=LONGEST_NOTE)
    upkeep.dismiss(work, pair_id=pair_id, reason=reason)
    return _done(_("已记下，这一对不再列出。"))


def check_link(work: Work, link_id: int) -> ResponseReturnValue:
    """Ask for the address of a source now."""
    links.ask_again(work, link_id=link_id)
    return _done(_("正在重新检查，稍后刷新本页看结果。"))


def _chosen() -> Due | None:
    given = request.values.get("list", "")
    return Due(given) if given in set(Due) else None


def _in_a_year(on: date) -> date:
    return on.replace(year=on.year + 1, day=min(on.day, 28))


def _done(message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("console.due", list=request.form.get("list") or None))
