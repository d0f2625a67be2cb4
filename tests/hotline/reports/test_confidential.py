"""Who asked a confidential inquiry is shown at no door to anybody with a hand in its handling."""

from __future__ import annotations

from typing import Any

import pytest

from agents_console.inquiries import may_reveal
from hotline import export
from hotline.actions import confidentiality, forwards
from hotline.errors import NotAllowed, NotFound
from hotline.records import Channel, RecordingKind
from hotline.reports import calls, figures, inquiries, inquiry_page, overdue, requests, scope
from hotline.reports.shown import Period
from hotline.reports.wanted import Wanted
from hotline.rules.zone import today
from hotline.work import HOTLINE
from tests.factories import CALLER_NUMBER, Town

NAME, NUMBER, MASKED = "张示例", CALLER_NUMBER.removeprefix("+86"), "138****0001"
UNIT = {"unit": "public_security"}
HANDLERS: list[tuple[tuple[str, ...], dict[str, str]]] = [
    (("liaison",), UNIT),
    (("reply_officer",), UNIT),
    (("unit_head",), UNIT),
    (("forward_reviewer",), UNIT),
    (("forward_reviewer",), {"place": "nanke"}),
    (("government_office",), {"place": "nanke"}),
    (("supervision",), {"place": "nanke", "unit": "supervision_office"}),
    (("supervision_head",), {"place": "nanke", "unit": "supervision_office"}),
    # Whatever else they are: what one role hides another does not show.
    (("operator", "liaison"), UNIT),
    (("operator", "supervisor"), UNIT),
    (("operator", "government_office", "supervisor"), {"place": "nanke"}),
]
OTHERS = [
    (("operator",), {"place": "nanke"}),
    (("supervisor",), {"place": "nanke"}),
]


class Asked:
    """A call that left a confidential voicemail with the police, and all there is around it."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.call = town.make_call(question="夜市几点收摊", rings=[("public_security", "busy", 0)])
        self.logged = town.make_inquiry(
            call=self.call, channel=Channel.VOICEMAIL, text="夜市几点收摊", name=NAME,
            is_confidential=True,
        )  # fmt: skip
        self.id = self.logged.inquiry.id
        self.heard = [
            town.make_recording(self.call),
            town.make_recording(self.call, kind=RecordingKind.VOICEMAIL, inquiry_id=self.id),
        ]
        asker = town.make_staff("liaison", **UNIT)
        forwards.request_forward(
            town.work(asker), self.logged.inquiry, self.logged.leg, reason="不属本单位职责"
        )

    def doors(self, actor: Any) -> dict[str, Any]:
        """Everything this person can look at, by the door; NotFound where it does not open."""
        work, day = self.town.work(actor), today(self.town.now)
        period = Period(from_on=day, to_on=day)

        def tried(look: Any) -> Any:
            try:
                return look()
            except NotFound:
                return NotFound

        return {
            "page": tried(lambda: inquiry_page.page(work, inquiry_id=self.id)),
            "list": inquiries.listed(work),
            "words": inquiries.listed(work, wanted=Wanted(words=NUMBER)),
            "to-do": inquiries.todo(work),
            "to listen": inquiries.to_listen(work),
            "by telephone": inquiries.of_citizen(work, phone=CALLER_NUMBER),
            "call": tried(lambda: calls.page(work, call_id=self.call.id)),
            "calls": calls.listed(work, from_on=day, to_on=day),
            "forwards": requests.forwards_waiting(work),
            "extensions": requests.extensions_waiting(work),
            "late": overdue.open_late(work, limit=10),
            "figures": tried(lambda: figures.behind(work, figure_id="M-1", period=period)),
            "recordings": [scope.may_hear(work, recording_id=one.id) for one in self.heard],
        }


@pytest.fixture
def asked(town: Town) -> Asked:
    return Asked(town)


def test_nobody_who_handles_it_learns_who_asked_at_any_door(asked: Asked) -> None:
    for roles, where in HANDLERS:
        actor = asked.town.make_staff(*roles, **where)
        seen = asked.doors(actor)
        for door, shown in seen.items():
            told = repr(shown)
            for secret in (NAME, MASKED, NUMBER, f"call_id={asked.call.id}"):
                assert secret not in told, (roles, where, door)
        assert seen["page"] is not NotFound, (roles, where)
        assert (seen["page"].inquirer, seen["page"].call) == (None, None)
        assert not may_reveal(asked.town.work(actor), seen["page"])
        assert seen["call"] is NotFound
        assert (seen["by telephone"], seen["calls"].rows) == ((), ())
        assert seen["recordings"] == [False, False]


def test_whoever_spoke_with_the_caller_and_handles_nothing_still_knows(asked: Asked) -> None:
    for roles, where in OTHERS:
        seen = asked.doors(asked.town.make_staff(*roles, **where))
        assert MASKED in repr(seen["page"]), (roles, where)


def test_no_ledger_leads_from_the_inquiry_to_its_call(asked: Asked) -> None:
    asked.town.db.flush()
    found = {kind: list(export.export(asked.town.db, kind)) for kind in export.LEDGERS}
    call = {asked.call.id, *(one.id for one in asked.heard)}
    (inquiry,) = found["inquiries"]
    assert (inquiry["call_id"], inquiry["phone_masked"]) == (None, None)
    assert {row["inquiry_id"] for row in found["recordings"]} == {None}
    for row in found["inquiry-events"]:
        leads = {row["data"].get(name) for name in ("call_id", "recording_id")} & call
        assert not leads, row
    assert not [row for row in found["call-events"] if "inquiry_id" in row["data"]]
    assert NAME not in repr(found)


def test_it_can_be_asked_for_later_by_whoever_talks_with_inquirers_and_stays(town: Town) -> None:
    inquiry = town.make_inquiry(name=NAME).inquiry
    liaison = town.make_staff("liaison", **UNIT)
    assert NAME in repr(inquiry_page.page(town.work(liaison), inquiry_id=inquiry.id))
    for actor in (liaison, town.make_staff("operator", place="bailu")):
        with pytest.raises(NotAllowed):
            confidentiality.ask_for(town.work(actor), inquiry)
    operator = town.work(town.make_staff("operator", place="nanke"))
    for _ in range(2):
        confidentiality.ask_for(operator, inquiry)
    page = inquiry_page.page(town.work(liaison), inquiry_id=inquiry.id)
    assert page.inquirer is None
    assert [line.kind for line in page.timeline].count("made_confidential") == 1
    assert NAME in repr(inquiry_page.page(operator, inquiry_id=inquiry.id))


def test_a_complaint_is_no_business_of_the_unit_complained_about(town: Town) -> None:
    about = town.make_inquiry()
    town.reply(about)
    complaint = town.make_complaint(about_inquiry=about.inquiry, phone="+8613900020002")
    for roles, where in [
        *HANDLERS[:4],
        *HANDLERS[8:10],
        (("supervision",), {"place": "nanke", "unit": "public_security"}),
    ]:
        work = town.work(town.make_staff(*roles, **where))
        with pytest.raises(NotFound):
            inquiry_page.page(work, inquiry_id=complaint.inquiry.id)
        page = inquiry_page.page(work, inquiry_id=about.inquiry.id)
        assert page.complaints_about == ()
        assert complaint.inquiry.reference not in repr(page)
        assert inquiries.of_citizen(work, phone="+8613900020002") == ()
        assert complaint.inquiry.reference not in repr(inquiries.listed(work))


def test_a_confidential_complaint_is_heard_by_whoever_answers_it_and_by_nobody_else(
    town: Town,
) -> None:
    call = town.make_call(wants_person=False)
    complaint = town.make_complaint(call=call).inquiry
    confidentiality.make(town.work(HOTLINE), complaint)
    of_call = town.make_recording(call).id
    message = town.make_recording(call, kind=RecordingKind.VOICEMAIL, inquiry_id=complaint.id).id
    where = {"place": "nanke", "unit": "supervision_office"}
    for roles, hears in [(("supervision",), True), (("operator",), False), (("liaison",), False)]:
        work = town.work(town.make_staff(*roles, **(where if hears else UNIT)))
        assert scope.may_hear(work, recording_id=message) is hears, roles
        assert not scope.may_hear(work, recording_id=of_call), roles
    page = inquiry_page.page(
        town.work(town.make_staff("supervision", **where)), inquiry_id=complaint.id
    )
    assert (page.inquirer, page.call) == (None, None)
