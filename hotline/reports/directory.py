"""The directory: departments with their people and hours, who is open now, and who is not ready."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import selectinload

from hotline.errors import NotFound
from hotline.records import Liaison, Position, Unit
from hotline.reports import scope
from hotline.reports.names import Names
from hotline.reports.shown import Department, LiaisonShown
from hotline.rules.hours import written_spans
from hotline.rules.wording import Wording
from hotline.rules.zone import today
from hotline.work import Work

NO_SUCH = Wording(key="unit.no_such", zh="没有这个单位。", en="There is no such unit.")


def _no(column: Any) -> ColumnElement[bool]:
    return func.coalesce(column, "") == ""


def _has_liaison(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Liaison.unit_id == Unit.id, *conditions)


PRIMARY = Liaison.position == Position.PRIMARY
# What a unit has still to register before it is ready for callers.
MISSING: dict[str, ColumnElement[bool]] = {
    "first_person": _no(Unit.first_person),
    "deputy_leader": _no(Unit.deputy_leader),
    "undertaking_office": _no(Unit.undertaking_office),
    "service_line": _no(Unit.service_line),
    "liaison": ~_has_liaison(PRIMARY),
    # Without a liaison there is nobody to verify or to train yet.
    "verified": and_(_has_liaison(PRIMARY), _has_liaison(Liaison.verified_on.is_(None))),
    "trained": _has_liaison(PRIMARY, Liaison.trained_on.is_(None)),
}
LACKS = tuple(lacks.label(key) for key, lacks in MISSING.items())  # the columns to select
IS_UNREADY = and_(Unit.is_active, or_(*MISSING.values()))


def departments(
    work: Work,
    *,
    place_id: int | None = None,
    words: str = "",
    unready: bool = False,
) -> tuple[Department, ...]:
    """The units of the places in scope, or of one of them alone; government offices first.

    Each of the words stands in a unit's names, duties or people, or in its place's names.

    Whoever works for one unit sees the directory of that unit's place: it names departments to
    turn to, and nothing about a citizen.
    """
    place_ids = _in_scope(work, "see_directory")
    if place_id is not None:
        place_ids &= {place_id}
    fits: list[ColumnElement[bool]] = [Unit.is_active.is_(True), *speaking_of(work, words)]
    if unready:
        fits.append(IS_UNREADY)
    places = work.book.organisation.places
    depth = {place.id: (len(place.path), place.id) for place in places.values()}
    found = sorted(
        _departments(work, Unit.jurisdiction_id.in_(place_ids), *fits),
        key=lambda one: (depth[one.place_id], not one.is_government_office, one.id),
    )
    return tuple(found)


def department(work: Work, unit_id: int) -> Department:
    """One unit of the directory, one that is closed too; NotFound for all others."""
    is_seen = Unit.jurisdiction_id.in_(_in_scope(work, "see_directory"))
    found = _departments(work, Unit.id == unit_id, is_seen)
    if not found:
        raise NotFound(NO_SUCH)
    return found[0]


def speaking_of(work: Work, words: str) -> list[ColumnElement[bool]]:
    """Conditions on Unit: each of the words is said of it, of its people or of its place."""
    return [_said(work, word) for word in words.split()]


def _said(work: Work, word: str) -> ColumnElement[bool]:
    texts = (Unit.name, Unit.name_en, Unit.short_name, func.array_to_string(Unit.duties, " "))
    return or_(
        *(text.icontains(word, autoescape=True) for text in texts),
        _has_liaison(Liaison.name.icontains(word, autoescape=True)),
        Unit.jurisdiction_id.in_(places_named(work, word)),
    )


def places_named(work: Work, words: str) -> frozenset[int]:
    """The places in whose names each of the words stands."""
    return frozenset(
        place.id
        for place in work.book.organisation.places.values()
        if all(
            any(
                word.lower() in name.lower()
                for name in (place.name, place.name_en, place.short_name, *place.other_names)
            )
            for word in words.split()
        )
    )


def places_kept(work: Work) -> frozenset[int]:
    """The places whose organisation is the actor's to keep."""
    return scope.reach(work, "edit_organisation").place_ids


def unready_count(work: Work) -> int:
    """How many units in scope lack something that is to be registered."""
    query = select(func.count()).select_from(Unit).where(
        Unit.jurisdiction_id.in_(_in_scope(work, "see_directory")), IS_UNREADY
    )  # fmt: skip
    return work.db.scalar(query) or 0


def _departments(work: Work, *conditions: ColumnElement[bool]) -> list[Department]:
    query = select(Unit, *LACKS)
    query = query.where(*conditions).options(selectinload(Unit.liaisons))
    names = Names(work)
    return [
        _department(
            work, names, unit, [key for key, one in zip(MISSING, lacks, strict=True) if one]
        )
        for unit, *lacks in work.db.execute(query)
    ]


def _in_scope(work: Work, needs: str) -> frozenset[int]:
    seen, units = scope.reach(work, needs), work.book.organisation.units
    return seen.place_ids | {units[unit].place_id for unit in seen.unit_ids if unit in units}


def _department(work: Work, names: Names, row: Unit, missing: list[str]) -> Department:
    organisation = work.book.organisation
    hours, calendar = organisation.hours(row.id), organisation.calendar(row.id)
    return Department(
        id=row.id,
        code=row.code,
        name=Wording(key=f"unit.{row.id}", zh=row.name, en=row.name_en),
        short_name=row.short_name,
        place_id=row.jurisdiction_id,
        place=names.place(row.jurisdiction_id),
        is_active=row.is_active,
        supervising_id=row.supervising_unit_id,
        supervising=names.maybe_unit(row.supervising_unit_id),
        kind=row.kind,
        is_government_office=row.is_government_office,
        service_line=row.service_line,
        duties=tuple(row.duties),
        first_person=row.first_person,
        deputy_leader=row.deputy_leader,
        undertaking_office=row.undertaking_office,
        liaisons=tuple(_liaison(names, liaison) for liaison in row.liaisons),
        hours=hours.written(),
        today=written_spans(hours.spans(today(work.now), calendar)),
        is_open=hours.is_open(work.now, calendar),
        opens_next_at=hours.next_opening(work.now, calendar),
        missing=tuple(names.word("missing", key) for key in missing),
    )


def _liaison(names: Names, row: Liaison) -> LiaisonShown:
    return LiaisonShown(
        id=row.id,
        name=row.name,
        position=row.position.value,
        position_name=names.word("position", row.position.value),
        target=row.target,
        verified_on=row.verified_on,
        trained_on=row.trained_on,
    )
