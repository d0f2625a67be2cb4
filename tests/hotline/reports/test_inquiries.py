"""Inquiries: who sees which, what their page says, and how a deadline was counted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from hotline.actions import deadlines, legs, lookup, working_time
from hotline.actions import inquiries as actions
from hotline.editions import ORGANISATION, count_up
from hotline.errors import NotFound
from hotline.records import Channel, InquiryKind, InquiryState, Jurisdiction, Unit
from hotline.reports import inquiries, inquiry_page
from hotline.reports.wanted import Wanted
from hotline.rules.calendar import DayKind, SpecialDay
from hotline.work import Actor
from tests.factories import Town


def ids(town: Town, actor: Actor, **wanted: object) -> list[int]:
    page = inquiries.listed(town.work(actor), wanted=Wanted(**wanted))  # type: ignore[arg-type]
    return [row.id for row in page.rows]


def opens(town: Town, actor: Actor, inquiry_id: int) -> bool:
    try:
        inquiry_page.page(town.work(actor), inquiry_id=inquiry_id)
    except NotFound:
        return False
    return True


def test_a_unit_sees_its_own_inquiries_and_a_place_all_below_it(town: Town) -> None:
    ours = town.make_inquiry(unit="public_security").inquiry.id
    theirs = town.make_inquiry(unit="human_resources").inquiry.id
    county = town.make_inquiry(place="qinghe", unit="qinghe-public_security").inquiry.id
    liaison = town.make_staff("liaison", unit="public_security")
    assert ids(town, liaison) == [ours]
    assert [opens(town, liaison, one) for one in (ours, theirs, county)] == [True, False, False]
    assert ids(town, town.make_staff("operator", place="nanke")) == [county, theirs, ours]
    assert ids(town, town.make_staff("government_office", place="qinghe")) == [county]
    assert ids(town, town.make_staff("government_office", place="bailu")) == []


def test_without_a_grant_nothing_is_seen(town: Town) -> None:
    one = town.make_inquiry().inquiry.id
    stranger = Actor(kind="staff", id=1, unit_id=town.unit("public_security").id)
    for actor in (stranger, Actor(kind="caller"), Actor(kind="hotline")):
        assert ids(town, actor) == []
        assert not opens(town, actor, one)
        assert inquiries.todo(town.work(actor)).rows == ()
    assert ids(town, town.make_staff("administrator", place="nanke")) == []


def test_an_inquiry_of_a_neighbour_is_seen_by_the_unit_that_takes_part(town: Town) -> None:
    logged = town.make_inquiry(place="qinghe", unit="qinghe-public_security")
    town.later(hours=1)
    here = town.unit("public_security").id
    legs.open_leg(town.work(), logged.inquiry, unit_id=here, clock="routine")
    liaison = town.make_staff("liaison", unit="public_security")
    page = inquiry_page.page(town.work(liaison), inquiry_id=logged.inquiry.id)
    assert [leg.unit_id for leg in page.legs] == [logged.leg.unit_id, here]
    # Those who came before see the earlier parts, not what came after theirs.
    before = town.make_staff("liaison", unit="qinghe-public_security")
    page = inquiry_page.page(town.work(before), inquiry_id=logged.inquiry.id)
    assert [leg.unit_id for leg in page.legs] == [logged.leg.unit_id]
    assert page.row.unit_id == logged.leg.unit_id
    assert [line.kind for line in page.timeline] == ["logged", "leg_opened"]
    assert inquiries.listed(town.work(before)).rows[0].unit_id == logged.leg.unit_id


def test_a_complaint_is_for_supervision_and_never_for_the_unit_it_is_about(town: Town) -> None:
    about = town.make_inquiry(unit="public_security")
    town.reply(about)
    complaint = actions.complain(
        town.work(), origin="c", channel=Channel.PHONE, place_id=town.place("nanke"),
        ground=actions.Ground.REPLY, text="答非所问", about=about.inquiry,
    )  # fmt: skip
    one = complaint.inquiry.id
    supervision = town.make_staff("supervision", place="nanke", unit="supervision_office")
    assert opens(town, supervision, one)
    for actor in (
        town.make_staff("operator", place="nanke"),
        town.make_staff("government_office", place="nanke"),
        town.make_staff("supervisor", place="nanke"),
        town.make_staff("liaison", "reply_officer", "unit_head", unit="public_security"),
        # Whoever belongs to the unit does not see it under any other role either.
        town.make_staff("supervision", place="nanke", unit="public_security"),
    ):
        assert not opens(town, actor, one)
        assert one not in ids(town, actor)
    seen = inquiry_page.page(town.work(supervision), inquiry_id=one)
    assert seen.complaint is not None
    assert seen.complaint.ground_name.zh == "对答复不满意"
    assert seen.complaint.about is not None
    assert seen.complaint.about.id == about.inquiry.id
    linked = inquiry_page.page(town.work(supervision), inquiry_id=about.inquiry.id)
    assert [link.id for link in linked.complaints_about] == [one]
    liaison = town.make_staff("liaison", unit="public_security")
    hidden = inquiry_page.page(town.work(liaison), inquiry_id=about.inquiry.id)
    assert hidden.complaints_about == ()


def test_a_complaint_at_a_county_stays_with_its_supervision_and_those_above(town: Town) -> None:
    one = town.make_complaint(about="qinghe-public_security", place="qinghe").inquiry.id
    assert opens(town, town.make_staff("supervision", unit="qinghe-supervision_office"), one)
    assert opens(
        town, town.make_staff("supervision", place="nanke", unit="supervision_office"), one
    )
    assert not opens(town, town.make_staff("supervision", unit="bailu-supervision_office"), one)


def test_confidential_means_the_handling_unit_does_not_see_who_asked(town: Town) -> None:
    call = town.make_call()
    one = town.make_inquiry(
        unit="public_security", is_confidential=True, name="演示人", call=call
    ).inquiry.id
    hidden = inquiry_page.page(
        town.work(town.make_staff("liaison", unit="public_security")), inquiry_id=one
    )
    assert hidden.inquirer is None
    assert hidden.call is None
    office = town.make_staff("government_office", place="nanke")
    assert inquiry_page.page(town.work(office), inquiry_id=one).inquirer is None
    assert inquiry_page.page(town.work(office), inquiry_id=one).call is None
    operator = town.make_staff("operator", place="nanke")
    shown = inquiry_page.page(town.work(operator), inquiry_id=one)
    assert shown.inquirer is not None
    assert (shown.inquirer.name, shown.inquirer.phone_masked) == ("演示人", "138****0001")
    assert shown.call is not None


def test_what_is_to_be_listened_to_stands_by_its_deadline_with_its_whole_number(
    town: Town,
) -> None:
    voicemail: dict[str, Any] = {"channel": Channel.VOICEMAIL, "text": None}
    first = town.make_inquiry(**voicemail)
    second = town.later(days=1).make_inquiry(**voicemail).inquiry.id
    urgent = town.later(days=1).make_inquiry(**voicemail)
    urgent.leg.due_at = first.leg.due_at - timedelta(days=1)
    town.make_inquiry()
    operator = town.work(town.make_staff("operator", place="nanke"))
    rows, count = inquiries.to_listen(operator, limit=2)
    assert ([row.id for row in rows], count) == ([urgent.inquiry.id, first.inquiry.id], 3)
    rows, _ = inquiries.to_listen(operator)
    assert [row.id for row in rows] == [urgent.inquiry.id, first.inquiry.id, second]
    elsewhere = town.work(town.make_staff("operator", place="bailu"))
    assert inquiries.to_listen(elsewhere) == ((), 0)


def test_of_those_overdue_the_one_due_first_stands_on_top_and_each_once(town: Town) -> None:
    operator = town.make_staff("operator", place="nanke")
    first = town.at("2026-11-02 10:00").make_inquiry()
    second = town.at("2026-11-03 10:00").make_inquiry()
    unit_id = town.unit("human_resources").id
    town.at("2026-11-04 10:00")
    legs.open_leg(town.work(), second.inquiry, unit_id=unit_id, clock="routine")
    town.at("2026-11-27 10:00").make_inquiry()
    assert ids(town, operator, is_overdue=True) == [first.inquiry.id, second.inquiry.id]
    wanted = Wanted(is_overdue=True)
    page = inquiries.listed(town.work(operator), wanted=wanted, limit=1)
    rest = inquiries.listed(town.work(operator), wanted=wanted, after=page.after, limit=1)
    assert [row.id for row in (*page.rows, *rest.rows)] == [first.inquiry.id, second.inquiry.id]
    assert rest.rows[0].leg_id == second.leg.id
    assert rest.after is None


def test_the_list_is_narrowed(town: Town) -> None:
    everybody = town.make_staff("operator", place="nanke")
    old = town.at("2026-11-09 10:00").make_inquiry(text="低保 100%_怎么申请").inquiry
    message = (
        town.at("2026-11-23 10:00")
        .make_inquiry(channel=Channel.VOICEMAIL, text=None, unit=None)
        .inquiry
    )
    county = town.later(hours=1).make_inquiry(
        place="qinghe", unit="qinghe-human_resources", channel=Channel.LETTER, text="养老保险"
    )
    town.reply(county)
    last = county.inquiry
    assert ids(town, everybody, is_overdue=True) == [old.id]
    assert ids(town, everybody, needs_listening=True) == [message.id]
    assert ids(town, everybody, state=InquiryState.REPLIED) == [last.id]
    assert ids(town, everybody, channel=Channel.LETTER) == [last.id]
    assert ids(town, everybody, kind=InquiryKind.COMPLAINT) == []
    assert ids(town, everybody, place_id=town.place("qinghe")) == [last.id]
    assert ids(town, everybody, unit_id=town.unit("public_security").id) == [old.id]
    assert ids(town, everybody, from_on=date(2026, 11, 23)) == [last.id, message.id]
    assert ids(town, everybody, to_on=date(2026, 11, 22)) == [old.id]
    assert ids(town, everybody, reference=old.reference[:8]) == [old.id]
    assert ids(town, everybody, words="怎么 低保") == [old.id]
    assert ids(town, everybody, words="100%_") == [old.id]
    assert ids(town, everybody, words="%") == [old.id]
    assert ids(town, everybody, words="没有") == []


def test_lists_go_on_where_they_stopped(town: Town) -> None:
    made = [town.later(seconds=1).make_inquiry().inquiry.id for _ in range(5)]
    work = town.work(town.make_staff("operator", place="nanke"))
    first = inquiries.listed(work, limit=2)
    second = inquiries.listed(work, limit=2, after=first.after)
    third = inquiries.listed(work, limit=2, after=second.after)
    assert [row.id for row in first.rows + second.rows + third.rows] == made[::-1]
    assert third.after is None


def test_the_to_do_list_has_the_unit_s_open_legs_the_next_due_on_top(town: Town) -> None:
    late = town.at("2026-11-09 10:00").make_inquiry().inquiry.id
    town.at("2026-11-23 10:00")
    soon = town.make_inquiry().inquiry.id
    done = town.make_inquiry()
    town.reply(done)
    town.make_inquiry(unit="human_resources")
    rows = inquiries.todo(town.work(town.make_staff("liaison", unit="public_security"))).rows
    assert [(row.id, row.is_overdue, row.working_days_left) for row in rows] == [
        (late, True, -5),
        (soon, False, 5),
    ]
    at_office = town.make_inquiry(unit=None).inquiry.id
    # A role held at a place makes only one's own unit's legs one's to-do.
    office = town.make_staff("government_office", place="nanke")
    assert [row.id for row in inquiries.todo(town.work(office)).rows] == [at_office]


def test_a_deadline_shows_how_it_was_counted(town: Town) -> None:
    one = town.at("2026-11-26 20:00").make_inquiry().inquiry
    town.at("2026-12-01 10:00")
    page = inquiry_page.page(
        town.work(town.make_staff("operator", place="nanke")), inquiry_id=one.id
    )
    deadline = page.legs[0].deadline
    assert deadline.due_on == date(2026, 12, 3)
    assert [(day.on, day.why) for day in deadline.skipped] == [
        (date(2026, 11, 28), "周末"),
        (date(2026, 11, 29), "周末"),
    ]
    assert deadline.working_days_left == 2
    assert deadline.explained.zh == (
        "2026-11-26收到，自次日起算5个工作日，到2026-12-03 18:00止，其间2天不计。"
    )
    assert deadline.explained.en.startswith("Received 2026-11-26; 5 working days")
    assert (deadline.is_provisional, deadline.is_overdue) == (False, False)


def test_lateness_turns_at_the_last_second(town: Town) -> None:
    one = town.at("2026-11-16 10:00").make_inquiry().inquiry.id
    operator = town.make_staff("operator", place="nanke")
    for at, late in (("2026-11-23 18:00:00", False), ("2026-11-23 18:00:01", True)):
        town.at(at)
        page = inquiry_page.page(town.work(operator), inquiry_id=one)
        assert page.legs[0].deadline.is_overdue is late
        assert page.row.is_overdue is late
        assert page.row.working_days_left == 0
        assert (ids(town, operator, is_overdue=True) == [one]) is late


def test_a_moved_deadline_keeps_the_date_it_stood_at(town: Town) -> None:
    logged = town.make_inquiry()
    day = SpecialDay(date(2026, 11, 25), DayKind.LOCAL_HOLIDAY, "示例节", "example notice")
    working_time.set_calendar_days(town.work(), place_id=town.place("nanke"), days=[day])
    assert deadlines.recount(town.work(), logged.inquiry, logged.leg, reason="calendar_changed")
    operator = town.make_staff("operator", place="nanke")
    page = inquiry_page.page(town.work(operator), inquiry_id=logged.inquiry.id)
    deadline = page.legs[0].deadline
    assert (deadline.earlier, deadline.due_on) == ((date(2026, 11, 30),), date(2026, 12, 1))
    assert deadline.reason_name.zh == "日历调整后重算"
    assert page.timeline[-1].sentence.zh == "到期日由2026-11-30改为2026-12-01"


def test_an_inquiry_s_page_tells_its_history(town: Town) -> None:
    call = town.make_call()
    logged = town.make_inquiry(call=call, channel=Channel.VOICEMAIL, text=None)
    actions.code_given(town.work(), logged.inquiry)
    liaison = town.make_staff("liaison", unit="public_security")
    actions.write_down(town.work(liaison), logged.inquiry, text="身份证丢了")
    legs.sign_for(town.work(liaison), logged.inquiry, logged.leg)
    lookup.by_code(town.work(Actor(kind="caller")), code=logged.code, subject="1")
    town.reply(logged, "请到派出所补办。")
    page = inquiry_page.page(
        town.work(town.make_staff("operator", place="nanke")), inquiry_id=logged.inquiry.id
    )
    assert [line.sentence.zh for line in page.timeline] == [
        "受理登记（语音信箱），首问单位：南柯州公安局",
        "南柯州公安局开始办理：一般性查询事项办理，到期日2026-11-30",
        "查询码已告知查询人",
        "听取留言并记录了内容",
        "南柯州公安局已签收",
        "有人凭查询码查询了进度",
        "南柯州公安局已答复",
    ]
    assert page.timeline[3].who.zh == liaison.name
    assert page.timeline[5].who.en == "caller"
    assert page.legs[0].reply == "请到派出所补办。"
    assert page.legs[0].deadline.working_days_left is None
    assert page.call is not None
    assert page.call.id == call.id
    assert page.first_responder is not None
    assert page.first_responder.zh == "南柯州公安局"


def test_a_unit_that_is_closed_keeps_its_name(town: Town) -> None:
    logged = town.make_inquiry()
    row = town.db.get_one(Unit, logged.leg.unit_id)
    town.reply(logged)
    row.is_active = False
    count_up(town.work(), ORGANISATION)
    page = inquiry_page.page(
        town.work(town.make_staff("operator", place="nanke")), inquiry_id=logged.inquiry.id
    )
    assert page.row.unit.zh == "南柯州公安局"
    assert town.db.get(Jurisdiction, logged.inquiry.jurisdiction_id) is not None


def test_no_page_for_what_does_not_exist(town: Town) -> None:
    with pytest.raises(NotFound):
        inquiry_page.page(town.work(town.make_staff("operator", place="nanke")), inquiry_id=1)
