"""Inquiries: the list with its filters, the page of one, and the number behind its mask."""

from __future__ import annotations

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from agents_console import asked, handling, passing_on, reply_templates
from agents_console import work_lists as lists
from agents_console.knowledge import proposing
from faq_kb.search import KnowledgeBase
from hotline.actions import notice_settings, reading
from hotline.actions import work_lists as followed
from hotline.errors import NotAllowed, Refused
from hotline.pages import typed
from hotline.pages.door import View
from hotline.records import Channel, Inquiry, InquiryKind, InquiryState
from hotline.reports import inquiries, inquiry_page, proposals, scope, work_lists
from hotline.reports import overdue as late_legs
from hotline.reports.names import Names
from hotline.reports.shown import InquiryPage
from hotline.reports.wanted import Wanted
from hotline.rules import lookup_code
from hotline.rules.wording import Wording
from hotline.text import telephone
from hotline.work import Work

REASON = Wording(key="label.reason", zh="查看理由", en="Reason")
CITIZEN = Wording(key="label.citizen", zh="查询码或电话", en="Lookup code or telephone")
LONGEST_CITIZEN = 40
NEITHER = Wording(
    key="inquiry.neither_code_nor_telephone",
    zh="请填写12位查询码，或完整的电话号码；请核对有无错漏。",
    en="Enter a lookup code of 12 digits or a whole telephone number; check for slips.",
)
MAY_NOT_REVEAL = Wording(
    key="console.may_not_reveal",
    zh="您不能查看该事项查询人的号码。",
    en="You may not see this inquirer's number.",
)


def listing(work: Work) -> ResponseReturnValue:
    """Inquiries in scope, newest first, narrowed as the address asks."""
    wanted = Wanted(
        kind=asked.one_of(InquiryKind, "kind"),
        state=asked.one_of(InquiryState, "state"),
        channel=asked.one_of(Channel, "channel"),
        place_id=asked.place(work, "see_inquiries"),
        unit_id=asked.number("unit"),
        is_overdue=asked.flag("overdue"),
        needs_listening=asked.flag("listen"),
        from_on=asked.day("from"),
        to_on=asked.day("to"),
        reference=asked.text("reference") or "",
        words=asked.text("q") or "",
    )
    found = inquiries.listed(work, wanted=wanted, after=asked.text("after"))
    names = Names(work)
    return render_template(
        "console/inquiries.html",
        found=found,
        wanted=wanted,
        kinds=[(each.value, names.word("inquiry_kind", each.value)) for each in InquiryKind],
        states=[(each.value, names.word("inquiry_state", each.value)) for each in InquiryState],
        channels=[(each.value, names.word("channel", each.value)) for each in Channel],
        places=asked.places(work, "see_inquiries"),
        units=asked.units(work, "see_inquiries"),
        filters=work_lists.filters(work),
        pressed=lists.pressed(),
        **asked.paging(found),
    )


def todo(work: Work) -> ResponseReturnValue:
    """All that one's own units have to do, the one due first on top."""
    found = inquiries.todo(work, after=asked.text("after"))
    return render_template(
        "console/todo.html",
        found=found,
        count=inquiries.todo_count(work),
        **asked.paging(found),
    )


def find(work: Work) -> ResponseReturnValue:
    """A citizen's inquiries by lookup code or telephone; these stand in no address and no log."""
    given = typed.line("citizen", label=CITIZEN, limit=LONGEST_CITIZEN)
    code = lookup_code.normalise(given)
    # Twelve digits that do not begin with 0 are a code, mistyped, and nobody's telephone.
    is_slip = len(code) == lookup_code.CODE_DIGITS and not given.startswith(("0", "+"))
    known = None if is_slip else telephone(given)
    if lookup_code.is_valid(code):
        rows, by = inquiries.of_citizen(work, code=code), "code"
    elif known is not None:
        rows, by = inquiries.of_citizen(work, phone=known.number), "telephone"
    else:
        raise Refused(NEITHER)
    page = render_template("console/found.html", rows=rows)
    reading.searched_citizen(work, by=by, found=len(rows))
    return page


def page(
    work: Work,
    inquiry_id: int,
    leg_id: int | None = None,
    attachment_id: int | None = None,
    *,
    knowledge: KnowledgeBase,
) -> ResponseReturnValue:
    """One inquiry with what this person may do in it; opening it is noted."""
    return _shown(work, inquiry_id, knowledge)


def reveal(work: Work, inquiry_id: int, *, knowledge: KnowledgeBase) -> ResponseReturnValue:
    """The page with the whole number on it, this once, for a reason that is kept."""
    shown = inquiry_page.page(work, inquiry_id=inquiry_id)
    if not may_reveal(work, shown):
        raise NotAllowed(MAY_NOT_REVEAL)
    reason = typed.line("reason", label=REASON, limit=reading.LONGEST_REASON)
    inquiry = work.db.get_one(Inquiry, inquiry_id, with_for_update=True)
    g.number = reading.reveal_number(work, inquiry, reason=reason)
    return _shown(work, inquiry_id, knowledge)


def writing(act: View, *, knowledge: KnowledgeBase) -> View:
    """The view that does this; or the page again, with a template put into what is written."""

    def write(work: Work, inquiry_id: int, leg_id: int) -> ResponseReturnValue:
        if reply_templates.is_inserting():
            g.given_back = True
            return _shown(work, inquiry_id, knowledge)
        return act(work, inquiry_id, leg_id)

    return write


def may_reveal(work: Work, shown: InquiryPage) -> bool:
    """Whether this person may ask for the number behind the mask of this inquiry."""
    if shown.inquirer is None or not shown.inquirer.phone_masked:
        return False
    reach = scope.reach(work, "reveal_number")
    units = work.book.organisation.units
    return any(
        leg.unit_id in reach.unit_ids
        or (leg.unit_id in units and units[leg.unit_id].place_id in reach.place_ids)
        for leg in shown.legs
    )


def _shown(work: Work, inquiry_id: int, knowledge: KnowledgeBase) -> str:
    shown = inquiry_page.page(work, inquiry_id=inquiry_id)
    forms = handling.forms(work, shown)
    can_write_down = handling.can_write_down(shown, forms)
    page = render_template(
        "console/inquiry.html",
        inquiry=shown,
        forms=forms,
        replies=reply_templates.offered(
            work,
            shown,
            [(form.leg, form.move.verb) for form in forms if form.why_not is None],
        ),
        is_followed=work_lists.is_followed(work, inquiry_id=inquiry_id),
        inserting=reply_templates.is_inserting(),
        destinations=passing_on.destinations(work, knowledge, shown, forms),
        clocks=work.book.clocks,
        now=work.now,
        late=late_legs.of_legs(work, Names(work), handling.records(work, shown)),
        can_write_down=can_write_down,
        orphaned=_orphaned(forms, can_write_down=can_write_down),
        number=g.pop("number", None),
        can_reveal=may_reveal(work, shown),
        proposal=proposals.of_inquiry(work, inquiry_id=inquiry_id),
        legs_to_propose=proposing.legs_to_propose(work, shown),
        limits=handling.LIMITS,
        longest_reason=passing_on.LONGEST_REASON,
        longest_reveal_reason=reading.LONGEST_REASON,
    )
    notice_settings.read(work, inquiry_id=inquiry_id)
    followed.looked(work, inquiry_id=inquiry_id, seq=shown.event_count)
    reading.opened_inquiry(work, inquiry_id=inquiry_id)
    return page


def _orphaned(forms: tuple[handling.Form, ...], *, can_write_down: bool) -> list[tuple[str, str]]:
    """What was typed into a refused form that is offered no more; addresses are named by verbs."""
    if typed.refusal() is None:
        return []
    parts = request.view_args or {}
    offered: set[tuple[str, int | None]] = {
        (form.move.verb, form.leg.id) for form in forms if form.why_not is None
    }
    if can_write_down:
        offered.add(("write_down", None))
    verb = (request.endpoint or "").removeprefix("console.")
    is_there = verb == "reveal_number" or (verb, parts.get("leg_id")) in offered
    return [] if is_there else typed.texts()
