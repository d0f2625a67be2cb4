"""The tree of places and units, and a page for each on which it is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agents_console import asked, members
from hotline.actions import contacts, organisation, uniting, working_time
from hotline.actions.editing import LONGEST, NO_SUCH
from hotline.errors import NotFound
from hotline.pages import typed
from hotline.records import Function, Level, Position
from hotline.reports import accounts, changes, directory, scope, succession
from hotline.reports.names import Names
from hotline.reports.tree import tree
from hotline.rules.organisation import Place
from hotline.rules.wording import Wording
from hotline.work import Work

LONGEST_DUTIES = 5000
LABELS = {
    key: Wording(key=f"label.{key}", zh=zh, en=en)
    for key, zh, en in (
        ("code", "代码", "Code"),
        ("name", "名称", "Name"),
        ("name_en", "英文名称", "English name"),
        ("short_name", "简称", "Short name"),
        ("other_names", "别称", "Other names"),
        ("kind", "单位性质", "Kind of unit"),
        ("service_line", "服务电话", "Service line"),
        ("first_person", "第一责任人", "Person first responsible"),
        ("deputy_leader", "分管领导", "Leader in charge"),
        ("undertaking_office", "承办机构", "Office in charge"),
        ("duties", "权责清单", "Powers and duties"),
        ("liaison", "联络员", "Liaison"),
        ("target", "电话", "Telephone"),
        ("verified_on", "核实日期", "Verified on"),
        ("trained_on", "培训日期", "Trained on"),
        ("hours", "工作时间", "Working hours"),
        ("number", "拨入号码", "Dialled number"),
        ("reason", "依据", "On what it rests"),
    )
}
LEVELS = {level.value: level for level in Level}
POSITIONS = {position.value: position for position in Position}
DAYS = tuple(range(7))


def listing(work: Work) -> ResponseReturnValue:
    """The tree, narrowed by words and to what is not ready."""
    words, unready = asked.text("q") or "", asked.flag("unready")
    names = Names(work)
    return render_template(
        "console/organisation.html",
        branches=tree(work, words=words, unready=unready),
        words=words,
        unready=unready,
        places=asked.places(work, "edit_organisation"),
        levels=[(value, names.word("level", value)) for value in LEVELS],
        kinds=organisation.KINDS,
        limit=LONGEST,
    )


def unit(work: Work, unit_id: int, **_parts: Any) -> ResponseReturnValue:
    """All that is registered about a unit, what is missing, and what changed."""
    found, names = directory.department(work, unit_id), Names(work)
    body = work.book.organisation.units[unit_id]
    return render_template(
        "console/unit.html",
        unit=found,
        functions=[
            (names.word("function", key), names.place(place_id))
            for (place_id, key), holder in work.book.organisation.oversight.items()
            if holder == unit_id
        ],
        may_edit=scope.holds(work, "edit_organisation", place_id=body.place_id),
        people=accounts.at_unit(work, unit_id),
        history=changes.of(work, f"unit:{unit_id}"),
        kinds=organisation.KINDS,
        positions=[(value, names.word("position", value)) for value in POSITIONS],
        own_hours=_weekly(work, unit_id),
        units=members.units_in_reach(work, "see_directory"),
        at_stake=succession.at_stake(work, unit_id),
        successor=work.book.organisation.units.get(body.successor_id or 0),
        longest_reason=uniting.LONGEST_REASON,
        limit=LONGEST,
        longest_duties=LONGEST_DUTIES,
    )


def place(work: Work, place_id: int, **_parts: Any) -> ResponseReturnValue:
    """All that is registered about a place: its names, functions of supervision, numbers, hours."""
    found, names = _place(work, place_id), Names(work)
    book = work.book.organisation
    units = members.units_in_reach(work, "edit_organisation")
    return render_template(
        "console/place.html",
        place=found,
        above=book.places[found.path[-2]] if len(found.path) > 1 else None,
        level=names.word("level", found.level),
        functions=[
            (each.value, names.word("function", each.value), _bound(work, place_id, each))
            for each in Function
        ],
        numbers=sorted(number for number, at in book.dialled.items() if at == place_id),
        weekly=book.hours_of_place[place_id].written() if _has_own(work, found) else None,
        history=changes.of(work, f"place:{place_id}"),
        levels=[(value, names.word("level", value)) for value in LEVELS],
        places=[one for one in asked.places(work, "edit_organisation") if place_id not in one.path],
        units=units,
        limit=LONGEST,
    )


def add_place(work: Work) -> ResponseReturnValue:
    """A place below another."""
    made = organisation.add_jurisdiction(
        work, code=_line("code"), parent_id=typed.number("parent"), **_place_fields()
    )
    return _done("console.place", _("已新增。"), place_id=made.id)


def alter_place(work: Work, place_id: int) -> ResponseReturnValue:
    """What is written down about a place; it stays where it is."""
    organisation.alter_jurisdiction(work, place_id=place_id, **_place_fields())
    return _done("console.place", _("已保存。"), place_id=place_id)


def move_place(work: Work, place_id: int) -> ResponseReturnValue:
    """Hang the place with all below it under another; open legs are counted again."""
    organisation.move_jurisdiction(work, place_id=place_id, parent_id=typed.number("parent") or 0)
    return _done("console.place", _("已移动，到期日正在重新计算。"), place_id=place_id)


def bind(work: Work, place_id: int) -> ResponseReturnValue:
    """Give the four functions of supervision at this place to units."""
    for each in Function:
        unit_id = typed.number(each.value)
        if unit_id is not None and unit_id != _bound(work, place_id, each):
            organisation.set_oversight(work, place_id=place_id, function=each, unit_id=unit_id)
    return _done("console.place", _("已保存。"), place_id=place_id)


def give_number(work: Work, place_id: int) -> ResponseReturnValue:
    """A number a trunk puts into To stands for this place."""
    contacts.set_dialled_number(work, number=_line("number"), place_id=place_id)
    return _done("console.place", _("已保存。"), place_id=place_id)


def take_number(work: Work, place_id: int) -> ResponseReturnValue:
    """The number stands for it no more."""
    contacts.remove_dialled_number(work, number=_line("number"))
    return _done("console.place", _("已删除。"), place_id=place_id)


def hours_of_place(work: Work, place_id: int) -> ResponseReturnValue:
    """The working hours of the place; none at all inherits those above."""
    working_time.set_hours(work, place_id=place_id, weekly=_week())
    return _done("console.place", _("已保存，到期日正在重新计算。"), place_id=place_id)


def add_unit(work: Work) -> ResponseReturnValue:
    """A unit at a place."""
    made = organisation.add_unit(
        work, code=_line("code"), place_id=typed.number("place") or 0,
        name=_line("name"), name_en=_line("name_en"), short_name=_line("short_name"),
        kind=_line("kind"),
    )  # fmt: skip
    return _done("console.unit", _("已新增，请补充登记事项。"), unit_id=made.id)


def alter_unit(work: Work, unit_id: int) -> ResponseReturnValue:
    """What is registered about a unit."""
    duties = typed.lines("duties", label=LABELS["duties"], limit=LONGEST_DUTIES)
    organisation.alter_unit(
        work,
        unit_id=unit_id,
        name=_line("name"),
        name_en=_line("name_en"),
        short_name=_line("short_name"),
        kind=_line("kind"),
        is_government_office=request.form.get("is_government_office") == "1",
        supervising_unit_id=typed.number("supervising"),
        service_line=_line("service_line") or None,
        first_person=_line("first_person") or None,
        deputy_leader=_line("deputy_leader") or None,
        undertaking_office=_line("undertaking_office") or None,
        duties=[one for one in (line.strip() for line in duties.splitlines()) if one],
    )
    return _done("console.unit", _("已保存。"), unit_id=unit_id)


def unite(work: Work, unit_id: int) -> ResponseReturnValue:
    """Close the unit; another goes on with all it has."""
    count = uniting.unite(
        work,
        unit_id=unit_id,
        successor_id=typed.number("successor"),
        reason=typed.line("reason", label=LABELS["reason"], limit=uniting.LONGEST_REASON),
    )
    message = _("已撤销并移交，办理中环节%(count)d件由接替单位接续，到期日不变。", count=count)
    return _done("console.unit", message, unit_id=unit_id)


def hours_of_unit(work: Work, unit_id: int) -> ResponseReturnValue:
    """The working hours of the unit; none at all inherits those of its place."""
    working_time.set_hours(work, unit_id=unit_id, weekly=_week())
    return _done("console.unit", _("已保存，到期日正在重新计算。"), unit_id=unit_id)


def add_liaison(work: Work, unit_id: int) -> ResponseReturnValue:
    """Another contact of the unit."""
    contacts.add_liaison(work, unit_id=unit_id, **_liaison_fields())
    return _done("console.unit", _("已新增。"), unit_id=unit_id)


def alter_liaison(work: Work, unit_id: int, liaison_id: int) -> ResponseReturnValue:
    """What is written down about a contact."""
    _of_unit(work, unit_id, liaison_id)
    contacts.alter_liaison(work, liaison_id=liaison_id, **_liaison_fields())
    return _done("console.unit", _("已保存。"), unit_id=unit_id)


def remove_liaison(work: Work, unit_id: int, liaison_id: int) -> ResponseReturnValue:
    """Strike out a contact to whom no call was ever put through."""
    _of_unit(work, unit_id, liaison_id)
    contacts.remove_liaison(work, liaison_id=liaison_id)
    return _done("console.unit", _("已删除。"), unit_id=unit_id)


def _place(work: Work, place_id: int) -> Place:
    if not scope.holds(work, "edit_organisation", place_id=place_id):
        raise NotFound(NO_SUCH)
    return work.book.organisation.places[place_id]


def _of_unit(work: Work, unit_id: int, liaison_id: int) -> None:
    found = directory.department(work, unit_id)
    if liaison_id not in {one.id for one in found.liaisons}:
        raise NotFound(NO_SUCH)


def _has_own(work: Work, place: Place) -> bool:
    """Whether the place has working hours of its own, and not those above it."""
    hours = work.book.organisation.hours_of_place
    return len(place.path) == 1 or hours[place.id] is not hours[place.path[-2]]


def _bound(work: Work, place_id: int, function: Function) -> int | None:
    return work.book.organisation.oversight.get((place_id, function.value))


def _weekly(work: Work, unit_id: int) -> tuple[str, ...] | None:
    """The unit's own hours as they are typed; None when it has those of its place."""
    own = work.book.organisation.hours_of_unit.get(unit_id)
    return own.written() if own else None


def _line(name: str) -> str:
    return typed.line(name, label=LABELS[name], limit=LONGEST)


def _week() -> list[str]:
    if request.form.get("inherit") == "1":
        return []
    return [typed.line(f"hours_{day}", label=LABELS["hours"], limit=LONGEST) for day in DAYS]


def _place_fields() -> organisation.PlaceFields:
    level = LEVELS.get(request.form.get("level", ""))
    fields = organisation.PlaceFields(
        name=_line("name"), name_en=_line("name_en"), short_name=_line("short_name"),
        other_names=_line("other_names").replace("，", " ").replace("、", " ").split(),
    )  # fmt: skip
    if level is not None:
        fields["level"] = level
    return fields


def _liaison_fields() -> contacts.LiaisonFields:
    position = POSITIONS.get(request.form.get("position", ""))
    fields = contacts.LiaisonFields(
        name=typed.line("liaison", label=LABELS["liaison"], limit=LONGEST),
        target=_line("target"),
        verified_on=_day_or_none("verified_on"),
        trained_on=_day_or_none("trained_on"),
    )
    if position is not None:
        fields["position"] = position
    return fields


def _day_or_none(name: str) -> date | None:
    return typed.day(name, label=LABELS[name]) if request.form.get(name) else None


def _done(endpoint: str, message: str, **where: Any) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for(endpoint, **where))
