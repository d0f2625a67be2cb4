"""Two people at one entry in the same moment, each in a transaction of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from faq_kb import actions
from hotline.actions.roles import actor_of
from hotline.db import make_engine
from hotline.errors import Refused
from hotline.house import House
from hotline.records import FaqReview, FaqVersion, Staff, VersionState
from hotline.work import HOTLINE, Work
from tests.factories import BOOK, SETTINGS
from tests.faq_kb.office import ENTRY

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
AUTHOR, REVIEWER, ANOTHER = "xinxiyuan.shili", "chushen.shili", "shenhe.jia"


@dataclass
class Both:
    """Acts of two people, begun as nearly at once as two threads can be."""

    house: House
    done: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    broken: list[BaseException] = field(default_factory=list)

    def as_staff(self, username: str, act: Callable[[Work], Any]) -> Any:
        with self.house.open(HOTLINE) as work:
            person = work.db.scalars(select(Staff).where(Staff.username == username)).one()
            actor = actor_of(work.book.organisation, person)
        with self.house.open(actor) as work:
            return act(work)

    def at_once(self, **acts: Callable[[Work], Any]) -> None:
        gate = threading.Barrier(len(acts))

        def run(username: str, act: Callable[[Work], Any]) -> None:
            gate.wait()
            try:
                self.as_staff(username, act)
                self.done.append(username)
            except Refused as refusal:
                self.refused.append(refusal.wording.key)
            except BaseException as error:
                self.broken.append(error)

        threads = [
            threading.Thread(target=run, args=(name.replace("_", "."), act))
            for name, act in acts.items()
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert self.broken == []


@pytest.fixture(scope="module")
def both(databases: Any) -> Iterator[Both]:
    url = databases.copy("example")
    house = House(settings=SETTINGS, engine=make_engine(url), clock=lambda: NOON, book=BOOK)
    yield Both(house)
    house.engine.dispose()
    databases.drop(url)


def draft(work: Work, code: str, **changes: Any) -> FaqVersion:
    unit_id = work.book.organisation.unit("public_security").id
    return actions.draft(work, unit_id=unit_id, **{**ENTRY, "code": code, **changes})


def version(work: Work, version_id: int) -> FaqVersion:
    return work.db.get_one(FaqVersion, version_id)


def test_one_of_two_reviewers_decides_and_the_other_is_told(both: Both) -> None:
    made = both.as_staff(AUTHOR, lambda work: draft(work, "at-once-1")).id
    both.as_staff(AUTHOR, lambda work: actions.submit(work, version(work, made)))

    def agree(work: Work) -> None:
        actions.review(
            work, version(work, made), step="first_review", passed=True, opinion="同意。"
        )

    both.at_once(chushen_shili=agree, shenhe_jia=agree)
    assert (len(both.done), both.refused) == (1, ["answer.wrong_step"])
    with both.house.open(HOTLINE) as work:
        kept = work.db.scalars(select(FaqReview).where(FaqReview.version_id == made)).all()
        assert [one.step for one in kept] == ["first_review"]


def test_handing_in_and_writing_anew_at_once_leave_one_version_in_hand(both: Both) -> None:
    for attempt in range(5):
        code = f"at-once-2-{attempt}"
        made = both.as_staff(AUTHOR, lambda work, code=code: draft(work, code)).id
        both.at_once(
            xinxiyuan_shili=lambda work, made=made: actions.submit(work, version(work, made)),
            **{AUTHOR: lambda work, code=code: draft(work, code, answer="另一个答案。")},
        )
        with both.house.open(HOTLINE) as work:
            entry_id = version(work, made).entry_id
            states = work.db.scalars(
                select(FaqVersion.state).where(FaqVersion.entry_id == entry_id)
            ).all()
        in_hand = [one for one in states if one in (VersionState.DRAFT, VersionState.IN_REVIEW)]
        assert len(in_hand) == 1, states
