"""A call on the screen: listed, told in sentences, heard; and who looked is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotline.records import Recording, RecordingState
from tests.agents_console.conftest import Desk, words

SOUND = bytes(range(256)) * 40


@pytest.fixture
def heard(desk: Desk) -> Recording:
    """A recording with its sound at home."""
    call = desk.town.make_call(question="社保卡丢了怎么补办", wants_person=True)
    recording = desk.town.make_recording(call)
    put(desk, recording)
    return recording


def put(desk: Desk, recording: Recording) -> Path:
    path = desk.settings.recordings_dir / str(recording.file_name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(SOUND)
    return path


def test_today_s_calls_are_listed_and_older_ones_by_their_days(desk: Desk) -> None:
    desk.town.at("2026-11-20 09:00").make_call(question="前几天的问题")
    desk.town.at("2026-11-23 09:00").make_call(question="今天的问题")
    desk.sit_down("operator")
    today = words(desk.get("/console/calls"))
    assert "今天的问题" in today
    assert "前几天的问题" not in today
    both = words(desk.get("/console/calls?from=2026-11-20&to=2026-11-23"))
    assert "今天的问题" in both
    assert "前几天的问题" in both
    assert "138****0001" in both
    assert "13800010001" not in both


def test_the_list_is_turned_page_by_page(desk: Desk) -> None:
    for _ in range(51):
        desk.town.later(minutes=1).make_call(seconds=5)
    desk.sit_down("operator")
    first = desk.get("/console/calls")
    assert first.text.count("/console/calls/") == 50
    following = first.text.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    second = desk.get(following.replace("&amp;", "&"))
    assert second.text.count("/console/calls/") == 1
    assert "回到第一页" in words(second)


def test_an_empty_day_says_so(desk: Desk) -> None:
    desk.sit_down("operator")
    assert "这段时间没有来电" in words(desk.get("/console/calls"))
    assert "今天还没有来电" in words(desk.get("/console/"))


def test_a_call_is_told_in_sentences_and_opening_it_is_noted(desk: Desk) -> None:
    call = desk.town.make_call(
        question="户口怎么迁", verdict="miss", wants_person=True,
        rings=[("public_security", "no-answer", 0), ("public_security", "accepted", 45)],
    )  # fmt: skip
    desk.sit_down("operator")
    page = words(desk.get(f"/console/calls/{call.id}"))
    for said in ("户口怎么迁", "播放了录音告知", "无人接听", "45秒", "人工接通"):
        assert said in page
    assert desk.reads() == [("opened_call", {"call_id": call.id})]


def test_a_neighbour_s_call_is_not_there(desk: Desk) -> None:
    call = desk.town.make_call(place="bailu")
    desk.sit_down("operator", place="qinghe")
    assert desk.get(f"/console/calls/{call.id}").status_code == 404
    assert desk.reads() == []


def test_a_player_gets_the_part_it_asks_for(desk: Desk, heard: Recording) -> None:
    desk.sit_down("operator")
    address = f"/console/recordings/{heard.id}/media"
    assert address in desk.get(f"/console/calls/{heard.call_id}").text
    whole = desk.get(address)
    assert (whole.status_code, whole.data, whole.mimetype) == (200, SOUND, "audio/wav")
    assert whole.headers["Accept-Ranges"] == "bytes"
    part = desk.get(address, Range="bytes=100-199")
    assert (part.status_code, part.data) == (206, SOUND[100:200])
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(SOUND)}"
    tail = desk.get(address, Range="bytes=-5")
    assert (tail.status_code, tail.data) == (206, SOUND[-5:])
    assert desk.get(address, Range=f"bytes={len(SOUND)}-").status_code == 416


def test_hearing_is_noted_once_a_session_whatever_the_part(desk: Desk, heard: Recording) -> None:
    desk.sit_down("operator")
    address = f"/console/recordings/{heard.id}/media"
    for span in ("bytes=7-", "bytes=0-99", "bytes=100-"):
        desk.get(address, Range=span)
    assert desk.reads() == [("heard_recording", {"recording_id": heard.id})]
    desk.town.db.refresh(heard)
    assert heard.listened_at is not None
    desk.sit_down("operator")
    desk.get(address)
    assert len(desk.reads()) == 2


def test_a_recording_that_is_not_there_says_so(desk: Desk, heard: Recording) -> None:
    desk.sit_down("operator")
    address = f"/console/recordings/{heard.id}/media"
    (desk.settings.recordings_dir / str(heard.file_name)).unlink()
    assert desk.get(address).status_code == 410
    heard.state = RecordingState.AT_PROVIDER
    assert desk.get(address).status_code == 404
    assert desk.get("/console/recordings/999999/media").status_code == 404
    assert desk.reads() == []


def test_nobody_hears_what_is_not_theirs(desk: Desk, heard: Recording) -> None:
    address = f"/console/recordings/{heard.id}/media"
    desk.sit_down("unit_head", unit="public_security")
    assert desk.get(address).status_code == 403
    desk.sit_down("operator", place="qinghe")
    assert desk.get(address).status_code == 404


def test_a_file_name_leads_out_of_no_folder(desk: Desk, heard: Recording) -> None:
    secret = desk.settings.data_dir / "secret.wav"
    secret.write_bytes(b"secret")
    heard.file_name = "../secret.wav"
    desk.sit_down("operator")
    assert desk.get(f"/console/recordings/{heard.id}/media").status_code == 410
