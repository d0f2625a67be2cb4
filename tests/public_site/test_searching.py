"""The approved answers are searched and read, and none but those."""

from __future__ import annotations

from datetime import date

from tests.public_site.visitor import Visitor, words


def test_a_question_finds_its_answer_with_source_and_date(visitor: Visitor) -> None:
    entry = visitor.office.publish()
    visitor.office.publish_neighbours()
    page = visitor.get("/?q=身份证丢了怎么补办")
    assert page.status_code == 200
    assert "最相符" in words(page)
    assert "示例：户政业务办事指南 · 2026-03-02" in words(page)
    whole = words(visitor.get(f"/answers/{entry.entry_id}"))
    assert "请带户口簿到派出所申请补领，工本费四十元。" in whole
    assert "南柯州公安局" in whole
    assert "2026-03-02" in whole


def test_while_typing_only_the_list_is_sent(visitor: Visitor) -> None:
    visitor.office.publish()
    sent = {"q": "身份证丢了怎么补办"}
    page = visitor.client.post("/search", data=sent, headers={"HX-Request": "true"})
    assert "<html" not in page.text
    assert "居民身份证丢失后怎么补办" in words(page)
    assert page.headers["HX-Replace-Url"] == "/search"


def test_what_is_searched_for_stands_in_no_address_and_is_found_again(visitor: Visitor) -> None:
    visitor.office.publish()
    assert '<form class="search" method="post"' in visitor.get("/").text
    sent = visitor.send("/search", q="身份证丢了怎么补办")
    assert (sent.status_code, sent.location) == (303, "/search")
    for _ in range(2):  # at once, and after "back" or a reload
        page = visitor.get("/search")
        assert 'value="身份证丢了怎么补办"' in page.text
        assert "居民身份证丢失后怎么补办" in words(page)
        assert "?q=" not in page.text
    assert 'value="身份证丢了怎么补办"' not in visitor.get("/").text
    # Without a token, and by a browser that keeps no cookies.
    answer = visitor.app.test_client(use_cookies=False).post("/search", data={"q": "身份证丢了"})
    assert (answer.status_code, "居民身份证丢失" in words(answer)) == (200, True)


def test_where_nothing_is_found_the_question_can_be_sent_on(visitor: Visitor) -> None:
    page = visitor.get("/?q=火星移民怎么报名")
    assert "没有找到答案" in words(page)
    assert '<input type="hidden" name="text" value="火星移民怎么报名">' in page.text
    page = visitor.send("/ask", step="question", text="火星移民怎么报名")
    assert "提交，取得查询码" in words(page)


def test_an_emergency_and_another_channel_are_told_first(visitor: Visitor) -> None:
    assert "119" in words(visitor.get("/?q=着火了")).split("提问")[-1]


def test_what_was_withdrawn_or_has_expired_is_read_by_nobody(visitor: Visitor) -> None:
    version = visitor.office.publish()
    visitor.office.withdraw(version)
    gone = visitor.get(f"/answers/{version.entry_id}")
    assert gone.status_code == 404
    assert "已撤下或已过期" in words(gone)
    old = visitor.office.publish(code="old", valid_until=date(2026, 11, 30))
    visitor.office.at("2026-12-01 10:00")
    assert visitor.get(f"/answers/{old.entry_id}").status_code == 404


def test_the_place_is_remembered_and_nonsense_is_not_asked(visitor: Visitor) -> None:
    qinghe = visitor.office.place("qinghe")
    visitor.get(f"/?place={qinghe}")
    assert f'value="{qinghe}" selected' in visitor.get("/ask").text
    for nonsense in ("-1", "abc", "９", "99999999999999999999", "%00"):
        assert visitor.get(f"/?q=x&place={nonsense}").status_code == 200


def test_english_is_a_switch_away_and_stays(visitor: Visitor) -> None:
    assert 'lang="zh-CN"' in visitor.get("/").text
    answer = visitor.send("/appearance", choice="en", back="/guide")
    assert answer.location == "/guide"
    assert '<html lang="en"' in visitor.get("/guide").text
    visitor.send("/appearance", choice="large")
    assert '<html lang="en" class="large"' in visitor.get("/").text
    for back in ("https://evil.example/", "//evil.example", "/\\x", ""):
        assert visitor.send("/appearance", choice="zh", back=back).location == "/"
