"""What is done with a version: handed in, decided at a step of the review, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agents_console.knowledge import suspects
from faq_kb import actions as answers
from faq_kb.wordings import LONGEST_NOTE
from hotline.errors import NotFound, Refused
from hotline.pages import typed
from hotline.records import FaqVersion, VersionState
from hotline.reports import entries
from hotline.reports.shown import EntryPage
from hotline.rules.wording import Wording
from hotline.work import Work

LIMITS: Mapping[str, int] = MappingProxyType({"note": LONGEST_NOTE})
OPINION = Wording(key="label.review_opinion", zh="审查意见", en="Opinion")
REASON = Wording(key="label.withdrawal_reason", zh="撤下理由", en="Reason of the withdrawal")
NO_SUCH_VERSION = Wording(
    key="version.unknown", zh="没有这个版本。", en="There is no such version."
)
NOT_DECIDED = Wording(
    key="review.not_decided", zh="请选择同意或退回。", en="Choose to agree or to send back."
)


@dataclass(frozen=True)
class Offers:
    """What this person may do with an entry now; `forms` names each as (verb, version id)."""

    edit: bool
    forms: frozenset[tuple[str, int]]

    def has(self, verb: str, version_id: int) -> bool:
        """Whether the form stands on the page."""
        return (verb, version_id) in self.forms


def offers(work: Work, shown: EntryPage) -> Offers:
    """The same rules the actions refuse by, asked beforehand."""
    newest, forms = shown.newest, set()
    writes = answers.may(work, "draft_answers", unit_id=shown.unit_id)
    if writes and newest.state is VersionState.DRAFT:
        forms.add(("submit", newest.id))
    if newest.step is not None and _may_review(work, newest.id, newest.step):
        forms |= {("review", newest.id), ("refer", newest.id)} if shown.referral is None else set()
    if answers.may(work, "withdraw_answers", unit_id=shown.unit_id):
        in_use = (VersionState.DRAFT, VersionState.IN_REVIEW, VersionState.PUBLISHED)
        for version in (newest, shown.live):
            if version is not None and version.state in in_use:
                forms.add(("withdraw", version.id))
    return Offers(
        edit=writes and newest.state is not VersionState.IN_REVIEW, forms=frozenset(forms)
    )


def _may_review(work: Work, version_id: int, step: str) -> bool:
    try:
        answers.check_review(work, work.db.get_one(FaqVersion, version_id), step=step)
    except Refused:
        return False
    return True


def submit(work: Work, entry_id: int, version_id: int) -> ResponseReturnValue:
    """Hand a draft in for its review."""
    answers.submit(work, version_of(work, entry_id, version_id), reasons=suspects.reasons())
    return done(entry_id, _("已送审。"))


def review(work: Work, entry_id: int, version_id: int) -> ResponseReturnValue:
    """Decide the step that is due, with an opinion that is kept."""
    version = version_of(work, entry_id, version_id)
    decision = request.form.get("decision")
    if decision not in ("pass", "send_back"):
        raise Refused(NOT_DECIDED)
    opinion = typed.lines("opinion", label=OPINION, limit=LONGEST_NOTE)
    answers.review(
        work,
        version,
        step=request.form.get("step", ""),
        passed=decision == "pass",
        opinion=opinion,
    )
    if decision == "send_back":
        return done(entry_id, _("已退回起草人。"))
    if version.state is VersionState.PUBLISHED:
        return done(entry_id, _("已发布，来电人现在就能听到。"))
    return done(entry_id, _("已同意，转入下一步。"))


def withdraw(work: Work, entry_id: int, version_id: int) -> ResponseReturnValue:
    """Take a version back, a live one out of every caller's reach at once."""
    version = version_of(work, entry_id, version_id)
    was_live = version.state is VersionState.PUBLISHED
    reason = typed.lines("reason", label=REASON, limit=LONGEST_NOTE)
    answers.withdraw(work, version, opinion=reason)
    if was_live:
        return done(entry_id, _("已撤下，来电人不会再听到。"))
    return done(entry_id, _("已撤回这个版本。"))


def version_of(work: Work, entry_id: int, version_id: int) -> FaqVersion:
    """A version of an entry this person may see."""
    entries.page(work, entry_id=entry_id)
    version = work.db.get(FaqVersion, version_id)
    if version is None or version.entry_id != entry_id:
        raise NotFound(NO_SUCH_VERSION)
    return version


def done(entry_id: int, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("console.entry", entry_id=entry_id))
