"""Who read what is kept in one chain that shows every change."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from hotline.actions import reading
from hotline.actions.events import link
from hotline.errors import Refused
from hotline.records import ReadEvent
from hotline.seal import GENESIS
from tests.factories import Town


def test_every_read_is_linked_to_the_one_before(town: Town) -> None:
    call = town.make_call()
    recording = town.make_recording(call)
    logged = town.make_inquiry(phone="+8613800010001")
    work = town.work(town.make_staff("operator", place="nanke"))
    reading.opened_call(work, call_id=call.id)
    reading.opened_inquiry(work, inquiry_id=logged.inquiry.id)
    reading.heard_recording(work, recording)
    assert reading.reveal_number(work, logged.inquiry, reason="回电") == "+8613800010001"
    head = GENESIS
    rows = town.db.scalars(select(ReadEvent).order_by(ReadEvent.seq)).all()
    assert [row.seq for row in rows] == [1, 2, 3, 4]
    for row in rows:
        fields = {
            "seq": row.seq, "at": row.at, "kind": row.kind, "actor_kind": row.actor_kind,
            "actor_id": row.actor_id, "data": row.data,
        }  # fmt: skip
        head = link(work.seal, head, fields)
        assert row.hash == head
        assert row.actor_id == work.actor.id
    assert rows[3].data == {"inquiry_id": logged.inquiry.id, "reason": "回电"}


def test_the_first_listening_is_kept_with_the_recording(town: Town) -> None:
    recording = town.make_recording(town.make_call())
    actor = town.make_staff("operator", place="nanke")
    first = town.now
    reading.heard_recording(town.work(actor), recording)
    town.later(minutes=5)
    reading.heard_recording(town.work(actor), recording)
    assert recording.listened_at == first


def test_no_number_is_shown_without_a_reason(town: Town) -> None:
    work = town.work(town.make_staff("operator", place="nanke"))
    with pytest.raises(Refused, match="no_reason"):
        reading.reveal_number(work, town.make_inquiry().inquiry, reason="")
    with pytest.raises(Refused, match="no_number"):
        reading.reveal_number(work, town.make_inquiry(phone=None).inquiry, reason="回电")
    assert town.db.scalars(select(ReadEvent)).all() == []
