"""A case that cannot be decided is put before an authority, and the authority decides it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agents_console.asked import whole_number
from agents_console.knowledge import deciding
from faq_kb import referrals
from faq_kb.referrals import Authority
from faq_kb.wordings import LONGEST_NOTE
from hotline.errors import NotFound, Refused
from hotline.pages import typed
from hotline.records import FaqReferral, FaqVersion
from hotline.reports import entries
from hotline.reports.names import Names
from hotline.reports.shown import EntryPage
from hotline.rules.wording import Wording
from hotline.work import Work

REASON = Wording(key="label.referral_reason", zh="不能确定的理由", en="Why it cannot be decided")
OPINION = Wording(key="label.determination", zh="确定意见", en="Determination")
NOT_DETERMINED = Wording(
    key="referral.not_determined",
    zh="请选择可以公开或不予公开。",
    en="Choose whether it may be public.",
)


@dataclass(frozen=True)
class Choice:
    """An authority to choose: its value in the form, and what it is called."""

    value: str
    authority: Wording
    unit: Wording


def choices(work: Work, shown: EntryPage) -> tuple[Choice, ...]:
    """The authorities to which a case of this entry can be referred, the nearest first."""
    names = Names(work)
    return tuple(
        Choice(f"{one.role}:{one.unit_id}", names.role(one.role), names.unit(one.unit_id))
        for one in referrals.authorities(work, unit_id=shown.unit_id)
    )


def may_determine(work: Work, shown: EntryPage) -> bool:
    """Whether this person decides the case that is open now."""
    if shown.referral is None:
        return False
    try:
        referrals.check_determine(
            work,
            work.db.get_one(FaqReferral, shown.referral.id),
            work.db.get_one(FaqVersion, shown.newest.id),
        )
    except Refused:
        return False
    return True


def refer(work: Work, entry_id: int, version_id: int) -> ResponseReturnValue:
    """Put the case before the authority chosen, with the reason."""
    version = deciding.version_of(work, entry_id, version_id)
    role, _colon, unit_id = request.form.get("authority", "").partition(":")
    referrals.refer(
        work,
        version,
        step=request.form.get("step", ""),
        authority=Authority(role, whole_number(unit_id) or 0),
        reason=typed.lines("reason", label=REASON, limit=LONGEST_NOTE),
    )
    return deciding.done(entry_id, _("已送请确定，结果回来之前不能审。"))


def determine(work: Work, entry_id: int, referral_id: int) -> ResponseReturnValue:
    """Decide whether the case may be public; the review goes on."""
    shown = entries.page(work, entry_id=entry_id)
    if referral_id not in {one.id for one in shown.referrals}:
        raise NotFound(deciding.NO_SUCH_VERSION)
    decision = request.form.get("decision")
    if decision not in ("public", "withheld"):
        raise Refused(NOT_DETERMINED)
    opinion = typed.lines("opinion", label=OPINION, limit=LONGEST_NOTE)
    referrals.determine(
        work, referral_id=referral_id, may_publish=decision == "public", opinion=opinion
    )
    return deciding.done(entry_id, _("已确定，退给审查人继续。"))
