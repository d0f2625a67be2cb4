"""What callers miss stands in clusters that stay, and each is dealt with once (R-53)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from faq_kb import misses
from faq_kb.effect import effect
from faq_kb.search import KnowledgeBase
from hotline.actions import calls, settle
from hotline.errors import NotAllowed, NotFound, Refused
from hotline.records import Call, FaqEntry, FaqVersion, MissCluster, VersionState
from hotline.reports import misses as reports
from hotline.reports.shown.miss import MissRow
from hotline.work import CALLER, Actor
from tests.faq_kb.example_base import settings
from tests.faq_kb.office import Office

SAME = ("残疾人停车费用有优惠吗", "残疾人停车费有优惠吗", "请问残疾人停车费用有没有优惠")
OTHER = "小区能不能养鸡"


@pytest.fixture
def office(db: Session) -> Office:
    office = Office(db)
    office.publish_neighbours()
    office.publish()
    return office


def missed(office: Office, *heard: str, **how: Any) -> None:
    """Each asked by another caller, a minute apart, and not answered."""
    for number, text in enumerate(heard):
        office.later(minutes=1)
        call = {"caller": f"+86138000100{number:02}", "verdict": "nothing"} | how
        office.make_call(question=text, **call)


def end(office: Office, call: Call) -> None:
    """The caller hangs up, and the call is settled."""
    calls.move_status(office.work(CALLER), call, status="completed", duration_seconds=60)
    settle.settle(office.work(), call)


def gathered(office: Office, actor: Actor | None = None) -> tuple[MissRow, ...]:
    """The list after the periodic job."""
    misses.cluster(office.work(), settings=settings)
    return reports.listed(office.work(actor or office.author))[0]


def seen(row: MissRow) -> dict[int, int]:
    return {row.id: row.decision.id if row.decision else 0}


def entry_of(office: Office, version: FaqVersion) -> FaqEntry:
    return office.db.get_one(FaqEntry, version.entry_id)


def live(office: Office, code: str = "id-card-lost") -> FaqEntry:
    return office.db.scalars(select(FaqEntry).where(FaqEntry.code == code)).one()


def test_what_asks_the_same_stands_together_and_each_caller_counts_once(office: Office) -> None:
    missed(office, *SAME)
    missed(office, SAME[0], caller="+8613800010001")
    missed(office, OTHER, OTHER)
    first, second = gathered(office)
    assert (first.callers, first.times, first.heard) == (3, 4, SAME)
    assert (second.callers, second.times, second.heard) == (2, 2, (OTHER,))
    assert first.last_asked_at < second.last_asked_at


def test_callers_who_hide_their_number_are_told_apart_by_their_calls(office: Office) -> None:
    missed(office, OTHER, OTHER, caller=None)
    assert [row.callers for row in gathered(office)] == [2]


def test_clusters_stay_as_they_are_when_more_is_asked(office: Office) -> None:
    missed(office, OTHER, SAME[0])
    before = {row.id: row.heard[0] for row in gathered(office)}
    missed(office, SAME[1], "养犬证年审在哪里办", SAME[2])
    after = {row.id: row.heard[0] for row in gathered(office)}
    assert before.items() < after.items()
    assert len(after) == 3
    assert misses.cluster(office.work(), settings=settings) == 0


def test_many_misses_are_taken_in_batches(office: Office) -> None:
    missed(office, *SAME, OTHER)
    took = [misses.cluster(office.work(), settings=settings, most=3) for _ in range(3)]
    assert took == [3, 1, 0]
    assert [row.callers for row in gathered(office)] == [3, 1]


@pytest.mark.parametrize(
    ("how", "counts"),
    [
        ({"verdict": "nothing"}, True),
        ({"verdict": "answer", "solved": False}, True),
        ({"verdict": "choices"}, True),
        ({"verdict": "answer", "solved": True}, False),
        ({"verdict": "answer"}, False),
        ({"verdict": "ask_back"}, False),
        ({"verdict": "out_of_scope"}, False),
        ({"verdict": "nothing", "is_test": True}, False),
    ],
)
def test_a_miss_is_what_the_base_failed(office: Office, how: dict[str, Any], counts: bool) -> None:
    missed(office, OTHER, **how)
    assert bool(gathered(office)) is counts


def test_a_question_in_english_is_no_gap_of_a_chinese_base(office: Office) -> None:
    missed(office, "how do I keep chickens")
    assert gathered(office) == ()


def test_an_offered_entry_that_was_chosen_is_no_miss(office: Office) -> None:
    call = office.make_call(question=OTHER, verdict="choices", settled=False)
    entry = live(office)
    calls.chosen(
        office.work(CALLER), call, entry_id=entry.id, version_id=entry.live_version_id or 0
    )
    end(office, call)
    assert gathered(office) == ()


def test_a_call_still_under_way_may_yet_be_helped(office: Office) -> None:
    call = office.make_call(question=OTHER, verdict="nothing", settled=False)
    assert gathered(office) == ()
    end(office, call)
    assert [row.heard for row in gathered(office)] == [(OTHER,)]


def test_what_was_asked_long_ago_counts_no_more(office: Office) -> None:
    missed(office, OTHER)
    assert len(gathered(office)) == 1
    office.later(days=91)
    assert gathered(office) == ()


def test_an_editor_sees_the_questions_of_the_own_place_and_no_neighbour_s(office: Office) -> None:
    missed(office, SAME[0], SAME[1], place="bailu")
    missed(office, SAME[2], place="qinghe", caller="+8613800010099")
    neighbour = office.make_staff("kb_editor", place="qinghe")
    [row] = gathered(office, neighbour)
    assert (row.callers, row.heard) == (1, (SAME[2],))
    page = reports.page(office.work(neighbour), cluster_id=row.id)
    assert [one.heard for one in page.questions] == [SAME[2]]
    assert [one.callers for one in gathered(office)] == [3]
    assert gathered(office, office.make_staff("operator", place="nanke")) == ()


def test_a_cluster_of_the_neighbour_is_not_there(office: Office) -> None:
    missed(office, OTHER, place="bailu")
    [row] = gathered(office)
    neighbour = office.work(office.make_staff("kb_editor", place="qinghe"))
    with pytest.raises(NotFound):
        reports.page(neighbour, cluster_id=row.id)


def test_the_entry_that_helped_when_the_caller_asked_again_is_named(office: Office) -> None:
    call = office.make_call(question="办身份的那张卡没了", verdict="nothing", settled=False)
    entry = live(office)
    calls.asked(
        office.later(seconds=20).work(CALLER), call, heard="身份证丢了", confidence=0.9,
        verdict="answer", entry_id=entry.id, version_id=entry.live_version_id,
    )  # fmt: skip
    calls.solved(office.work(CALLER), call, yes=True)
    end(office, call)
    [row] = gathered(office)
    found = reports.page(office.work(office.author), cluster_id=row.id).solved_by
    assert [(one.entry_id, one.callers) for one in found] == [(entry.id, 1)]


# ---- attaching -----------------------------------------------------------------------------


def attach(office: Office, row: MissRow, *phrasings: str) -> FaqVersion:
    return misses.attach(
        office.work(office.author), seen(row), entry=live(office), phrasings=phrasings
    )


def test_a_phrasing_goes_through_the_same_review_while_the_live_version_stays(
    office: Office,
) -> None:
    missed(office, "办身份的那张卡没了")
    [row] = gathered(office)
    before = live(office).live_version_id
    version = attach(office, row, "办身份的那张卡没了", " 办身份的那张卡没了 ")
    assert version.state is VersionState.IN_REVIEW
    assert [one.text for one in version.phrasings][-1] == "办身份的那张卡没了"
    assert len(version.phrasings) == 3
    assert live(office).live_version_id == before
    assert gathered(office) == ()
    for step in office.reviewer_of:
        office.review(version, step)
    found = KnowledgeBase(settings()).find(
        office.work(CALLER), "办身份的那张卡没了", place_id=office.place("nanke")
    )
    assert found.verdict == "answer"


def test_a_cluster_comes_back_when_its_version_is_refused(office: Office) -> None:
    missed(office, "办身份的那张卡没了")
    version = attach(office, gathered(office)[0], "办身份的那张卡没了")
    office.review(version, "first_review", passed=False, opinion="不是一回事。")
    [row] = gathered(office)
    assert row.decision is not None
    assert row.decision.state_name is not None
    assert row.decision.state_name.key == "version_state.refused"


def test_a_cluster_comes_back_when_callers_miss_it_in_spite_of_what_was_published(
    office: Office,
) -> None:
    missed(office, "办身份的那张卡没了")
    version = attach(office, gathered(office)[0], "办身份的那张卡没了")
    for step in office.reviewer_of:
        office.review(version, step)
    assert gathered(office) == ()
    missed(office, "办身份的那张卡没了")
    [row] = gathered(office)
    assert row.times == 1


def test_a_draft_somebody_has_begun_is_carried_on_and_not_handed_in(office: Office) -> None:
    office.later(minutes=1).draft(answer="新的办法，正在写。")
    missed(office, "办身份的那张卡没了")
    version = attach(office, gathered(office)[0], "办身份的那张卡没了")
    assert (version.state, version.answer) == (VersionState.DRAFT, "新的办法，正在写。")
    assert gathered(office) == ()


def test_nothing_is_attached_that_is_there_already_or_empty(office: Office) -> None:
    missed(office, "办身份的那张卡没了")
    [row] = gathered(office)
    for phrasings in ((), ("  ",), ("身份证丢了怎么补办",)):
        with pytest.raises(Refused):
            attach(office, row, *phrasings)
    assert len(gathered(office)) == 1


def test_nobody_attaches_to_an_entry_of_another_unit(office: Office) -> None:
    missed(office, "办身份的那张卡没了")
    [row] = gathered(office)
    stranger = office.make_staff("kb_editor", place="qinghe")
    with pytest.raises(NotAllowed):
        misses.attach(office.work(stranger), seen(row), entry=live(office), phrasings=["没了"])


# ---- the other decisions -------------------------------------------------------------------


def test_the_second_who_deals_with_a_cluster_is_told(office: Office) -> None:
    missed(office, OTHER)
    [row] = gathered(office)
    office.db.flush()
    misses.set_aside(office.work(office.author), seen(row), redirect=None, reason="不属于政务。")
    with pytest.raises(Refused) as refused:
        misses.give(
            office.work(office.author), seen(row), unit_id=office.unit("public_security").id
        )
    assert refused.value.wording.key == "miss.overtaken"


def test_out_of_scope_needs_a_channel_or_a_reason_and_can_be_undone(office: Office) -> None:
    missed(office, OTHER)
    [row] = gathered(office)
    work = office.work(office.author)
    for channel in (None, "no-such-channel"):
        with pytest.raises(Refused):
            misses.set_aside(work, seen(row), redirect=channel, reason=" ")
    misses.set_aside(work, seen(row), redirect="citizen_hotline", reason="")
    assert gathered(office) == ()
    missed(office, OTHER)
    assert gathered(office) == ()
    [dealt] = reports.dealt(work)
    assert dealt.decision is not None
    assert str(dealt.decision.channel) == "12345政务服务便民热线"
    misses.take_back(work, row.id, after=dealt.decision.id)
    assert [one.id for one in gathered(office)] == [row.id]
    history = reports.page(work, cluster_id=row.id).history
    assert [one.kind.value for one in history] == ["taken_back", "out_of_scope"]


def test_what_is_given_to_a_unit_waits_for_its_editors_and_for_nobody_else(
    office: Office,
) -> None:
    missed(office, OTHER)
    [row] = gathered(office)
    theirs = office.make_staff("kb_editor", unit="human_resources")
    assert gathered(office, theirs) == ()
    unit_id = office.unit("human_resources").id
    misses.give(office.work(office.author), seen(row), unit_id=unit_id)
    assert gathered(office) == ()
    [given] = gathered(office, theirs)
    assert given.id == row.id
    version = office.draft(
        office.work(theirs), unit_id=unit_id, code="chickens", question=OTHER, phrasings=[]
    )
    misses.drafted(office.work(theirs), seen(given), version=version)
    assert gathered(office, theirs) == ()


def test_nothing_is_given_to_a_unit_where_nobody_would_see_it(office: Office) -> None:
    missed(office, OTHER)
    [row] = gathered(office)
    with pytest.raises(Refused) as refused:
        misses.give(
            office.work(office.author), seen(row), unit_id=office.unit("public_security").id
        )
    assert refused.value.wording.key == "miss.no_editor"
    assert len(gathered(office)) == 1


def test_what_the_base_answers_by_now_comes_back_only_when_it_fails_again(office: Office) -> None:
    missed(office, "身份证掉了咋个补")
    [row] = gathered(office)
    misses.answered(office.work(office.author), seen(row), entry_id=live(office).id)
    assert gathered(office) == ()
    missed(office, "身份证掉了咋个补")
    assert [one.times for one in gathered(office)] == [1]


def test_only_editors_deal_with_clusters(office: Office) -> None:
    missed(office, OTHER)
    [row] = gathered(office)
    with pytest.raises(NotAllowed):
        misses.set_aside(
            office.work(office.make_staff("operator", place="nanke")),
            seen(row), redirect=None, reason="不属于。",
        )  # fmt: skip
    assert office.db.get_one(MissCluster, row.id).decision_id is None


# ---- the effect ----------------------------------------------------------------------------


def test_the_effect_tells_what_would_be_answered_and_what_would_be_lost(office: Office) -> None:
    base, place = KnowledgeBase(settings()), office.place("nanke")
    entry = live(office)
    own = ["居民身份证丢失后怎么补办？", "身份证丢了怎么补办"]
    asked = [("卡片丢失该去派出所找谁", place), ("小区能不能养鸡", place)]
    told = [("夜间施工噪声扰民找谁管", place), ("身份证丢了怎么补办", place)]
    how = {"entry_id": entry.id, "unit_id": entry.unit_id, "missed": asked, "answered": told}
    good = effect(
        office.work(office.author), base, phrasings=[*own, "卡片丢失该去派出所找谁"], **how
    )
    assert [one.heard for one in good.answered] == ["卡片丢失该去派出所找谁"]
    assert (good.misses, good.answers, good.worse) == (2, 2, ())
    bad = effect(
        office.work(office.author), base, phrasings=[*own, "夜间施工噪声扰民找谁管"], **how
    )
    assert [one.heard for one in bad.worse] == ["夜间施工噪声扰民找谁管"]
    assert bad.answered == ()
