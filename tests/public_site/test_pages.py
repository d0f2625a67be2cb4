"""The site as a whole: headers, faults, sizes, and what everybody may read."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from faq_kb import catalogue, proposing
from hotline.actions import proposals
from hotline.actions.inquiries import Logged
from hotline.records import Effectiveness, FaqEntry, FaqVersion, ItemType
from tests.faq_kb.office import STEPS
from tests.public_site.visitor import Visitor, words

PAGES = ("/", "/ask", "/follow", "/complain", "/replies", "/explanations", "/guide", "/catalogue")


def test_every_page_carries_the_policy_and_is_kept_by_nobody(visitor: Visitor) -> None:
    for path in (*PAGES, "/nothing-here", "/answers/1"):
        headers = visitor.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "script-src 'self';" in policy
        assert "style-src 'self';" in policy
        assert "unsafe" not in policy
        assert headers["Cache-Control"] == "no-store"


def test_what_is_not_there_says_so_on_a_page(visitor: Visitor) -> None:
    for path in ("/nothing", "/answers/99999999999999999999", "/answers/x", "/replies?after=x"):
        page = visitor.get(path)
        assert page.status_code == 404
        assert "没有" in words(page)
    assert visitor.get("/rate").status_code == 405


def test_what_is_far_too_long_is_refused_by_a_page(visitor: Visitor) -> None:
    page = visitor.follow("长" * 400_000)
    assert page.status_code == 413
    assert "提交的内容太长" in words(page)


def test_an_unforeseen_error_is_a_page_that_keeps_what_was_typed(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down() -> None:
        raise RuntimeError("the clock has stopped")

    visitor.app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr(visitor.house, "clock", break_down)
    page = visitor.client.post("/ask", data={"text": "写了很久的问题"})
    assert page.status_code == 500
    assert "系统出了问题" in words(page)
    assert "写了很久的问题</textarea>" in page.text


FIELDS = (
    "step", "form_id", "text", "place", "unit", "phone", "name", "query_password", "code", "proof",
    "ground", "score", "confidential",
)  # fmt: skip
NASTY = (
    "\x00", "\u202e" * 50, "👨‍👩‍👧‍👦", "２０２６－０２－３０", "'; drop table", "{{7*7}}",
    "9" * 40, "<script>alert(1)</script>", "x" * 100_000,
)  # fmt: skip


def test_nonsense_in_any_field_is_never_an_error_of_ours(visitor: Visitor) -> None:
    for path in ("/ask", "/complain", "/follow", "/rate"):
        for nasty in NASTY:
            given = dict.fromkeys(FIELDS, nasty)
            for step in ("send", nasty):
                page = visitor.send(path, **(given | {"step": step}))
                assert page.status_code < 500, nasty
                assert "<script>alert" not in page.text
        assert visitor.get(f"{path}?q=%00%ff&place=%E2%80%AE").status_code in (200, 405)


def propose(visitor: Visitor, logged: Logged) -> FaqVersion:
    """The unit replies, and proposes the reply as an entry."""
    office = visitor.office
    office.reply(logged, "夜市二十三时收摊。")
    officer = office.make_staff("reply_officer", unit="qinghe-public_security")
    work = office.work(officer)
    version = proposing.propose(
        work, unit_id=logged.leg.unit_id, code="night-market", asked="我叫王小明，夜市几点收摊？",
        reply="夜市二十三时收摊。", replied_on=date(2026, 11, 23), category="market",
    )  # fmt: skip
    entry = office.db.get_one(FaqEntry, version.entry_id)
    proposals.proposed(work, logged.inquiry, logged.leg, entry=entry)
    return version


def test_a_reply_is_public_once_it_has_passed_review_and_tells_nobody_s_name(
    visitor: Visitor,
) -> None:
    office = visitor.office
    logged = office.make_inquiry(
        place="qinghe", unit="qinghe-public_security", text="我叫王小明，夜市几点收摊？"
    )
    version = propose(visitor, logged)
    for page in (visitor.get("/replies"), visitor.follow(logged.code)):
        assert "夜市二十三时收摊。" not in words(page)
    office.submit(version)
    for step in STEPS:
        office.review(version, step)
    for page in (visitor.get("/replies"), visitor.follow(logged.code)):
        assert "夜市二十三时收摊。" in words(page)
        assert "青禾县" in words(page)
        assert "王小明" not in words(page)
    assert "夜市" not in words(visitor.get(f"/replies?place={office.place('bailu')}"))
    office.withdraw(version)
    assert "夜市" not in words(visitor.get("/replies"))


def test_the_guide_names_the_office_of_the_place(visitor: Visitor) -> None:
    page = words(visitor.get(f"/guide?place={visitor.office.place('qinghe')}"))
    assert "青禾县人民政府办公室" in page
    assert "20个工作日" in page


def describe(visitor: Visitor, version: FaqVersion, **facts: Any) -> None:
    """Enter an item's facts by hand."""
    office = visitor.office
    entry = office.db.get_one(FaqEntry, version.entry_id)
    given = {"index_number": f"NK-{entry.code}", "issuer": "南柯州公安局", "subject": None,
             "item_type": ItemType.LICENCE, "made_on": date(2026, 3, 2), "changed_on": None,
             "effectiveness": Effectiveness.IN_FORCE, "interpretation": None} | facts  # fmt: skip
    facts_of = catalogue.Facts(**given)
    catalogue.keep(office.work(office.author), entry, facts=facts_of, after=0)
    office.db.flush()


def test_the_catalogue_holds_what_is_public_and_nothing_else(visitor: Visitor) -> None:
    described = visitor.office.publish()
    describe(visitor, described)
    waiting = visitor.office.draft(code="waiting", question="还在审查的文件")
    describe(visitor, waiting, item_type=ItemType.FUNDS)
    visitor.office.publish(code="plain", question="只是常见问题")
    page = visitor.get("/catalogue")
    assert f'href="/answers/{described.entry_id}"' in page.text
    for fact in ("NK-id-card-lost", "南柯州公安局", "2026-03-02", "行政许可事项与办事指南", "有效"):
        assert fact in words(page)
    assert "还在审查的文件" not in words(page)
    assert "只是常见问题" not in words(page)
    assert "NK-id-card-lost" in words(visitor.get("/catalogue?type=licence"))
    assert "还没有公开这类信息" in words(visitor.get("/catalogue?type=funds"))
    assert "NK-id-card-lost" in words(visitor.get("/catalogue?type=nonsense"))
