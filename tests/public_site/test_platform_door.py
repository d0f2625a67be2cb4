"""The disclosure platform at the door: signed and fresh or refused; twice, late, out of order, all
the same; and told in its turn what is published here."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from hotline import executor, outbox
from hotline.actions import working_time
from hotline.platform import announce_items
from hotline.records import DisclosureItem, FaqEntry, FaqImport, FaqVersion, OutboxRow
from hotline.rules import signature
from hotline.rules.calendar import DayKind, SpecialDay
from ivr.phone import Phone
from tests.faq_kb.test_catalogue import ITEM
from tests.public_site.conftest import ADDRESS, Platform, event, listening


def test_what_the_platform_tells_becomes_a_draft_in_the_name_of_its_account(
    platform: Platform,
) -> None:
    assert platform.tell("made-1", "09:00:00", ITEM) == ["new_entry"]
    version = platform.newest()
    assert (version.state.value, version.author_id) == ("draft", platform.clerk.id)
    assert version.answer == ITEM["正文"]


def test_an_event_that_comes_twice_is_one(platform: Platform) -> None:
    message = event("made-1", "09:00:00", ITEM)
    first, second = platform.post(message), platform.post(message)
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json == second.json
    platform.do_jobs()
    assert platform.post(message).json == first.json
    platform.do_jobs()
    db = platform.office.db
    assert db.scalar(select(func.count(FaqImport.id))) == 1
    assert db.scalar(select(func.count(FaqVersion.id))) == 1


def test_what_comes_late_changes_nothing(platform: Platform) -> None:
    platform.tell("changed-2", "09:30:00", {**ITEM, "正文": "新的正文。"})
    assert platform.tell("made-1", "09:00:00", ITEM) == ["unchanged"]
    assert platform.newest().answer == "新的正文。"
    # That it was still so later is news too: what was before that is past.
    assert platform.tell("same-4", "09:50:00", {**ITEM, "正文": "新的正文。"}) == ["unchanged"]
    assert platform.tell("changed-3", "09:40:00", {**ITEM, "正文": "旧的。"}) == ["unchanged"]
    assert platform.tell("changed-5", "09:55:00", {**ITEM, "正文": "更新的。"}) == ["new_version"]


def test_an_end_that_is_heard_of_before_its_beginning_stays_the_end(platform: Platform) -> None:
    assert platform.tell("ended-2", "09:30:00", {**ITEM, "有效性": "废止"}) == ["new_entry"]
    assert platform.newest().state.value == "withdrawn"
    assert platform.tell("made-1", "09:00:00", ITEM) == ["unchanged"]
    item = platform.office.db.scalars(select(DisclosureItem)).one()
    assert item.effectiveness.value == "abolished"
    assert platform.newest().state.value == "withdrawn"


def test_what_was_abolished_is_heard_no_more(platform: Platform) -> None:
    platform.tell("made-1", "09:00:00", ITEM)
    entry = platform.office.db.get_one(FaqEntry, platform.publish().entry_id)
    assert entry.live_version_id is not None
    assert platform.tell("ended-2", "09:30:00", {**ITEM, "有效性": "废止"}) == ["new_facts"]
    assert entry.live_version_id is None


def test_a_bad_item_costs_no_other(platform: Platform) -> None:
    other = {**ITEM, "索引号": "NK-2", "生成日期": "昨天"}
    assert platform.tell("made-1", "09:00:00", other, ITEM) == ["refused", "new_entry"]


def test_only_who_knows_the_secret_is_heard(platform: Platform) -> None:
    message = event("made-1", "09:00:00", ITEM)
    assert platform.post(message, secret="another secret").status_code == 403
    assert platform.client.post(ADDRESS, json=message).status_code == 403
    copied = timedelta(minutes=5, seconds=1)
    assert platform.post(message, ago=copied).status_code == 403
    assert platform.post(message, ago=-copied).status_code == 403
    body = b"{}"
    headers = signature.headers("x", body, now=platform.office.now)
    for wrong in ("", "sha256=", "sha256=é", "0" * 71):
        answer = platform.client.post(
            ADDRESS, data=body, headers={**headers, signature.SIGNATURE: wrong}
        )
        assert answer.status_code == 403, wrong
    for wrong in ("", "now", "9" * 400, "-1", "１７６４"):
        answer = platform.client.post(
            ADDRESS, data=body, headers={**headers, signature.TIMESTAMP: wrong}
        )
        assert answer.status_code == 403, wrong
    assert platform.office.db.scalar(select(func.count(FaqImport.id))) == 0


def test_a_message_that_is_no_event_is_refused(platform: Platform) -> None:
    at = "2026-11-23T09:00:00+08:00"
    wrong: tuple[Any, ...] = (
        b"{",
        b"[]",
        b"[" * 100_000,
        {"changed_at": at, "items": []},
        {"event_id": "", "changed_at": at},
        {"event_id": 7, "changed_at": at},
        {"event_id": "a" * 201, "changed_at": at},
        {"event_id": "a", "changed_at": "2026-11-23T09:00:00"},
        {"event_id": "a", "changed_at": "yesterday"},
        {"event_id": "a", "changed_at": "2026-11-23T10:06:00+08:00"},
    )
    for message in wrong:
        assert platform.post(message).status_code == 400, message


def test_without_a_secret_there_is_no_door(platform: Platform) -> None:
    platform.house.settings = platform.settings.model_copy(update={"disclosure_secret": None})
    assert platform.post(event("made-1", "09:00:00", ITEM)).status_code == 404


def test_while_the_account_is_closed_the_platform_is_asked_to_try_later(
    platform: Platform,
) -> None:
    platform.account.is_active = False
    assert platform.post(event("made-1", "09:00:00", ITEM)).status_code == 503
    platform.account.is_active = True
    assert platform.tell("made-1", "09:00:00", ITEM) == ["new_entry"]


def test_another_calendar_moves_the_day_an_item_is_due(platform: Platform) -> None:
    platform.tell("made-1", "09:00:00", ITEM)
    office = platform.office
    working_time.set_calendar_days(
        office.work(), place_id=office.place("nanke"),
        days=[SpecialDay(date(2026, 12, 1), DayKind.LOCAL_HOLIDAY, "示例节", "example notice")],
    )  # fmt: skip
    platform.do_jobs()
    item = office.db.scalars(select(DisclosureItem)).one()
    assert item.due_on == date(2026, 12, 15)
    assert [one["due_on"] for one in item.earlier] == ["2026-12-14"]


# ---- the other way -------------------------------------------------------------------------------


def announced(platform: Platform) -> list[OutboxRow]:
    announce_items(platform.house, Phone(platform.settings))
    query = select(OutboxRow).where(OutboxRow.kind == "push_item").order_by(OutboxRow.id)
    return list(platform.office.db.scalars(query))


def test_the_platform_is_told_what_is_public_and_what_no_longer_is(platform: Platform) -> None:
    platform.tell("made-1", "09:00:00", ITEM)
    version = platform.publish()
    with listening() as heard:
        platform.house.settings = platform.settings.model_copy(
            update={"disclosure_push_url": heard.url}
        )
        assert len(announced(platform)) == len(announced(platform)) == 1
        platform.do_jobs()
        [message] = heard.received
        [item] = message["items"]
        assert (item["index_number"], item["is_public"]) == (ITEM["索引号"], True)
        assert (item["question"], item["made_on"]) == (ITEM["标题"], ITEM["生成日期"])
        assert item["item_type"] == "规范性文件"
        platform.tell("ended-2", "09:30:00", {**ITEM, "有效性": "失效"})
        assert len(announced(platform)) == 2
        platform.do_jobs()
        assert heard.received[1]["items"] == [{"index_number": ITEM["索引号"], "is_public": False}]
        assert heard.received[1]["event_id"] != message["event_id"]
    assert version.state.value == "withdrawn"


def test_what_is_withheld_never_leaves(platform: Platform) -> None:
    secret = {**ITEM, "公开属性": "不予公开", "公开属性理由": "涉及国家秘密"}
    platform.tell("made-1", "09:00:00", secret)
    platform.publish()
    with listening() as heard:
        platform.house.settings = platform.settings.model_copy(
            update={"disclosure_push_url": heard.url}
        )
        announced(platform)
        platform.do_jobs()
        assert heard.received[0]["items"] == [{"index_number": ITEM["索引号"], "is_public": False}]


def test_a_platform_that_is_away_is_told_when_it_is_back(platform: Platform) -> None:
    platform.tell("made-1", "09:00:00", ITEM)
    platform.publish()
    with listening() as heard:
        platform.house.settings = platform.settings.model_copy(
            update={"disclosure_push_url": heard.url}
        )
        heard.answers = 503
        [row] = announced(platform)
        for _ in range(outbox.ATTEMPTS + 1):
            executor.run(platform.house, Phone(platform.settings), row.id)
            platform.office.later(minutes=10)
        assert heard.received == []
        heard.answers = 200
        platform.do_jobs()
        assert len(heard.received) == 1


def test_a_refusal_of_the_platform_is_seen_as_a_stuck_job(platform: Platform) -> None:
    platform.tell("made-1", "09:00:00", ITEM)
    platform.publish()
    with listening() as heard:
        platform.house.settings = platform.settings.model_copy(
            update={"disclosure_push_url": heard.url}
        )
        heard.answers = 422
        [row] = announced(platform)
        for _ in range(outbox.ATTEMPTS):
            executor.run(platform.house, Phone(platform.settings), row.id)
            platform.office.later(hours=1)
        platform.office.db.refresh(row)
        assert row.state.value == "stuck"
        assert row.last_error == "PlatformRefused: the disclosure platform answers 422"


def test_without_an_address_nobody_is_told(platform: Platform) -> None:
    platform.tell("made-1", "09:00:00", ITEM)
    platform.publish()
    assert announced(platform) == []
