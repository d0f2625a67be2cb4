"""A complaint is answered by the unit it lies with, and by no other supervision (R-40, R-7a)."""

from __future__ import annotations

from typing import Any

import pytest

from hotline.actions import legs
from hotline.errors import Refused
from hotline.records import Complaint, InquiryState
from hotline.work import Actor
from tests.factories import Town


def answer(town: Town, logged: Any, actor: Actor) -> None:
    """This person answers the complaint."""
    legs.answer_complaint(
        town.work(actor), logged.inquiry, logged.leg,
        town.db.get_one(Complaint, logged.inquiry.id),
        findings="已调阅", opinion="责令改正", outcome="已道歉", is_upheld=False,
    )  # fmt: skip


def test_a_county_s_complaint_is_its_own_supervision_s_to_answer(town: Town) -> None:
    complaint = town.make_complaint(place="qinghe", about="qinghe-public_security")
    for actor in (
        town.make_staff("supervision", place="nanke", unit="supervision_office"),
        town.make_staff("supervision_head", place="nanke", unit="supervision_office"),
        # The same place, but another of its functions of oversight.
        town.make_staff("supervision", place="qinghe", unit="qinghe-human_resources"),
        town.make_staff("supervision", place="bailu", unit="bailu-supervision_office"),
    ):
        with pytest.raises(Refused):
            answer(town, complaint, actor)
    assert complaint.inquiry.state is InquiryState.OPEN
    theirs = town.make_staff("supervision", place="qinghe", unit="qinghe-supervision_office")
    answer(town, complaint, theirs)
    assert complaint.inquiry.state is InquiryState.REPLIED
