"""The lists of what is due, each row with the action that mends it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from faq_kb import links, misses, upkeep
from faq_kb.search import KnowledgeBase
from hotline.actions import calls
from hotline.records import FaqPair, FaqVersion, OutboxRow, SourceLink, VersionState
from hotline.work import CALLER
from tests.agents_console.conftest import Desk, words
from tests.faq_kb.example_base import settings
from tests.faq_kb.office import Office


@pytest.fixture
def office(db: Session) -> Office:
    return Office(db)


@pytest.fixture
def desk(office: Office, data_dir: Path) -> Desk:
    return Desk(office, data_dir)


def test_the_first_list_with_anything_in_it_is_shown_and_renewed_from(
    desk: Desk, office: Office
) -> None:
    version = office.publish(valid_until=date(2026, 12, 20))
    desk.sit_down("kb_editor")
    page = desk.get("/console/knowledge/due")
    assert "即将到期 1" in words(page)
    assert "2026年12月20日" in words(page)
    assert "近90天没有人问到" in words(page)
    where = f"/console/knowledge/due/{version.entry_id}/renew"
    early = desk.send(where, list="expiring", valid_until="2026-12-01")
    assert early.status_code == 422
    assert "新的有效期应当晚于现在的有效期和今天" in words(early)
    assert 'value="2026-12-01"' in early.text
    assert desk.send(where, list="expiring", valid_until="soon").status_code == 422
    done = desk.send(where, list="expiring", valid_until="2027-12-20")
    assert done.location == "/console/knowledge/due?list=expiring"
    newest = office.db.scalars(select(FaqVersion).order_by(FaqVersion.id.desc())).first()
    assert newest is not None
    assert (newest.state, newest.valid_until) == (VersionState.IN_REVIEW, date(2027, 12, 20))
    assert "新版本准备中" in words(desk.get("/console/knowledge/due?list=expiring"))


def test_two_answers_to_one_question_stand_side_by_side(desk: Desk, office: Office) -> None:
    office.publish()
    office.publish(code="other", question="身份证丢失怎么补办？", answer="到政务大厅办。")
    upkeep.compare(office.work(), knowledge=lambda: KnowledgeBase(settings()))
    [pair_id] = office.db.scalars(select(FaqPair.id))
    desk.sit_down("kb_editor")
    page = words(desk.get("/console/knowledge/due?list=contradicting"))
    assert "居民身份证丢失后怎么补办？" in page
    assert "到政务大厅办。" in page
    where = f"/console/knowledge/pairs/{pair_id}/dismiss"
    assert desk.send(where, list="contradicting", reason="").status_code == 422
    assert desk.send(where, list="contradicting", reason="两回事。").status_code == 302
    assert "这一类没有要处理的条目" in words(desk.get("/console/knowledge/due?list=contradicting"))


def test_whom_an_entry_did_not_help_is_heard_but_not_named(desk: Desk, office: Office) -> None:
    version = office.publish()
    for heard in ("身份证丢了但我在外地", "我电话13800010077身份证丢了"):
        call = office.later(minutes=1).make_call()
        calls.asked(
            office.work(CALLER), call, heard=heard, confidence=0.9, verdict="answer",
            entry_id=version.entry_id, version_id=version.id,
        )  # fmt: skip
        calls.solved(office.work(CALLER), call, yes=False)
    desk.sit_down("kb_editor")
    page = words(desk.get("/console/knowledge/due?list=not_solved"))
    assert "解决率 0.0%" in page
    assert "我电话****身份证丢了 身份证丢了但我在外地" in page


def test_a_broken_source_is_checked_again_on_demand(desk: Desk, office: Office) -> None:
    office.publish(source_url="https://example.gov.cn/gone")
    office.publish(code="other", question="车牌怎么摇号？", source_url="https://example.gov.cn/")
    links.plan(office.work())
    gone, fine = office.db.scalars(select(SourceLink.id).order_by(SourceLink.url.desc()))
    for _ in range(3):
        links.checked(office.later(days=1).work(), link_id=gone, fault="no_such_host")
    links.checked(office.later(minutes=1).work(), link_id=fine, fault=None)
    desk.sit_down("kb_editor")
    page = words(desk.get("/console/knowledge/due"))
    assert "https://example.gov.cn/gone" in page
    assert "找不到这个网站" in page
    before = len(office.db.scalars(select(OutboxRow)).all())
    done = desk.send(f"/console/knowledge/links/{gone}/check", list="broken_link")
    assert done.status_code == 302
    assert len(office.db.scalars(select(OutboxRow)).all()) == before + 1


def test_the_lists_are_for_editors_and_end_at_their_place(desk: Desk, office: Office) -> None:
    version = office.publish(valid_until=date(2026, 12, 20))
    desk.sit_down("operator")
    assert desk.get("/console/knowledge/due").status_code == 403
    desk.send("/console/sign-out", seen="/console/account")
    desk.sit_down("kb_editor", place="qinghe")
    assert version.question not in desk.get("/console/knowledge/due?list=expiring").text
    renewed = desk.send(
        f"/console/knowledge/due/{version.entry_id}/renew", valid_until="2027-12-20"
    )
    assert renewed.status_code == 403
    for path in ("?list=x", "?page=x", "?list=doubled&page=99"):
        assert desk.get(f"/console/knowledge/due{path}").status_code == 200


def test_an_editor_s_first_page_begins_with_what_is_to_be_mended(
    desk: Desk, office: Office
) -> None:
    office.publish(valid_until=date(2026, 12, 20))
    office.make_call(question="小区能不能养鸡", verdict="nothing")
    misses.cluster(office.work(), settings=settings)
    desk.sit_down("kb_editor")
    page = desk.get("/console/")
    assert "小区能不能养鸡 1人" in words(page)
    assert "条目维护 即将到期 1" in words(page)
    assert 'href="/console/knowledge/due?list=expiring"' in page.text
