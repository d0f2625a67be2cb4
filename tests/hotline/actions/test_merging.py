"""A duplicate goes on with the other inquiry, and its code tells how that one stands."""

from __future__ import annotations

import pytest

from hotline.actions import legs, lookup, merging
from hotline.actions.inquiries import Logged
from hotline.errors import Refused
from hotline.records import InquiryState, LegState
from hotline.work import CALLER
from tests.factories import Town


def merge(town: Town, duplicate: Logged, into: Logged) -> None:
    officer = town.make_staff("reply_officer", unit="public_security")
    merging.merge(town.work(officer), duplicate.inquiry, duplicate.leg, into=into.inquiry)


def told(town: Town, logged: Logged) -> tuple[InquiryState, list[str]]:
    """What whoever holds the code is told."""
    town.db.expire_all()
    progress = lookup.by_code(town.work(CALLER), code=logged.code, subject="test")
    assert progress is not None
    replies = lookup.replies(town.work(CALLER), progress.inquiry)
    return progress.inquiry.state, [text for _, text in replies]


def test_both_codes_tell_the_one_reply(town: Town) -> None:
    first, second = town.make_inquiry(), town.make_inquiry()
    merge(town, second, first)
    assert second.leg.state is LegState.WITHDRAWN
    assert told(town, second) == (InquiryState.OPEN, [])
    town.reply(first, "请带户口簿。")
    assert told(town, first) == told(town, second) == (InquiryState.REPLIED, ["请带户口簿。"])


def test_what_was_merged_earlier_goes_along(town: Town) -> None:
    first, second, third = (town.make_inquiry() for _ in range(3))
    merge(town, third, second)
    merge(town, second, first)
    town.reply(first, "请带户口簿。")
    assert told(town, third) == (InquiryState.REPLIED, ["请带户口簿。"])


def test_only_what_one_caller_asked_openly_is_merged(town: Town) -> None:
    first = town.make_inquiry()
    withdrawn = town.make_inquiry()
    head = town.make_staff("unit_head", unit="public_security")
    legs.withdraw(town.work(head), withdrawn.inquiry, withdrawn.leg, reason="撤回")
    for other in (
        town.make_inquiry(phone="+8613900020002"),
        town.make_inquiry(is_confidential=True),
        town.make_complaint(phone="+8613800010001"),
        withdrawn,
        first,
    ):
        with pytest.raises(Refused, match="choose another inquiry"):
            merge(town, first, other)
    hidden = town.make_inquiry(is_confidential=True)
    with pytest.raises(Refused, match="confidential"):
        merge(town, hidden, first)
