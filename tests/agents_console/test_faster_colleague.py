"""Two people on one leg: the second is told who was faster, and loses nothing that was typed."""

from __future__ import annotations

from typing import Any

from hotline.records import Staff
from tests.agents_console.conftest import Desk, words
from tests.agents_console.test_attachments import file

TYPED = "写了二十分钟的话"
# What each form brings beside what its writer typed.
FORMS: dict[str, dict[str, Any]] = {
    "reply": {"reply": TYPED, "internal_note": TYPED},
    "pass-on": {"part_reply": TYPED, "forward_reason": TYPED, "part_note": TYPED, "to_unit": "1"},
    "forward": {"forward_reason": TYPED},
    "return": {"return_reason": TYPED},
    "extension": {"extension_reason": TYPED, "to_days": "20"},
    "class": {"because": TYPED, "clock": "complex"},
    "withdraw": {"withdraw_reason": TYPED},
    "explain": {"explanation": TYPED, "public_explanation": TYPED},
    "progress": {"progress": TYPED},
}


def test_whoever_comes_second_is_told_and_finds_every_word_again(desk: Desk) -> None:
    town = desk.town
    logged = town.make_inquiry()
    leg = f"/console/inquiries/{logged.inquiry.id}/legs/{logged.leg.id}"
    first, row = desk.staff("reply_officer", unit="public_security")
    row.name = "快示例"
    second = desk.sit_down("unit_head", unit="public_security")
    assert desk.send(f"{leg}/reply", reply="").status_code == 422
    desk.enter(town.db.get_one(Staff, first.id).username)
    assert desk.send(f"{leg}/reply", reply="请带户口簿").status_code == 302
    desk.enter(town.db.get_one(Staff, second.id).username)
    for verb, given in FORMS.items():
        answer = desk.send(f"{leg}/{verb}", **given)
        assert answer.status_code == 422, verb
        typed = sum(value == TYPED for value in given.values())
        assert answer.text.count(f">{TYPED}</textarea>") == typed, verb
        if verb != "explain":
            assert "快示例已于" in words(answer), verb
    late = desk.send(f"{leg}/reply", reply=TYPED, files=[file()])
    assert (late.status_code, "快示例已于" in words(late)) == (422, True)
