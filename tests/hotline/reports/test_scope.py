"""Who may hear what: recordings follow the call or the inquiry, and never give a complaint away."""

from __future__ import annotations

from typing import Any

import pytest

from hotline.errors import NotFound
from hotline.records import Channel, RecordingKind
from hotline.reports import calls, inquiries, inquiry_page, scope
from hotline.reports.calls import listed
from hotline.rules.zone import today
from hotline.work import Actor
from tests.factories import Town
from tests.statements import statements


def hears(town: Town, actor: Actor, recording: Any) -> bool:
    return scope.may_hear(town.work(actor), recording_id=recording.id)


def test_a_recording_of_a_call_is_for_those_who_see_calls_and_may_hear(town: Town) -> None:
    recording = town.make_recording(town.make_call(place="qinghe"))
    assert hears(town, town.make_staff("operator", place="nanke"), recording)
    assert hears(town, town.make_staff("operator", place="qinghe"), recording)
    for actor in (
        town.make_staff("operator", place="bailu"),
        town.make_staff("window_staff", place="nanke"),
        # May hear, and may see inquiries; but no inquiry arose from this call.
        town.make_staff("supervision", place="nanke", unit="supervision_office"),
        town.make_staff("liaison", unit="qinghe-public_security"),
        Actor(kind="hotline"),
        Actor(kind="staff"),
    ):
        assert not hears(town, actor, recording)


def test_a_unit_hears_what_its_inquiry_arose_from(town: Town) -> None:
    call = town.make_call()
    logged = town.make_inquiry(call=call, channel=Channel.VOICEMAIL, text=None)
    whole = town.make_recording(call)
    message = town.make_recording(call, kind=RecordingKind.VOICEMAIL, inquiry_id=logged.inquiry.id)
    ours = town.make_staff("liaison", unit="public_security")
    theirs = town.make_staff("liaison", unit="human_resources")
    assert [hears(town, ours, one) for one in (whole, message)] == [True, True]
    assert [hears(town, theirs, one) for one in (whole, message)] == [False, False]
    page = inquiry_page.page(town.work(ours), inquiry_id=logged.inquiry.id)
    assert [(one.id, one.can_play) for one in page.recordings] == [
        (whole.id, True),
        (message.id, True),
    ]


def test_a_confidential_voice_is_not_for_the_handling_unit(town: Town) -> None:
    call = town.make_call()
    town.make_inquiry(call=call, is_confidential=True)
    town.make_inquiry(call=call)  # The voice in it is the same.
    recording = town.make_recording(call)
    assert not hears(town, town.make_staff("liaison", unit="public_security"), recording)
    assert not hears(town, town.make_staff("government_office", place="nanke"), recording)
    assert not hears(
        town, town.make_staff("operator", "government_office", place="nanke"), recording
    )
    assert hears(town, town.make_staff("operator", place="nanke"), recording)


def test_what_a_complaint_was_spoken_in_is_for_supervision_alone(town: Town) -> None:
    call = town.make_call()
    town.make_inquiry(call=call)
    complaint = town.make_complaint(call=call)
    whole = town.make_recording(call)
    message = town.make_recording(
        call, kind=RecordingKind.VOICEMAIL, inquiry_id=complaint.inquiry.id
    )
    supervision = town.make_staff("supervision", place="nanke", unit="supervision_office")
    assert [hears(town, supervision, one) for one in (whole, message)] == [True, True]
    for actor in (
        town.make_staff("operator", place="nanke"),
        town.make_staff("government_office", place="nanke"),
        town.make_staff("liaison", unit="public_security"),
    ):
        assert [hears(town, actor, one) for one in (whole, message)] == [False, False]


def test_a_call_that_complains_about_us_is_not_ours_to_see(town: Town) -> None:
    call = town.make_call()
    town.make_complaint(call=call, about="government_office")
    day = today(town.now)
    for unit, seen in (("government_office", []), ("supervision_office", [call.id])):
        operator = town.make_staff("operator", place="nanke", unit=unit)
        page = listed(town.work(operator), from_on=day, to_on=day)
        assert [row.id for row in page.rows] == seen


def test_the_call_of_a_confidential_asker_is_not_for_whoever_handles_the_inquiry(
    town: Town,
) -> None:
    call = town.make_call()
    hidden = town.make_inquiry(call=call, is_confidential=True).inquiry.id
    day = today(town.now)
    office = town.work(town.make_staff("government_office", place="nanke"))
    assert listed(office, from_on=day, to_on=day).rows == ()
    with pytest.raises(NotFound):
        calls.page(office, call_id=call.id)
    page = inquiry_page.page(office, inquiry_id=hidden)
    assert (page.inquirer, page.call) == (None, None)
    operator = town.work(town.make_staff("operator", place="nanke"))
    shown = calls.page(operator, call_id=call.id)
    assert [link.id for link in shown.inquiries] == [hidden]
    assert shown.row.inquiry_count == 1


def test_a_call_without_a_confidential_asker_stays_open_to_the_office(town: Town) -> None:
    call = town.make_call()
    asked_openly = town.make_inquiry(call=call).inquiry.id
    elsewhere = town.make_call()
    town.make_inquiry(call=elsewhere, is_confidential=True)
    office = town.work(town.make_staff("government_office", place="nanke"))
    assert [link.id for link in calls.page(office, call_id=call.id).inquiries] == [asked_openly]


def asked(town: Town, what: Any) -> int:
    """How many statements this takes."""
    town.db.flush()
    with statements(town.db.connection()) as sent:
        what()
    return len(sent)


def test_pages_take_as_many_queries_for_much_as_for_little(town: Town) -> None:
    actor = town.make_staff("operator", "supervisor", "government_office", place="nanke")
    day = today(town.now)

    def make() -> int:
        call = town.make_call(
            question="社保卡", wants_person=True, rated=1,
            rings=[("public_security", "no-answer", 0), ("public_security", "accepted", 20)],
        )  # fmt: skip
        town.make_recording(call)
        town.make_inquiry(call=call, unit=None)
        town.make_inquiry(call=call)
        return call.id

    def count(call_id: int) -> list[int]:
        work = town.work(actor)
        first = inquiries.listed(work).rows[0].id
        return [
            asked(town, lambda: calls.listed(work, from_on=day, to_on=day)),
            asked(town, lambda: inquiries.listed(work)),
            asked(town, lambda: inquiries.todo(work).rows),
            asked(town, lambda: calls.page(work, call_id=call_id)),
            asked(town, lambda: inquiry_page.page(work, inquiry_id=first)),
        ]

    little = count(make())
    assert little[:3] == [1, 1, 1]
    assert max(little) <= 13
    for _ in range(4):
        last = make()
    assert count(last) == little
