"""The tree is written down: places, the units in them, and who supervises."""

from __future__ import annotations

from typing import TypedDict, Unpack

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert

from hotline.actions.editing import (
    Fields,
    apply,
    clocks_changed,
    free,
    held,
    may_edit,
    named,
    note,
    reachable,
    tidy,
)
from hotline.editions import ORGANISATION, count_up
from hotline.errors import Refused
from hotline.records import Function, HandlingLeg, Jurisdiction, LegState, Level, Oversight, Unit
from hotline.rules.wording import Wording
from hotline.work import Work

# The kinds of unit of the specification (section 1).
KINDS = ("行政机关", "授权组织", "委托执法单位", "乡镇街道", "公共企事业单位")
LEVELS = tuple(Level)

WRONG_PLACE = Wording(
    key="organisation.wrong_place",
    zh="上级必须是层级更高的地方，且不能是它自己的下级。",
    en="The place above must be of a higher level, and not one below it.",
)
WRONG_KIND = Wording(
    key="organisation.wrong_kind", zh="请选择单位性质。", en="Choose what kind of unit it is."
)
STILL_AT_WORK = Wording(
    key="organisation.still_at_work",
    zh="该单位还有未办结的环节或承担的监督职能，请先转出。",
    en="This unit still has open legs or a function of supervision; move those first.",
)


class PlaceFields(TypedDict, total=False):
    """What is written down about a place."""

    name: str
    name_en: str
    short_name: str
    other_names: list[str]
    level: Level


class UnitFields(TypedDict, total=False):
    """What is written down about a unit."""

    name: str
    name_en: str
    short_name: str
    kind: str
    is_government_office: bool
    supervising_unit_id: int | None
    service_line: str | None
    duties: list[str]
    first_person: str | None
    deputy_leader: str | None
    undertaking_office: str | None
    is_active: bool


def add_jurisdiction(
    work: Work, *, code: str, parent_id: int | None = None, **fields: Unpack[PlaceFields]
) -> Jurisdiction:
    """Enter a place below another; a root of the tree has no parent."""
    may_edit(work, place_id=parent_id)
    free(work, code, among=Jurisdiction)
    values = {"other_names": [], **tidy(fields, names={})}
    named(values, "name", "name_en", "short_name", "level")
    above = _path_of(work, parent_id, level=values["level"])
    place = Jurisdiction(code=code, parent_id=parent_id, path=[], **values)
    work.db.add(place)
    work.db.flush()
    place.path = [*above, place.id]
    note(work, place, "added", now={"code": code, "parent_id": parent_id, **values})
    count_up(work, ORGANISATION)
    return place


def alter_jurisdiction(work: Work, *, place_id: int, **fields: Unpack[PlaceFields]) -> Jurisdiction:
    """Change what is written down about a place; it stays where it is in the tree."""
    may_edit(work, place_id=place_id)
    place = held(work, Jurisdiction, place_id)
    values = tidy(fields, on=place, names=PlaceFields.__annotations__)
    named(values, "name", "name_en", "short_name", "level")
    _path_of(work, place.parent_id, level=values["level"])
    for child in work.db.scalars(select(Jurisdiction).where(Jurisdiction.parent_id == place.id)):
        _below(child.level, above=values["level"])
    apply(work, place, "altered", values)
    count_up(work, ORGANISATION)
    return place


def move_jurisdiction(work: Work, *, place_id: int, parent_id: int) -> None:
    """Hang a place, with all below it, under another, whose days off it then has."""
    may_edit(work, place_id=place_id)
    may_edit(work, place_id=parent_id)
    place = held(work, Jurisdiction, place_id)
    above = _path_of(work, parent_id, level=place.level)
    if place.id in above:
        raise Refused(WRONG_PLACE)
    depth = len(place.path) - 1
    branch = select(Jurisdiction).where(Jurisdiction.path.contains([place.id]))
    for row in work.db.scalars(branch.with_for_update()):
        row.path = [*above, *row.path[depth:]]
    change = apply(work, place, "altered", {"parent_id": parent_id})
    clocks_changed(work, change, place_id=place_id)


def _path_of(work: Work, parent_id: int | None, *, level: Level) -> list[int]:
    """The path of the parent, which must be of a higher level; empty above a root."""
    if parent_id is None:
        return []
    parent = held(work, Jurisdiction, parent_id)
    _below(level, above=parent.level)
    return list(parent.path)


def _below(level: Level, *, above: Level) -> None:
    if LEVELS.index(above) >= LEVELS.index(level):
        raise Refused(WRONG_PLACE)


def add_unit(work: Work, *, code: str, place_id: int, **fields: Unpack[UnitFields]) -> Unit:
    """Enter a unit at a place."""
    may_edit(work, place_id=place_id)
    held(work, Jurisdiction, place_id)
    free(work, code, among=Unit)
    standing = {"is_government_office": False, "duties": [], "is_active": True}
    values = {**standing, **tidy(fields, names={})}
    _check(values)
    unit = Unit(code=code, jurisdiction_id=place_id, **values)
    work.db.add(unit)
    work.db.flush()
    note(work, unit, "added", now={"code": code, **values})
    count_up(work, ORGANISATION)
    return unit


def alter_unit(work: Work, *, unit_id: int, **fields: Unpack[UnitFields]) -> Unit:
    """Change what is written down about a unit; one that still has work cannot be closed."""
    unit = held(work, Unit, unit_id)
    may_edit(work, place_id=unit.jurisdiction_id)
    values = tidy(fields, on=unit, names=UnitFields.__annotations__)
    _check(values)
    if not values["is_active"] and _is_at_work(work, unit):
        raise Refused(STILL_AT_WORK)
    apply(work, unit, "altered", values)
    count_up(work, ORGANISATION)
    return unit


def _check(values: Fields) -> None:
    named(values, "name", "name_en", "short_name")
    if values.get("kind") not in KINDS:
        raise Refused(WRONG_KIND)
    if values.get("service_line") is not None:
        reachable(values["service_line"])


def _is_at_work(work: Work, unit: Unit) -> bool:
    open_leg = exists().where(HandlingLeg.unit_id == unit.id, HandlingLeg.state == LegState.OPEN)
    function = exists().where(Oversight.unit_id == unit.id)
    return bool(work.db.scalar(select(open_leg | function)))


def set_oversight(work: Work, *, place_id: int, function: Function, unit_id: int) -> None:
    """Bind a function of supervision at a place to a unit."""
    may_edit(work, place_id=place_id)
    place = held(work, Jurisdiction, place_id)
    held(work, Unit, unit_id)
    before = work.db.scalar(
        select(Oversight.unit_id).where(
            Oversight.jurisdiction_id == place_id, Oversight.function == function
        )
    )
    statement = insert(Oversight).values(
        jurisdiction_id=place_id, function=function, unit_id=unit_id
    )
    work.db.execute(
        statement.on_conflict_do_update(
            index_elements=[Oversight.jurisdiction_id, Oversight.function],
            set_={"unit_id": unit_id},
        )
    )
    was, now = {"unit_id": before}, {"unit_id": unit_id}
    note(work, place, "function_bound", was=was, now=now, function=function.value)
    count_up(work, ORGANISATION)
