"""Asking: searched first, logged once, the code shown once, and nothing typed is lost."""

from __future__ import annotations

import re

from hotline.actions.web import GUARDS
from hotline.records import Channel
from tests.factories import BOOK
from tests.public_site.visitor import CODE, PASSWORD, Visitor, code_on, words

RULE = BOOK.line.guards[GUARDS["web"]]


def test_the_question_is_searched_before_it_is_sent(visitor: Visitor) -> None:
    visitor.office.publish()
    page = visitor.send("/ask", step="question", text="身份证丢了怎么补办")
    assert "这里面有您要的答案吗" in words(page)
    assert "工本费四十元" in words(page)
    assert 'name="step" value="send"' in page.text
    assert "身份证丢了怎么补办</textarea>" in page.text
    assert visitor.inquiries() == []


def test_who_asks_what_nobody_has_answered_wades_through_no_guesses(visitor: Visitor) -> None:
    visitor.office.publish()
    visitor.office.publish_neighbours()
    page = words(visitor.get("/ask?q=火星移民怎么报名"))
    assert "这里面有您要的答案吗" not in page
    assert "提交，取得查询码" in page
    assert "也许有关" in words(visitor.get("/?q=火星移民怎么报名"))


def test_a_question_goes_to_the_unit_chosen_and_its_code_is_shown_once(visitor: Visitor) -> None:
    unit = visitor.office.unit("public_security")
    page = visitor.ask("夜市几点收摊", unit=str(unit.id), phone="138 0001 0001", query_password="")
    code = code_on(page)
    assert "南柯州公安局" in words(page)
    assert "138****0001" in words(page)
    (inquiry,) = visitor.inquiries()
    assert inquiry.channel is Channel.WEB
    assert inquiry.text == "夜市几点收摊"
    assert inquiry.first_responder_unit_id == unit.id
    assert inquiry.code_given_at is not None
    assert visitor.codes_texted() == 1
    assert code.replace(" ", "") not in visitor.follow(code).text.replace(
        f'name="code" value="{code.replace(" ", "")}"', ""
    )


def test_who_does_not_know_the_unit_leaves_it_to_the_government_office(visitor: Visitor) -> None:
    page = visitor.ask(place=str(visitor.office.place("qinghe")))
    assert "青禾县人民政府办公室" in words(page)
    assert "5个工作日" in words(page)
    assert visitor.codes_texted() == 0


def test_two_submissions_of_one_form_are_one_inquiry(visitor: Visitor) -> None:
    assert code_on(visitor.ask()) == code_on(visitor.ask())
    assert len(visitor.inquiries()) == 1
    visitor.office.later(minutes=11)
    late = visitor.ask()
    assert not CODE.search(words(late))
    assert "查询码已经给过" in words(late)


REFUSED = [
    ({"text": " \u202e "}, "请填写查询内容"),
    ({"text": "长" * 5001}, "“您的问题”最多5000个字"),
    ({"text": "a" * 100_000}, "“您的问题”最多5000个字"),
    ({"phone": "12"}, "联系电话不完整或有误"),
    ({"phone": "1" * 33}, "“联系电话”最多32个字"),
    ({"name": "名" * 51}, "“姓名”最多50个字"),
    ({"query_password": ""}, "请设一个查询密码"),
    ({"query_password": "短"}, "请设一个查询密码"),
    ({"unit": "999999"}, "请从列表中选择单位"),
    ({"homepage": "http://spam.example"}, "像是由程序自动填写"),
    ({"csrf_token": "expired"}, "打开得太久"),
    ({"form_id": ""}, "表单已失效"),
]


def test_a_refused_form_says_why_and_keeps_everything(visitor: Visitor) -> None:
    for more, said in REFUSED:
        given = {"text": "夜市几点收摊", "name": "张示例", "confidential": "1"} | more
        page = visitor.ask(**given)
        assert page.status_code == 422, more
        assert said in words(page)
        assert given["text"].strip(" \u202e") in page.text
        assert given["name"] in page.text
        assert 'name="confidential" value="1" checked' in page.text
        assert "spam.example" not in page.text
    assert visitor.inquiries() == []


def test_all_that_is_wrong_is_said_at_once_and_at_its_field(visitor: Visitor) -> None:
    page = visitor.ask(" ", phone="12", query_password="短")
    assert "有3处要改" in words(page)
    for field, said in (("text", "请填写"), ("phone", "不完整"), ("query_password", "请设一个")):
        assert f'<a href="#{field}" data-fault="{field}">' in page.text
        assert re.search(rf'id="{field}-wrong">[^<]*{said}', page.text)
        assert f'aria-invalid="true" aria-describedby="{field}-wrong {field}-hint"' in page.text
    assert 'id="name-wrong"' not in page.text
    assert "<title>请修改" in page.text
    assert 'id="code-wrong"' in visitor.follow("123").text


def test_a_change_of_language_costs_nothing_that_was_typed(visitor: Visitor) -> None:
    page = visitor.ask("写了一半", switch="en", name="张示例")
    assert page.status_code == 200
    assert '<html lang="en"' in page.text
    assert "写了一半</textarea>" in page.text
    assert "张示例" in page.text
    assert visitor.inquiries() == []


def test_a_refusal_is_in_the_reader_s_language(visitor: Visitor) -> None:
    visitor.send("/appearance", choice="en")
    assert "Enter the question." in words(visitor.ask(""))


def test_a_unit_of_another_place_is_not_given_the_question(visitor: Visitor) -> None:
    page = visitor.ask(
        place=str(visitor.office.place("bailu")),
        unit=str(visitor.office.unit("qinghe-public_security").id),
    )
    assert page.status_code == 422
    assert "承办单位须属于所选属地或其上级" in words(page)


def test_signs_that_disguise_text_are_not_kept(visitor: Visitor) -> None:
    visitor.ask("问\u202e题\x00一\x07二👍繁體\r\n第二行", phone="１３８０００１０００１")
    (inquiry,) = visitor.inquiries()
    assert inquiry.text == "问题一二👍繁體\n第二行"
    assert inquiry.phone_masked == "138****0001"


def test_a_flood_from_one_address_or_to_one_telephone_is_stopped(visitor: Visitor) -> None:
    for n in range(RULE.per_subject):
        visitor.ask(form_id=f"to-{n}", phone="13800010001", address=f"192.0.2.{n}")
    page = visitor.ask(form_id="one-more", phone="13800010001", address="192.0.2.99")
    assert page.status_code == 429
    assert "夜市几点收摊" in page.text
    assert len(visitor.inquiries()) == RULE.per_subject
    assert visitor.ask(form_id="other", address="192.0.2.99").status_code == 200
    again = visitor.ask(form_id="to-0", phone="13800010001", address="192.0.2.0")
    assert again.status_code == 200, "a repeat of what was taken is not a new one"


def test_a_form_without_its_token_does_nothing_though_all_else_is_right(visitor: Visitor) -> None:
    given = {"step": "send", "form_id": "x", "query_password": PASSWORD, "text": "没有令牌"}
    page = visitor.client.post("/ask", data=given)
    assert page.status_code == 422
    assert "没有令牌" in page.text
    assert visitor.inquiries() == []
