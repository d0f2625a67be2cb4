"""Reply templates: kept by a unit, offered where they fit, put in without losing a word."""

from __future__ import annotations

import re

from hotline.records import ReplyTemplate
from tests.agents_console.conftest import Desk, words

PAGE = "/console/reply-templates"
TEXT = "{称呼}：您好。{受理编号}收悉。{单位} {日期}"


def write(
    desk: Desk, unit: str, title: str = "受理", text: str = TEXT, **more: str
) -> ReplyTemplate:
    answer = desk.send(PAGE, unit=str(desk.town.unit(unit).id), title=title, text=text, **more)
    assert answer.status_code == 302, words(answer)
    return desk.town.db.query(ReplyTemplate).order_by(ReplyTemplate.id.desc()).limit(1).one()


def leg_of(desk: Desk, unit: str = "public_security", **more: object) -> str:
    logged = desk.town.make_inquiry(unit=unit, **more)
    return f"/console/inquiries/{logged.inquiry.id}/legs/{logged.leg.id}"


def test_a_template_is_put_after_what_was_typed_and_its_use_is_counted(desk: Desk) -> None:
    desk.sit_down("reply_officer", unit="public_security")
    template = write(desk, "public_security")
    leg = leg_of(desk, name="张示例")
    page = desk.send(f"{leg}/reply", reply="已经写了一半", choice=str(template.id), insert="1")
    assert page.status_code == 200
    found = re.search(r'name="reply"[^>]*>([^<]*)</textarea>', page.text)
    assert found is not None
    reference = words(page).split("查询事项 ", 1)[1].split()[0]
    said = f"已经写了一半\n张示例：您好。{reference}收悉。南柯州公安局 2026年11月23日"
    assert found[1] == said
    assert desk.send(f"{leg}/reply", reply=said, template=str(template.id)).status_code == 302
    desk.town.db.refresh(template)
    assert (template.used_count, template.used_at) == (1, desk.town.now)


def test_a_confidential_inquirer_is_not_named_by_a_template(desk: Desk) -> None:
    desk.sit_down("reply_officer", unit="public_security")
    write(desk, "public_security")
    page = desk.get(leg_of(desk, name="张示例", is_confidential=True).rsplit("/legs")[0])
    assert "查询人：您好" in page.text
    assert "张示例" not in page.text


def test_an_office_s_templates_are_for_its_place_and_below_the_units_own_for_it_alone(
    desk: Desk,
) -> None:
    desk.sit_down("government_office", unit="government_office")
    write(desk, "government_office", "通用", for_place="1")
    write(desk, "government_office", "本办用")
    desk.sit_down("unit_head", unit="qinghe-public_security")
    own = write(desk, "qinghe-public_security", "本局用")
    assert words(desk.get(PAGE)).count("通用") >= 1
    page = desk.get(leg_of(desk, "qinghe-public_security", place="qinghe").rsplit("/legs")[0])
    offered = re.findall(r'<option value="\d+" data-text[^>]*>([^<]*)<', page.text)
    assert offered[:2] == ["本局用", "通用"]
    assert set(offered) == {"本局用", "通用"}
    not_an_office = {"title": "a", "text": "b", "for_place": "1", "unit": str(own.unit_id)}
    assert desk.send(PAGE, **not_an_office).status_code == 422
    desk.sit_down("liaison", unit="bailu-public_security")
    assert desk.get(f"{PAGE}/{own.id}").status_code == 404
    theirs = {"title": "a", "text": "b", "unit": str(own.unit_id)}
    assert desk.send(PAGE, **theirs).status_code == 403


def test_a_new_version_leaves_the_old_one_and_the_second_writer_is_told(desk: Desk) -> None:
    desk.sit_down("unit_head", unit="public_security")
    template = write(desk, "public_security")
    address = f"{PAGE}/{template.id}"
    assert desk.send(address, number="1", title="受理", text="第二版").status_code == 302
    late = desk.send(address, number="1", title="受理", text="写了很久的第三版")
    assert late.status_code == 422
    assert "已有新的版本" in words(late)
    assert "写了很久的第三版</textarea>" in late.text
    assert 'name="number" value="2"' in late.text
    wrong = desk.send(address, number="2", title="受理", text="{姓名}您好")
    assert "没有这样的填空：{姓名}" in words(wrong)
    assert desk.send(address, withdraw="1").status_code == 302
    assert desk.get(address).status_code == 404
    assert "还没有答复模板" in words(desk.get(PAGE))


def test_a_template_goes_into_a_part_of_a_joint_reply_too(desk: Desk) -> None:
    desk.sit_down("reply_officer", unit="public_security")
    template = write(desk, "public_security", text="{受理编号}收悉。")
    leg = leg_of(desk)
    form = {
        "part_reply": "本局部分：", "forward_reason": "还涉及社保",
        "to_unit": str(desk.town.unit("human_resources").id),
    }  # fmt: skip
    page = desk.send(f"{leg}/pass-on", **form, choice=str(template.id), insert="1")
    found = re.search(r'name="part_reply"[^>]*>([^<]*)</textarea>', page.text)
    assert found is not None
    assert re.fullmatch(r"本局部分：\n\d+-\d+收悉。|本局部分：\n\d+收悉。", found[1])
    assert "还涉及社保</textarea>" in page.text
    assert re.search(r'name="reply"[^>]*></textarea>', page.text), "the other form stays empty"
    assert page.text.count('name="template"') == 1
    sent = desk.send(f"{leg}/pass-on", **form | {"part_reply": found[1]}, template=str(template.id))
    assert sent.status_code == 302
    desk.town.db.refresh(template)
    assert template.used_count == 1
