"""What is due of entries: expired, contradicting, never asked, of no help, or without a source."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from faq_kb import actions, links, upkeep
from faq_kb.search import KnowledgeBase
from hotline.actions import calls
from hotline.errors import NotAllowed, NotFound, Refused
from hotline.records import (
    FaqEntry,
    FaqPair,
    FaqVersion,
    OutboxRow,
    SourceLink,
    VersionState,
)
from hotline.reports import due, usage
from hotline.reports.due import Due, DueRow
from hotline.work import CALLER, Actor
from tests.faq_kb.example_base import settings
from tests.faq_kb.office import Office


@pytest.fixture
def office(db: Session) -> Office:
    office = Office(db)
    office.publish_neighbours()
    return office


def listed(office: Office, which: Due, actor: Actor | None = None) -> tuple[DueRow, ...]:
    work = office.work(actor or office.author)
    rows = due.listed(work, due=which)[0]
    assert due.counts(work)[which] == len(rows)
    return rows


def entry_of(office: Office, version: FaqVersion) -> FaqEntry:
    return office.db.get_one(FaqEntry, version.entry_id)


def read_out(office: Office, version: FaqVersion, *, solved: bool | None, **how: Any) -> None:
    """A caller hears the entry."""
    call = office.later(minutes=1).make_call(**how)
    work = office.work(CALLER)
    calls.asked(
        work, call, heard="身份证丢了", confidence=0.9, verdict="answer",
        entry_id=version.entry_id, version_id=version.id,
    )  # fmt: skip
    if solved is not None:
        calls.solved(work, call, yes=solved)


# ---- dates ---------------------------------------------------------------------------------


def test_what_expires_soon_or_has_expired_is_listed_by_its_date(office: Office) -> None:
    version = office.publish(valid_until=date(2026, 12, 20))
    assert [row.entry.id for row in listed(office, Due.EXPIRING)] == [version.entry_id]
    assert listed(office, Due.EXPIRED) == ()
    office.at("2026-12-21 10:00")
    assert listed(office, Due.EXPIRING) == ()
    assert [row.entry.id for row in listed(office, Due.EXPIRED)] == [version.entry_id]


def test_a_neighbour_s_entries_are_not_listed(office: Office) -> None:
    office.publish(valid_until=date(2026, 12, 20))
    assert listed(office, Due.EXPIRING, office.make_staff("kb_editor", place="qinghe")) == ()


def test_renewing_is_a_new_version_through_review(office: Office) -> None:
    version = office.publish(valid_until=date(2026, 12, 20))
    entry = entry_of(office, version)
    work = office.work(office.author)
    with pytest.raises(Refused) as refused:
        upkeep.renew(work, entry=entry, valid_until=date(2026, 12, 20))
    assert refused.value.wording.key == "renewal.not_later"
    renewed = upkeep.renew(work, entry=entry, valid_until=date(2027, 12, 20))
    assert renewed.state is VersionState.IN_REVIEW
    assert (renewed.answer, renewed.source) == (version.answer, version.source)
    assert [one.text for one in renewed.phrasings] == [one.text for one in version.phrasings]
    assert listed(office, Due.EXPIRING)[0].entry.is_coming
    with pytest.raises(Refused) as refused:
        upkeep.renew(work, entry=entry, valid_until=date(2028, 1, 1))
    assert refused.value.wording.key == "renewal.in_preparation"
    for step in office.reviewer_of:
        office.review(renewed, step)
    assert listed(office, Due.EXPIRING) == ()


def test_an_expired_entry_can_be_renewed(office: Office) -> None:
    version = office.publish(valid_until=date(2026, 12, 20))
    office.at("2027-01-10 10:00")
    renewed = upkeep.renew(
        office.work(office.author), entry=entry_of(office, version), valid_until=date(2027, 6, 30)
    )
    assert renewed.state is VersionState.IN_REVIEW


# ---- two entries, one question -------------------------------------------------------------


def compared(office: Office) -> int:
    return upkeep.compare(office.work(), knowledge=lambda: KnowledgeBase(settings()))


def nobody() -> KnowledgeBase:
    raise AssertionError("nothing is to be compared")


def test_two_entries_that_answer_one_question_differently_are_a_pair(office: Office) -> None:
    first = office.publish()
    second = office.publish(
        code="id-card-gone", question="身份证丢失怎么补办？", phrasings=["身份证丢了咋补"],
        answer="到政务大厅二楼申请，工本费二十元。",
    )  # fmt: skip
    compared(office)
    [row] = listed(office, Due.CONTRADICTING)
    assert row.other is not None
    assert {row.entry.id, row.other.id} == {first.entry_id, second.entry_id}
    assert listed(office, Due.DOUBLED) == ()
    assert upkeep.compare(office.work(), knowledge=nobody) == 0


def test_two_that_say_the_same_are_doubled_unless_a_figure_differs(office: Office) -> None:
    answer = "请带户口簿到派出所申请补领，工本费40元，20个工作日后领取。"
    office.publish(answer=answer)
    office.publish(
        code="id-card-gone", question="身份证丢失怎么补办？", phrasings=[], answer=f"{answer}谢谢。"
    )
    compared(office)
    assert len(listed(office, Due.DOUBLED)) == 1
    changed = office.publish(
        code="id-card-gone", question="身份证丢失怎么补办？", phrasings=[],
        answer=answer.replace("20个", "60个"),
    )  # fmt: skip
    assert listed(office, Due.DOUBLED) == ()
    compared(office)
    assert len(listed(office, Due.CONTRADICTING)) == 1
    actions.withdraw(office.work(office.author), changed, opinion="重复。")
    assert listed(office, Due.CONTRADICTING) == ()


def test_entries_of_two_counties_never_meet(office: Office) -> None:
    for place in ("qinghe", "bailu"):
        office.publish(
            code=f"id-card-{place}", unit_id=office.unit(f"{place}-public_security").id,
            answer=f"到{place}政务大厅办理，和别处不同。",
        )  # fmt: skip
    compared(office)
    assert listed(office, Due.CONTRADICTING) == ()


def test_different_matters_are_no_pair(office: Office) -> None:
    office.publish()
    office.publish(
        code="fund-buy", question="买房怎么提取住房公积金？", phrasings=[],
        answer="凭购房合同到公积金中心窗口提取。",
    )  # fmt: skip
    compared(office)
    assert office.db.scalars(select(FaqPair)).all() == []


def test_a_pair_may_stand_for_a_reason(office: Office) -> None:
    office.publish()
    office.publish(code="other", question="身份证丢失怎么补办？", answer="到政务大厅办。")
    compared(office)
    [row] = listed(office, Due.CONTRADICTING)
    assert row.pair_id is not None
    work = office.work(office.author)
    with pytest.raises(Refused):
        upkeep.dismiss(work, pair_id=row.pair_id, reason=" ")
    stranger = office.work(office.make_staff("kb_editor", place="qinghe"))
    with pytest.raises(NotAllowed):
        upkeep.dismiss(stranger, pair_id=row.pair_id, reason="不相干。")
    upkeep.dismiss(work, pair_id=row.pair_id, reason="一个是补办，一个是换证。")
    assert listed(office, Due.CONTRADICTING) == ()
    with pytest.raises(NotFound):
        upkeep.dismiss(work, pair_id=row.pair_id, reason="再来一次。")


# ---- what callers make of it ---------------------------------------------------------------


def test_usage_counts_who_heard_it_and_who_was_helped(office: Office) -> None:
    version = office.publish()
    for solved in (True, True, False, None):
        read_out(office, version, solved=solved)
    read_out(office, version, solved=True, is_test=True)
    found = usage.of(office.work(office.author), entry_ids=[version.entry_id, 0])
    used = found[version.entry_id]
    assert (used.read, used.solved, used.not_solved, used.said) == (4, 2, 1, 3)
    assert used.solve_rate == pytest.approx(2 / 3)
    assert (found[0].read, found[0].solve_rate) == (0, None)


def test_entries_that_did_not_help_are_listed_with_the_worst_on_top(office: Office) -> None:
    good, bad = office.publish(), office.publish(code="bad", question="车牌怎么摇号？")
    read_out(office, good, solved=True)
    for _ in range(2):
        read_out(office, bad, solved=False)
    assert [row.entry.id for row in listed(office, Due.NOT_SOLVED)] == [bad.entry_id]
    read_out(office, good, solved=False)
    assert [row.entry.id for row in listed(office, Due.NOT_SOLVED)] == [
        bad.entry_id, good.entry_id,
    ]  # fmt: skip
    for _ in range(3):
        read_out(office, good, solved=True)
    assert [row.entry.id for row in listed(office, Due.NOT_SOLVED)] == [bad.entry_id]


def test_an_entry_nobody_asks_for_is_listed_only_when_it_had_its_time(office: Office) -> None:
    version = office.publish()
    assert listed(office, Due.NEVER_ASKED) == ()
    office.later(days=91)
    before = len(listed(office, Due.NEVER_ASKED))
    read_out(office, version, solved=None)
    after = [row.entry.id for row in listed(office, Due.NEVER_ASKED)]
    assert version.entry_id not in after
    assert len(after) == before - 1


# ---- links of sources ----------------------------------------------------------------------

URL, OTHER = "https://example.gov.cn/guide", "https://example.gov.cn/other"


@pytest.fixture
def linked(office: Office) -> FaqVersion:
    office.publish(code="other", question="车牌怎么摇号？", source_url=OTHER)
    return office.publish(source_url=URL)


def check(office: Office, answers: Callable[[str], str | None]) -> int:
    """What the jobs do: those that are due are asked for; how many."""
    links.plan(office.work())
    waiting = office.db.scalars(select(OutboxRow).where(OutboxRow.kind == "check_link")).all()
    for row in waiting:
        link = office.db.get_one(SourceLink, row.payload["link_id"])
        links.checked(office.work(), link_id=link.id, fault=answers(link.url))
        office.db.delete(row)
    office.db.flush()
    return len(waiting)


def one_is_gone(url: str) -> str | None:
    return "http_404" if url == URL else None


def test_a_link_is_broken_after_repeated_failures_and_well_after_one_success(
    office: Office, linked: FaqVersion
) -> None:
    for _ in range(2):
        check(office, one_is_gone)
        assert listed(office, Due.BROKEN_LINK) == ()
        office.later(days=1, minutes=1)
    office.later(days=6)
    check(office, one_is_gone)
    [row] = listed(office, Due.BROKEN_LINK)
    assert (row.entry.id, row.url, str(row.fault)) == (linked.entry_id, URL, "网页不存在（404）")
    office.later(days=1, minutes=1)
    check(office, lambda url: None)
    assert listed(office, Due.BROKEN_LINK) == ()


def test_when_nothing_is_reached_our_own_way_out_is_broken_and_no_link(
    office: Office, linked: FaqVersion
) -> None:
    for _ in range(4):
        check(office, lambda url: "no_answer")
        office.later(days=1, minutes=1)
    assert listed(office, Due.BROKEN_LINK) == ()


def test_links_are_asked_for_once_a_week_and_once_however_often_it_is_planned(
    office: Office, linked: FaqVersion
) -> None:
    links.plan(office.work())
    links.plan(office.work())
    assert check(office, lambda url: None) == 2
    assert check(office, lambda url: None) == 0
    office.later(days=7, minutes=1)
    assert check(office, lambda url: None) == 2


def test_whoever_keeps_the_entry_may_ask_again(office: Office, linked: FaqVersion) -> None:
    check(office, one_is_gone)
    [link_id] = office.db.scalars(select(SourceLink.id).where(SourceLink.url == URL))
    stranger = office.work(office.make_staff("kb_editor", place="qinghe"))
    with pytest.raises(NotAllowed):
        links.ask_again(stranger, link_id=link_id)
    with pytest.raises(NotFound):
        links.ask_again(office.work(office.author), link_id=0)
    links.ask_again(office.later(minutes=1).work(office.author), link_id=link_id)
    assert check(office, one_is_gone) == 1
