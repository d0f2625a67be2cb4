"""The index follows the editions: small changes on the way, large ones beside, none missed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from faq_kb import actions
from faq_kb.live import MOST_EDITS, Base, LiveBase
from hotline.actions import roles
from hotline.db import make_engine
from hotline.house import House
from hotline.records import FaqVersion, Staff, VersionState
from hotline.work import CALLER, HOTLINE
from tests.factories import BOOK, SETTINGS
from tests.faq_kb.example_base import settings
from tests.faq_kb.office import Office
from tests.faq_kb.test_search import NOON


@pytest.fixture
def live() -> LiveBase:
    return LiveBase(settings())


def found(base: Base, heard: str) -> list[int]:
    return [candidate.entry_id for candidate in base.index.find(heard).candidates]


def test_nothing_is_read_while_the_edition_stays(office: Office, live: LiveBase) -> None:
    office.publish()
    first = live.current(office.work(CALLER))
    assert live.current(office.work(CALLER)) is first
    assert first.edition == office.edition() == 1


def test_a_small_change_is_taken_in_on_the_way(office: Office, live: LiveBase) -> None:
    office.publish_neighbours()
    before = live.current(office.work(CALLER))
    new = office.publish()
    after = live.current(office.work(CALLER))
    assert new.entry_id not in before.unit_of
    assert after.unit_of[new.entry_id] == office.unit("public_security").id
    assert found(after, "身份证丢了")[0] == new.entry_id
    actions.withdraw(office.work(office.approver), new, opinion="有误。")
    assert new.entry_id not in found(live.current(office.work(CALLER)), "身份证丢了")


def test_an_older_work_does_not_turn_the_base_back(office: Office, live: LiveBase) -> None:
    office.publish_neighbours()
    older = office.work(CALLER)
    office.publish()
    newer = live.current(office.work(CALLER))
    assert live.current(older) is newer
    assert live.refresh(older).edition == newer.edition


def test_the_units_of_a_place_are_worked_out_once_an_edition(
    office: Office, live: LiveBase
) -> None:
    office.publish_neighbours()
    county = office.publish(unit_id=office.unit("qinghe-human_resources").id, code="county")
    base = live.current(office.work(CALLER))
    organisation = office.work().book.organisation
    assert base.within(organisation, office.place("qinghe")) is None
    others = base.within(organisation, office.place("bailu"))
    assert others is not None
    reached = {c.entry_id for c in base.index.find("身份证", within=others).candidates}
    assert reached
    assert county.entry_id not in reached
    assert base.within(organisation, office.place("bailu")) is others


@pytest.fixture
def house(fresh_database: Callable[[str], str]) -> Iterator[House]:
    engine = make_engine(fresh_database("example"))
    yield House(settings=SETTINGS, engine=engine, clock=lambda: NOON, book=BOOK)
    engine.dispose()


def withdraw(house: House, count: int) -> set[int]:
    """The approver takes back some published answers; their entries."""
    with house.open(HOTLINE) as work:
        approver = work.db.scalars(select(Staff).where(Staff.username == "qianfa.shili")).one()
        actor = roles.actor_of(work.book.organisation, approver)
    with house.open(actor) as work:
        query = select(FaqVersion).where(FaqVersion.state == VersionState.PUBLISHED).limit(count)
        versions = work.db.scalars(query).all()
        for version in versions:
            actions.withdraw(work, version, opinion="有误。")
        return {version.entry_id for version in versions}


def test_a_large_change_is_built_beside_while_the_old_base_answers(
    house: House, live: LiveBase
) -> None:
    with house.open(CALLER) as work:
        before = live.current(work)
    gone = withdraw(house, MOST_EDITS + 1)
    with house.open(CALLER) as work:
        assert live.current(work) is before
    with live._changing:  # held by the builder until it is done
        pass
    with house.open(CALLER) as work:
        after = live.current(work)
    assert after.index is not before.index
    assert after.edition > before.edition
    assert before.unit_of.keys() - after.unit_of.keys() == gone


def test_callers_ask_from_many_threads_while_answers_come_and_go(
    house: House, live: LiveBase
) -> None:
    with house.open(CALLER) as work:
        live.current(work)
    stop, failures = threading.Event(), []

    def ask() -> None:
        try:
            while not stop.is_set():
                with house.open(CALLER) as work:
                    live.current(work).index.find("社保卡丢了怎么补办")
        except Exception as failure:
            failures.append(failure)

    callers = [threading.Thread(target=ask) for _ in range(3)]
    for caller in callers:
        caller.start()
    gone = set().union(*(withdraw(house, 1) for _ in range(10)))
    stop.set()
    for caller in callers:
        caller.join()
    assert failures == []
    with house.open(CALLER) as work:
        assert not live.current(work).unit_of.keys() & gone


def test_a_base_that_cannot_be_read_leaves_the_old_one(
    office: Office, live: LiveBase, db: Session
) -> None:
    office.publish_neighbours()
    before = live.current(office.work(CALLER))
    office.publish()
    work = office.work(CALLER)
    with db.begin_nested() as savepoint:
        db.connection().exec_driver_sql("ALTER TABLE faq_entry RENAME TO gone")
        with pytest.raises(Exception, match="faq_entry"):
            live.current(work)
        savepoint.rollback()
    assert before.unit_of.keys() < live.current(office.work(CALLER)).unit_of.keys()
