"""The tree of places and units, and the page of a place on which it is kept."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agents_console import asked, members
from agents_console.registering import done, line, week
from hotline.actions import contacts, organisation, working_time
from hotline.actions.editing import LONGEST, NO_SUCH
from hotline.errors import NotFound
from hotline.pages import typed
from hotline.records import Function, Level
from hotline.reports import changes, scope
from hotline.reports.names import Names
from hotline.reports.tree import leaves, tree
from hotline.rules.organisation import Place
from hotline.work import Work

LEVELS = {level.value: level for level in Level}


def listing(work: Work) -> ResponseReturnValue:
    """The tree, narrowed by words and to what is not ready; or the units of one place of it."""
    words, unready = asked.text("q") or "", asked.flag("unready")
    chosen = asked.place(work, "edit_organisation")
    if chosen is not None and request.headers.get("HX-Request") == "true":
        found = leaves(work, [chosen]).get(chosen, [])
        return render_template("console/_leaves.html", leaves=found)
    names = Names(work)
    return render_template(
        "console/organisation.html",
        branches=tree(work, words=words, unready=unready, place_id=chosen),
        words=words,
        unready=unready,
        places=asked.places(work, "edit_organisation"),
        levels=[(value, names.word("level", value)) for value in LEVELS],
        kinds=organisation.KINDS,
        limit=LONGEST,
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
        work, code=line("code"), parent_id=typed.number("parent"), **_place_fields()
    )
    return done("console.place", _("已新增。"), place_id=made.id)


def alter_place(work: Work, place_id: int) -> ResponseReturnValue:
    """What is written down about a place; it stays where it is."""
    organisation.alter_jurisdiction(work, place_id=place_id, **_place_fields())
    return done("console.place", _("已保存。"), place_id=place_id)


def move_place(work: Work, place_id: int) -> ResponseReturnValue:
    """Hang the place with all below it under another; open legs are counted again."""
    organisation.move_jurisdiction(work, place_id=place_id, parent_id=typed.number("parent") or 0)
    return done("console.place", _("已移动，到期日正在重新计算。"), place_id=place_id)


def bind(work: Work, place_id: int) -> ResponseReturnValue:
    """Give the four functions of supervision at this place to units."""
    for each in Function:
        unit_id = typed.number(each.value)
        if unit_id is not None and unit_id != _bound(work, place_id, each):
            organisation.set_oversight(work, place_id=place_id, function=each, unit_id=unit_id)
    return done("console.place", _("已保存。"), place_id=place_id)


def give_number(work: Work, place_id: int) -> ResponseReturnValue:
    """A number a trunk puts into To stands for this place."""
    contacts.set_dialled_number(work, number=line("number"), place_id=place_id)
    return done("console.place", _("已保存。"), place_id=place_id)


def take_number(work: Work, place_id: int) -> ResponseReturnValue:
    """The number stands for it no more."""
    contacts.remove_dialled_number(work, number=line("number"))
    return done("console.place", _("已删除。"), place_id=place_id)


def hours_of_place(work: Work, place_id: int) -> ResponseReturnValue:
    """The working hours of the place; none at all inherits those above."""
    working_time.set_hours(work, place_id=place_id, weekly=week())
    return done("console.place", _("已保存，到期日正在重新计算。"), place_id=place_id)


def _place(work: Work, place_id: int) -> Place:
    if not scope.holds(work, "edit_organisation", place_id=place_id):
        raise NotFound(NO_SUCH)
    return work.book.organisation.places[place_id]


def _has_own(work: Work, place: Place) -> bool:
    """Whether the place has working hours of its own, and not those above it."""
    hours = work.book.organisation.hours_of_place
    return len(place.path) == 1 or hours[place.id] is not hours[place.path[-2]]


def _bound(work: Work, place_id: int, function: Function) -> int | None:
    return work.book.organisation.oversight.get((place_id, function.value))


def _place_fields() -> organisation.PlaceFields:
    level = LEVELS.get(request.form.get("level", ""))
    fields = organisation.PlaceFields(
        name=line("name"), name_en=line("name_en"), short_name=line("short_name"),
        other_names=line("other_names").replace("，", " ").replace("、", " ").split(),
    )  # fmt: skip
    if level is not None:
        fields["level"] = level
    return fields
