"""A rumour is marked, its unit owes a clarification, and publishing one settles it (R-53a)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from faq_kb import clarifications
from hotline.errors import NotAllowed, NotFound, Refused
from hotline.records import Clarification, ClarificationKind
from hotline.reports import clarifications as reports
from hotline.work import CALLER, HOTLINE
from tests.faq_kb.office import Office

RUMOUR = "都说下个月起身份证工本费涨到一百元。"


def mark(office: Office, **changes: Any) -> Clarification:
    operator = changes.pop("by", None) or office.make_staff("operator", place="nanke")
    fields = {
        "form_id": "form-1", "unit_id": office.unit("public_security").id,
        "kind": ClarificationKind.RUMOUR, "said": RUMOUR, **changes,
    }  # fmt: skip
    return clarifications.mark(office.work(operator), **fields)


def test_publishing_its_entry_settles_it_and_nothing_sooner(office: Office) -> None:
    owed = mark(office)
    version = office.draft()
    work = office.work(office.author)
    clarifications.take_up(work, clarification_id=owed.id, entry_id=version.entry_id)
    assert reports.count_owed(work) == 1
    assert owed.answered_at is None
    office.later(hours=1).submit(version)
    for step in office.reviewer_of:
        office.review(version, step)
    office.db.refresh(owed)
    assert owed.answered_at == office.now
    assert reports.count_owed(work) == 0


def test_the_same_form_twice_is_one(office: Office) -> None:
    operator = office.make_staff("operator", place="nanke")
    first, again = mark(office, by=operator), mark(office, by=operator)
    assert first.id == again.id
    assert office.db.scalar(select(func.count()).select_from(Clarification)) == 1
    with pytest.raises(NotFound):
        mark(office)  # somebody else, with the form of another


def test_the_unit_may_find_it_needless_for_a_reason_and_that_is_final(office: Office) -> None:
    owed = mark(office)
    work = office.work(office.author)
    with pytest.raises(Refused) as refusal:
        clarifications.drop(work, clarification_id=owed.id, reason=" ")
    assert refusal.value.wording.key == "clarification.no_reason"
    clarifications.drop(work, clarification_id=owed.id, reason="已核实，属实。")
    for act in (
        lambda: clarifications.drop(work, clarification_id=owed.id, reason="再一次"),
        lambda: clarifications.take_up(work, clarification_id=owed.id, entry_id=1),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.wording.key == "clarification.settled"
    version = office.publish()
    office.db.refresh(owed)
    assert (owed.entry_id, owed.answered_at) == (None, None)
    assert version.published_at


def test_who_marks_and_who_answers(office: Office) -> None:
    for actor in (office.author, HOTLINE, CALLER):
        with pytest.raises(NotAllowed):
            mark(office, by=actor)
    owed = mark(office)
    for actor in (
        office.make_staff("operator", place="nanke"),
        office.make_staff("kb_editor", unit="human_resources"),
    ):
        with pytest.raises(NotAllowed):
            clarifications.drop(office.work(actor), clarification_id=owed.id, reason="不用")
    with pytest.raises(Refused):
        mark(office, said=" \n")
    with pytest.raises(NotFound):
        clarifications.drop(office.work(office.author), clarification_id=0, reason="不用")


def test_a_unit_sees_its_own_and_whoever_marked_it_sees_what_became_of_it(office: Office) -> None:
    liaison = office.make_staff("liaison", unit="human_resources")
    owed = mark(office, by=liaison)
    editor = office.make_staff("kb_editor", unit="public_security")
    for actor, there in (
        (editor, True),
        (liaison, True),
        (office.make_staff("kb_editor", unit="human_resources"), False),
        (office.make_staff("operator", place="qinghe"), False),
    ):
        rows = reports.listed(office.work(actor)).rows
        assert [row.id for row in rows] == ([owed.id] if there else [])
        if not there:
            with pytest.raises(NotFound):
                reports.page(office.work(actor), clarification_id=owed.id)
