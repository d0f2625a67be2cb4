"""An inquiry on the screen: what may be done is offered, and a refusal loses nothing."""

from __future__ import annotations

import pytest

from hotline.actions import confidentiality, legs
from hotline.records import (
    Channel,
    Complaint,
    Function,
    HandlingLeg,
    Inquiry,
    InquiryState,
    LegState,
    RecordingKind,
)
from hotline.work import HOTLINE
from tests.agents_console.conftest import Desk, words
from tests.statements import statements

OFFICER = ("liaison", "reply_officer")


def address(inquiry: Inquiry, *more: object) -> str:
    return "/".join(("/console/inquiries", str(inquiry.id), *map(str, more)))


def test_the_list_is_narrowed_by_what_is_asked(desk: Desk) -> None:
    desk.town.make_inquiry(text="身份证丢了怎么补办")
    desk.town.make_inquiry(text="养老金怎么领", unit="human_resources", channel=Channel.LETTER)
    desk.sit_down("operator")
    for asked, there, gone in (
        ("q=养老", "养老金怎么领", "身份证丢了"),
        ("channel=letter", "养老金怎么领", "身份证丢了"),
        (f"unit={desk.town.unit('public_security').id}", "身份证丢了", "养老金怎么领"),
        ("overdue=1", "没有符合条件的查询事项", "身份证丢了"),
    ):
        page = words(desk.get(f"/console/inquiries?{asked}"))
        assert there in page, asked
        assert gone not in page, asked


def test_the_page_shows_how_the_deadline_was_counted(desk: Desk) -> None:
    desk.town.at("2026-09-29 10:00")
    logged = desk.town.make_inquiry()
    desk.sit_down("operator")
    page = words(desk.get(address(logged.inquiry)))
    assert "2026年10月7日（周三） 18:00" in page
    assert "自次日起算5个工作日" in page
    assert "2026年10月1日（周四） 国庆节" in page
    assert "2026年10月3日（周六） 周末" in page
    assert desk.reads() == [("opened_inquiry", {"inquiry_id": logged.inquiry.id})]


def test_a_page_of_many_legs_asks_the_database_no_more_than_one_of_few(desk: Desk) -> None:
    town = desk.town
    town.bind(Function.ACCOUNTABILITY, unit="public_security")
    logged = town.make_inquiry()
    spent = []
    for more in (2, 17):
        for _ in range(more):
            work = town.later(days=9).work(town.acting_for(logged.leg.unit_id))
            unit_id = logged.leg.unit_id
            leg = legs.open_leg(work, logged.inquiry, unit_id=unit_id, clock="routine")
            town.later(days=9)
            legs.reply(work, logged.inquiry, leg, reply="请带户口簿。", internal_note="")
        desk.sit_down("liaison", "unit_head", "supervision", unit="public_security")
        with statements(town.db.connection()) as sent:
            page = desk.get(address(logged.inquiry)).text
        spent.append(len(sent))
    assert page.count('class="arithmetic"') == 20
    assert spent[0] == spent[1], sent


def test_past_the_confirmed_year_a_deadline_is_provisional(desk: Desk) -> None:
    desk.town.at("2026-12-30 10:00")
    logged = desk.town.make_inquiry()
    desk.sit_down("operator")
    assert "暂定" in words(desk.get(address(logged.inquiry)))


@pytest.mark.parametrize(
    ("roles", "offered", "withheld"),
    [
        (OFFICER, {"sign", "reply"}, {"complaint", "empty"}),
        (("operator",), set(), {"sign", "reply", "complaint", "empty"}),
        (("supervision",), set(), {"sign", "reply", "complaint", "empty"}),
    ],
)
def test_exactly_what_may_be_done_is_offered(
    desk: Desk, roles: tuple[str, ...], offered: set[str], withheld: set[str]
) -> None:
    logged = desk.town.make_inquiry()
    desk.sit_down(*roles, place="nanke")
    page = desk.get(address(logged.inquiry)).text
    for move in offered | withheld:
        form = f'action="{address(logged.inquiry, "legs", logged.leg.id, move)}"'
        assert (form in page) is (move in offered), move


def test_a_unit_signs_for_and_replies(desk: Desk) -> None:
    logged = desk.town.make_inquiry()
    desk.sit_down(*OFFICER, unit="public_security")
    here, leg = address(logged.inquiry), address(logged.inquiry, "legs", logged.leg.id)
    desk.send(f"{leg}/sign", seen=here)
    assert f"{leg}/sign" not in desk.get(here).text
    answer = desk.send(
        f"{leg}/reply", seen=here, reply="请带户口簿到派出所。", internal_note="已核实"
    )
    assert answer.status_code == 302
    page = words(desk.get(here))
    assert "已答复，查询人凭查询码可以看到" in page
    assert "请带户口簿到派出所。" in page
    assert "公安局已答复" in page
    assert f"{leg}/reply" not in desk.get(here).text
    desk.town.db.expire_all()
    assert logged.inquiry.state is InquiryState.REPLIED


def test_a_refused_form_keeps_what_was_typed(desk: Desk) -> None:
    logged = desk.town.make_inquiry()
    desk.sit_down(*OFFICER, unit="public_security")
    here = address(logged.inquiry)
    leg = f"{here}/legs/{logged.leg.id}"
    answer = desk.send(f"{leg}/reply", seen=here, reply=" ", internal_note="打过三次电话")
    assert answer.status_code == 422
    assert "请填写答复内容" in words(answer)
    assert "打过三次电话" in words(answer)
    long = "长" * 5001
    answer = desk.send(f"{leg}/reply", seen=here, reply=long)
    assert answer.status_code == 422
    assert "“答复内容”最多5000个字" in words(answer)
    assert long in answer.text
    desk.town.db.expire_all()
    assert logged.leg.state is LegState.OPEN


def test_a_second_reply_is_told_that_there_is_one(desk: Desk) -> None:
    logged = desk.town.make_inquiry()
    desk.sit_down(*OFFICER, unit="public_security")
    here = address(logged.inquiry)
    desk.town.reply(logged, "先到的答复")
    answer = desk.send(f"{here}/legs/{logged.leg.id}/reply", seen=here, reply="后到的答复写了很久")
    assert answer.status_code == 422
    assert "该环节已答复，不能答复" in words(answer)
    assert "后到的答复写了很久" in words(answer)
    desk.town.db.expire_all()
    assert logged.leg.reply == "先到的答复"


def test_another_unit_s_leg_is_not_to_be_worked_on(desk: Desk) -> None:
    logged = desk.town.make_inquiry()
    other = desk.town.make_inquiry(unit="human_resources")
    desk.sit_down(*OFFICER, unit="human_resources")
    assert desk.get(address(logged.inquiry)).status_code == 404
    here = address(logged.inquiry, "legs", logged.leg.id, "reply")
    assert desk.send(here, seen="/console/account", reply="越权").status_code == 404
    crossed = address(other.inquiry, "legs", logged.leg.id, "reply")
    assert desk.send(crossed, seen="/console/account", reply="越权").status_code == 404
    desk.town.db.expire_all()
    assert desk.town.db.get_one(HandlingLeg, logged.leg.id).reply is None


def test_the_number_is_shown_for_a_reason_that_stays(desk: Desk) -> None:
    logged = desk.town.make_inquiry(phone="+8613800010001")
    desk.sit_down(*OFFICER, unit="public_security")
    here = address(logged.inquiry)
    page = desk.get(here)
    assert "138****0001" in page.text
    assert "13800010001" not in page.text
    refused = desk.send(f"{here}/number", seen=here, reason="  ")
    assert refused.status_code == 422
    assert "请填写查看完整号码的理由" in words(refused)
    assert "13800010001" not in refused.text
    shown = desk.send(f"{here}/number", seen=here, reason="回电核实地点")
    assert "+8613800010001" in words(shown)
    assert "查看了完整电话号码，理由：回电核实地点" in words(shown)
    assert "13800010001" not in desk.get(here).text
    data = {"inquiry_id": logged.inquiry.id, "reason": "回电核实地点"}
    assert ("revealed_number", data) in desk.reads()


def test_a_confidential_inquirer_stays_unknown_to_the_unit(desk: Desk) -> None:
    logged = desk.town.make_inquiry(name="王保密", is_confidential=True)
    desk.sit_down(*OFFICER, unit="public_security")
    here = address(logged.inquiry)
    page = words(desk.get(here))
    assert "查询人要求保密" in page
    assert "王保密" not in page
    assert "138****0001" not in page
    assert desk.send(f"{here}/number", seen=here, reason="想看").status_code == 403
    assert not [kind for kind, _ in desk.reads() if kind == "revealed_number"]


def test_a_complaint_is_answered_in_three_parts_by_supervision(desk: Desk) -> None:
    logged = desk.town.make_complaint()
    desk.sit_down("supervision", place="nanke", unit="supervision_office")
    here = address(logged.inquiry)
    act = f"{here}/legs/{logged.leg.id}/complaint"
    half = desk.send(act, seen=here, findings="已调阅录音", opinion="责令改正")
    assert half.status_code == 422
    assert "请填写办理结果" in words(half)
    assert "已调阅录音" in words(half)
    desk.send(act, seen=here, findings="已调阅录音", opinion="责令改正", outcome="已当面道歉")
    desk.town.db.expire_all()
    assert desk.town.db.get_one(Complaint, logged.inquiry.id).outcome == "已当面道歉"
    assert "已当面道歉" in words(desk.get(here))


def test_a_complaint_is_not_there_for_the_unit_complained_about(desk: Desk) -> None:
    logged = desk.town.make_complaint(about="public_security")
    desk.sit_down(*OFFICER, unit="public_security")
    assert desk.get(address(logged.inquiry)).status_code == 404
    assert logged.inquiry.reference not in desk.get("/console/inquiries").text


def a_voicemail(desk: Desk) -> tuple[Inquiry, HandlingLeg, int]:
    call = desk.town.make_call(wants_person=False)
    logged = desk.town.make_inquiry(text=None, unit=None, channel=Channel.VOICEMAIL, call=call)
    recording = desk.town.make_recording(
        call, kind=RecordingKind.VOICEMAIL, inquiry_id=logged.inquiry.id
    )
    folder = desk.settings.recordings_dir
    folder.mkdir(parents=True, exist_ok=True)
    (folder / str(recording.file_name)).write_bytes(b"sound")
    return logged.inquiry, logged.leg, recording.id


def test_a_voicemail_is_written_down(desk: Desk) -> None:
    inquiry, _, _ = a_voicemail(desk)
    desk.sit_down("operator")
    assert inquiry.reference in desk.get("/console/").text
    here = address(inquiry)
    assert desk.send(f"{here}/text", seen=here, text=" ").status_code == 422
    desk.send(f"{here}/text", seen=here, text="问公租房怎么申请")
    page = words(desk.get(here))
    assert "问公租房怎么申请" in page
    assert "听取留言并记录了内容" in page


def test_a_confidential_voicemail_is_written_down_by_whoever_does_not_handle_it(desk: Desk) -> None:
    inquiry, leg, recording_id = a_voicemail(desk)
    confidentiality.make(desk.town.work(HOTLINE), inquiry)
    here, media = address(inquiry), f"/console/recordings/{recording_id}/media"
    desk.sit_down("government_office")
    page = words(desk.get(here))
    assert "由话务员听取后记录内容" in page
    assert "记录留言内容" not in page
    assert desk.get(media).status_code == 404
    assert desk.send(f"{here}/text", seen=here, text="猜的").status_code == 403
    assert "这不是待听的留言" in words(desk.send(f"{here}/legs/{leg.id}/empty", seen=here))
    desk.sit_down("operator")
    assert "请不要写出姓名、电话" in words(desk.get(here))
    assert desk.get(media).status_code == 200
    desk.send(f"{here}/text", seen=here, text="问公租房怎么申请")
    desk.sit_down("government_office")
    assert "问公租房怎么申请" in words(desk.get(here))


def test_an_empty_voicemail_is_withdrawn_only_after_listening(desk: Desk) -> None:
    inquiry, leg, recording_id = a_voicemail(desk)
    desk.sit_down("operator")
    here = address(inquiry)
    unheard = desk.send(f"{here}/legs/{leg.id}/empty", seen=here)
    assert unheard.status_code == 422
    assert "请先收听留言" in words(unheard)
    desk.get(f"/console/recordings/{recording_id}/media")
    assert desk.send(f"{here}/legs/{leg.id}/empty", seen=here).status_code == 302
    desk.town.db.expire_all()
    assert inquiry.state is InquiryState.WITHDRAWN


def test_what_is_no_voicemail_is_not_withdrawn_as_one(desk: Desk) -> None:
    logged = desk.town.make_inquiry(unit=None)
    desk.sit_down("government_office")
    here = address(logged.inquiry)
    answer = desk.send(f"{here}/legs/{logged.leg.id}/empty", seen=here)
    assert answer.status_code == 422
    assert desk.send(f"{here}/text", seen=here, text="改写").status_code == 403


def test_the_to_do_list_has_what_is_due_first_on_top(desk: Desk) -> None:
    later = desk.town.make_inquiry(text="后到期的")
    desk.town.at("2026-11-16 10:00")
    sooner = desk.town.make_inquiry(text="先到期的")
    desk.town.at("2026-11-25 10:00")
    desk.sit_down(*OFFICER, unit="public_security")
    page = desk.get("/console/").text
    assert page.index(sooner.inquiry.reference) < page.index(later.inquiry.reference)
    assert "逾期2个工作日" in page


def test_what_people_write_is_text_and_never_markup(desk: Desk) -> None:
    logged = desk.town.make_inquiry(text='<script>alert("x")</script><b>粗</b>', name="<i>名</i>")
    desk.sit_down("operator")
    for path in (address(logged.inquiry), "/console/inquiries"):
        page = desk.get(path).text
        assert "<script>alert" not in page
        assert "<b>粗" not in page
        assert "<i>名" not in page


def test_an_inquiry_is_found_by_its_code_and_by_the_telephone_it_came_from(desk: Desk) -> None:
    first, second = desk.town.make_inquiry(), desk.town.make_inquiry(phone="+8613900020002")
    desk.sit_down("operator")
    find, listed = "/console/inquiries/find", "/console/inquiries"
    grouped = f"{first.code[:4]} {first.code[4:8]} {first.code[8:]}"
    for given in (first.code, grouped, "138 0001 0001"):
        page = desk.send(find, seen=listed, citizen=given).text
        assert first.inquiry.reference in page, given
        assert second.inquiry.reference not in page, given
    assert ("searched_citizen", {"by": "code", "found": 1}) in desk.reads()
    slip = first.code[:-1] + str((int(first.code[-1]) + 1) % 10)
    answer = desk.send(find, seen=listed, citizen=slip)
    assert answer.status_code == 422
    assert f'value="{slip}"' in answer.text


def test_nobody_finds_by_telephone_who_stays_unknown_to_him(desk: Desk) -> None:
    logged = desk.town.make_inquiry(is_confidential=True)
    desk.sit_down(*OFFICER, unit="public_security")
    find, listed = "/console/inquiries/find", "/console/inquiries"
    assert "没有找到" in words(desk.send(find, seen=listed, citizen="13800010001"))
    assert logged.inquiry.reference in desk.send(find, seen=listed, citizen=logged.code).text


def test_a_neighbour_finds_nothing_by_code(desk: Desk) -> None:
    logged = desk.town.make_inquiry()
    desk.sit_down(*OFFICER, unit="human_resources")
    answer = desk.send("/console/inquiries/find", seen="/console/inquiries", citizen=logged.code)
    assert "没有找到" in words(answer)


def test_a_long_to_do_list_goes_on_page_by_page(desk: Desk) -> None:
    for _ in range(21):
        desk.town.make_inquiry()
    desk.sit_down(*OFFICER, unit="public_security")
    home = words(desk.get("/console/"))
    assert "待办 21" in home
    assert "全部待办" in home
    assert desk.get("/console/todo").text.count("/console/inquiries/") >= 21


def test_an_operator_notes_later_that_the_inquirer_wishes_to_stay_unknown(desk: Desk) -> None:
    inquiry = desk.town.make_inquiry(name="张示例").inquiry
    path = f"/console/inquiries/{inquiry.id}"
    desk.sit_down("liaison", unit="public_security")
    assert "查询人要求保密" not in words(desk.get(path))
    assert desk.send(f"{path}/confidential", seen=path).status_code == 403
    desk.sit_down("operator")
    assert "张示例" in words(desk.get(path))
    assert desk.send(f"{path}/confidential", seen=path).status_code == 302
    desk.sit_down("liaison", unit="public_security")
    page = desk.get(path)
    assert "承办单位看不到是谁" in words(page)
    for secret in ("张示例", "138****0001"):
        assert secret not in page.text
    assert desk.send(f"{path}/number", seen=path, reason="回电").status_code == 403
