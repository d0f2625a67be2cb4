"""A leg on its way to another unit: asked for, reviewed, returned; and whose it seems to be."""

from __future__ import annotations

from dataclasses import dataclass

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agents_console import handling, reply_templates
from faq_kb.search import KnowledgeBase
from hotline.actions import forwards
from hotline.actions import reply_templates as templates
from hotline.pages import typed
from hotline.records import HandlingLeg
from hotline.reports.shown import InquiryPage
from hotline.rules.organisation import Body, Place
from hotline.rules.wording import Wording
from hotline.work import Work

CHOOSING = ("pass_on", "dispatch")  # the moves that name a unit
LONGEST_REASON = handling.LIMITS["reason"]
FORWARD = Wording(key="label.forward_reason", zh="转发理由", en="Reason for forwarding")
PART = Wording(key="label.part_reply", zh="本单位部分的答复", en="Reply for your part")
RETURN = Wording(key="label.return_reason", zh="退回理由", en="Reason for returning")
REFUSAL = Wording(key="label.refusal_reason", zh="不同意的理由", en="Reason for refusing")


@dataclass(frozen=True)
class Destinations:
    """Where a leg can go, by place; and the unit whose matter it seems to be, if that is clear."""

    groups: list[tuple[Place, list[Body]]]
    guess: Body | None


def destinations(
    work: Work, knowledge: KnowledgeBase, shown: InquiryPage, forms: tuple[handling.Form, ...]
) -> dict[int, Destinations]:
    """For each leg with a move that names a unit: the units to choose from."""
    found = {}
    for form in forms:
        if form.move.verb in CHOOSING and form.why_not is None:
            record = work.db.get_one(HandlingLeg, form.leg.id)
            units = forwards.targets(work, record, verb=form.move.verb)
            own = work.book.organisation.units[form.leg.unit_id]
            is_sorting = form.move.verb == "dispatch"
            guess = _guess(work, knowledge, shown, own.place_id) if is_sorting else None
            found[form.leg.id] = Destinations(
                groups=_by_place(work, units, own=form.leg.unit_id),
                guess=guess if guess in units else None,
            )
    return found


def _by_place(work: Work, units: tuple[Body, ...], *, own: int) -> list[tuple[Place, list[Body]]]:
    """The units of one's own place first, then those below, then those above."""
    organisation = work.book.organisation
    home = organisation.places[organisation.units[own].place_id]
    groups: dict[int, list[Body]] = {}
    for unit in units:
        groups.setdefault(unit.place_id, []).append(unit)
    places = [organisation.places[place_id] for place_id in groups]
    places.sort(key=lambda place: (place != home, home.id not in place.path, place.path))
    return [(place, groups[place.id]) for place in places]


def _guess(work: Work, knowledge: KnowledgeBase, shown: InquiryPage, place_id: int) -> Body | None:
    """Whose matter it seems to be: by the knowledge base, else by the duties it speaks of.

    At the level of the office that sorts: what was moved up the tree had a reason to be.
    """
    text, organisation = shown.row.text, work.book.organisation
    if not text:
        return None
    found = knowledge.find(work, text, place_id=place_id)
    if found.unit_id is not None:
        return organisation.same_department_at(found.unit_id, place_id)
    return organisation.named_in(text, place_id=place_id)


def request_forward(work: Work, inquiry_id: int, leg_id: int) -> ResponseReturnValue:
    """Ask to forward to the government office of one's level."""
    inquiry, leg = handling.held(work, inquiry_id, leg_id)
    forwards.request_forward(work, inquiry, leg, reason=_reason())
    return handling.done(inquiry_id, _("已提交转发申请，等待审核。审核同意之前办理时限照常计算。"))


def pass_on(work: Work, inquiry_id: int, leg_id: int) -> ResponseReturnValue:
    """Reply for one's part of a joint reply, and name the next unit."""
    inquiry, leg = handling.held(work, inquiry_id, leg_id)
    handling.attach_to_reply(work, inquiry, leg)
    templates.used(work, reply_templates.used())
    forwards.pass_on(
        work, inquiry, leg,
        to_unit_id=typed.number("to_unit"),
        reason=_reason(),
        part_reply=typed.lines("part_reply", label=PART, limit=handling.LIMITS["reply"]),
        internal_note=typed.lines(
            "part_note", label=handling.NOTE, limit=handling.LIMITS["internal_note"]
        ),
    )  # fmt: skip
    return handling.done(inquiry_id, _("已提交，审核同意后转下一单位，此前办理时限照常计算。"))


def dispatch(work: Work, inquiry_id: int, leg_id: int) -> ResponseReturnValue:
    """The government office says whose it is."""
    inquiry, leg = handling.held(work, inquiry_id, leg_id)
    forwards.dispatch(work, inquiry, leg, to_unit_id=typed.number("to_unit"), reason=_reason())
    return handling.done(inquiry_id, _("已提交分发，等待审核。审核同意之前办理时限照常计算。"))


def approve(work: Work, inquiry_id: int, leg_id: int) -> ResponseReturnValue:
    """Let a forward go."""
    inquiry, leg = handling.held(work, inquiry_id, leg_id)
    forwards.approve_forward(work, inquiry, leg)
    return handling.done(inquiry_id, _("已同意转发，下一单位今日起办理。"))


def refuse(work: Work, inquiry_id: int, leg_id: int) -> ResponseReturnValue:
    """Do not let it go."""
    inquiry, leg = handling.held(work, inquiry_id, leg_id)
    reason = typed.lines("forward_refusal", label=REFUSAL, limit=LONGEST_REASON)
    forwards.refuse_forward(work, inquiry, leg, reason=reason)
    return handling.done(inquiry_id, _("已不同意转发，仍由原单位办理。"))


def give_back(work: Work, inquiry_id: int, leg_id: int) -> ResponseReturnValue:
    """Return it to the unit it came from, or, the second time, to the government office."""
    inquiry, leg = handling.held(work, inquiry_id, leg_id)
    reason = typed.lines("return_reason", label=RETURN, limit=LONGEST_REASON)
    forwards.return_to_sender(work, inquiry, leg, reason=reason)
    return handling.done(inquiry_id, _("已退回。"))


def _reason() -> str:
    return typed.lines("forward_reason", label=FORWARD, limit=LONGEST_REASON)
