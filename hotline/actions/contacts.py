"""Where a unit is reached: its liaisons, the numbers people dial, the screens at its counter."""

from __future__ import annotations

from datetime import date
from typing import TypedDict, Unpack

from sqlalchemy import delete, exists, select
from sqlalchemy.dialects.postgresql import insert

from hotline.actions.editing import (
    NO_SUCH,
    WRONG_TARGET,
    Fields,
    apply,
    held,
    may_edit,
    named,
    note,
    reachable,
    tidy,
)
from hotline.editions import ORGANISATION, count_up
from hotline.errors import NotFound, Refused
from hotline.records import CallLeg, Channel, DialledNumber, Jurisdiction, Liaison, Position, Unit
from hotline.rules.wording import Wording
from hotline.text import clean
from hotline.work import Work

LONGEST_NUMBER = 64
CLOSED = Wording(
    key="contacts.closed",
    zh="单位已撤销，不能再设自助查询屏。",
    en="This unit is closed; no counter screen can be set up for it.",
)

HAS_TAKEN_CALLS = Wording(
    key="contacts.has_taken_calls",
    zh="该联络员已有通话记录，不能删除，可以更改电话。",
    en="Calls were put through to this liaison, who stays on record; change the telephone instead.",
)
TWICE = Wording(
    key="contacts.twice",
    zh="该单位已有同样的联络员电话。",
    en="This unit has a liaison with this telephone already.",
)


class LiaisonFields(TypedDict, total=False):
    """What is written down about a liaison."""

    name: str
    position: Position
    target: str
    verified_on: date | None
    trained_on: date | None


def add_liaison(work: Work, *, unit_id: int, **fields: Unpack[LiaisonFields]) -> Liaison:
    """Enter a unit's contact for the hotline."""
    unit = held(work, Unit, unit_id)
    may_edit(work, place_id=unit.jurisdiction_id)
    values = tidy(fields, names={})
    _check(work, values, unit_id=unit.id, but=None)
    liaison = Liaison(unit_id=unit.id, **values)
    work.db.add(liaison)
    work.db.flush()
    note(work, unit, "liaison_added", now=values, liaison=liaison.name)
    count_up(work, ORGANISATION)
    return liaison


def alter_liaison(work: Work, *, liaison_id: int, **fields: Unpack[LiaisonFields]) -> Liaison:
    """Change what is written down about a liaison."""
    liaison = held(work, Liaison, liaison_id)
    may_edit(work, place_id=held(work, Unit, liaison.unit_id).jurisdiction_id)
    values = tidy(fields, on=liaison, names=LiaisonFields.__annotations__)
    _check(work, values, unit_id=liaison.unit_id, but=liaison.id)
    apply(work, liaison, "liaison_altered", values, liaison=liaison.name)
    count_up(work, ORGANISATION)
    return liaison


def remove_liaison(work: Work, *, liaison_id: int) -> None:
    """Strike out a liaison to whom no call was ever put through."""
    liaison = held(work, Liaison, liaison_id)
    may_edit(work, place_id=held(work, Unit, liaison.unit_id).jurisdiction_id)
    if work.db.scalar(select(exists().where(CallLeg.liaison_id == liaison.id))):
        raise Refused(HAS_TAKEN_CALLS)
    was = {name: getattr(liaison, name) for name in LiaisonFields.__annotations__}
    note(work, liaison, "liaison_removed", was=was, liaison=liaison.name)
    work.db.delete(liaison)
    count_up(work, ORGANISATION)


def _check(work: Work, values: Fields, *, unit_id: int, but: int | None) -> None:
    named(values, "name", "position")
    reachable(values.get("target"))
    same = exists().where(
        Liaison.unit_id == unit_id,
        Liaison.position == values["position"],
        Liaison.target == values["target"],
        Liaison.id != (but or 0),
    )
    if work.db.scalar(select(same)):
        raise Refused(TWICE)


def set_dialled_number(work: Work, *, number: str, place_id: int) -> None:
    """Say for which place a number that a trunk puts into To stands (R-7a)."""
    may_edit(work, place_id=place_id)
    place = held(work, Jurisdiction, place_id)
    number = clean(number, limit=LONGEST_NUMBER)
    if not number:
        raise Refused(WRONG_TARGET)
    known = work.db.get(DialledNumber, number, with_for_update=True)
    if known is not None:
        # Whoever takes a line away from a place answers for that place too.
        may_edit(work, place_id=known.jurisdiction_id)
    statement = insert(DialledNumber).values(number=number, jurisdiction_id=place_id)
    work.db.execute(
        statement.on_conflict_do_update(
            index_elements=[DialledNumber.number], set_={"jurisdiction_id": place_id}
        )
    )
    if known is None or known.jurisdiction_id != place_id:
        if known is not None:
            from_place = held(work, Jurisdiction, known.jurisdiction_id)
            note(work, from_place, "number_taken", number=number)
        note(work, place, "number_given", number=number)
    count_up(work, ORGANISATION)


def remove_dialled_number(work: Work, *, number: str) -> None:
    """Strike out a dialled number; calls to it go where all unlisted ones go."""
    known = work.db.get(DialledNumber, number, with_for_update=True)
    if known is None:
        raise NotFound(NO_SUCH)
    may_edit(work, place_id=known.jurisdiction_id)
    place = held(work, Jurisdiction, known.jurisdiction_id)
    note(work, place, "number_taken", number=number)
    work.db.execute(delete(DialledNumber).where(DialledNumber.number == number))
    count_up(work, ORGANISATION)


def set_up_screen(work: Work, *, unit_id: int, channel: Channel, has_printer: bool) -> None:
    """Note that somebody was given the address of a screen at this unit's counter."""
    unit = held(work, Unit, unit_id)
    may_edit(work, place_id=unit.jurisdiction_id)
    if not unit.is_active:
        raise Refused(CLOSED)
    note(work, unit, "screen_set_up", now={"channel": channel, "has_printer": has_printer})
