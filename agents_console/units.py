"""The page of a unit: what is registered about it, and how that is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agents_console import members
from agents_console.registering import LABELS, done, line, week
from hotline.actions import contacts, organisation, uniting, working_time
from hotline.actions.editing import LONGEST, NO_SUCH
from hotline.errors import NotFound, Refused
from hotline.house import House
from hotline.pages import typed
from hotline.pages.counter import CHANNELS, Screen, address_of
from hotline.records import Channel, Position
from hotline.reports import accounts, changes, directory, scope, succession
from hotline.reports.names import Names
from hotline.rules.wording import Wording
from hotline.work import Work

LONGEST_DUTIES = 5000
SCREEN_CHANNELS = {channel.value for channel in CHANNELS}
NO_CHANNEL = Wording(
    key="screen.no_channel", zh="请选择计入哪个渠道。", en="Choose what it counts as."
)
POSITIONS = {position.value: position for position in Position}


def unit(work: Work, unit_id: int, **_parts: Any) -> ResponseReturnValue:
    """All that is registered about a unit, what is missing, and what changed."""
    return _page(work, unit_id)


def screens(house: House) -> Callable[..., ResponseReturnValue]:
    """The view that shows where this house has the screen at a unit's counter begin."""

    def set_up(work: Work, unit_id: int) -> ResponseReturnValue:
        """The address of a screen; it stands on this page alone."""
        channel = request.form.get("channel", "")
        if channel not in SCREEN_CHANNELS:
            raise Refused(NO_CHANNEL, field="channel")
        screen = Screen(
            unit_id, Channel(channel), has_printer=request.form.get("has_printer") == "1"
        )
        contacts.set_up_screen(work, **asdict(screen))
        return _page(work, unit_id, screen=screen, address=address_of(house.settings, screen))

    return set_up


def _page(
    work: Work, unit_id: int, *, screen: Screen | None = None, address: str | None = None
) -> ResponseReturnValue:
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
        screen=screen,
        screen_address=address,
        screen_channels=[(each.value, names.word("channel", each.value)) for each in CHANNELS],
        limit=LONGEST,
        longest_duties=LONGEST_DUTIES,
    )


def add_unit(work: Work) -> ResponseReturnValue:
    """A unit at a place."""
    made = organisation.add_unit(
        work, code=line("code"), place_id=typed.number("place") or 0,
        name=line("name"), name_en=line("name_en"), short_name=line("short_name"),
        kind=line("kind"),
    )  # fmt: skip
    return done("console.unit", _("已新增，请补充登记事项。"), unit_id=made.id)


def alter_unit(work: Work, unit_id: int) -> ResponseReturnValue:
    """What is registered about a unit."""
    duties = typed.lines("duties", label=LABELS["duties"], limit=LONGEST_DUTIES)
    organisation.alter_unit(
        work,
        unit_id=unit_id,
        name=line("name"),
        name_en=line("name_en"),
        short_name=line("short_name"),
        kind=line("kind"),
        is_government_office=request.form.get("is_government_office") == "1",
        supervising_unit_id=typed.number("supervising"),
        service_line=line("service_line") or None,
        first_person=line("first_person") or None,
        deputy_leader=line("deputy_leader") or None,
        undertaking_office=line("undertaking_office") or None,
        duties=[one for one in (line.strip() for line in duties.splitlines()) if one],
    )
    return done("console.unit", _("已保存。"), unit_id=unit_id)


def unite(work: Work, unit_id: int) -> ResponseReturnValue:
    """Close the unit; another goes on with all it has."""
    count = uniting.unite(
        work,
        unit_id=unit_id,
        successor_id=typed.number("successor"),
        reason=typed.line("reason", label=LABELS["reason"], limit=uniting.LONGEST_REASON),
    )
    message = _("已撤销并移交，办理中环节%(count)d件由接替单位接续，到期日不变。", count=count)
    return done("console.unit", message, unit_id=unit_id)


def hours_of_unit(work: Work, unit_id: int) -> ResponseReturnValue:
    """The working hours of the unit; none at all inherits those of its place."""
    working_time.set_hours(work, unit_id=unit_id, weekly=week())
    return done("console.unit", _("已保存，到期日正在重新计算。"), unit_id=unit_id)


def add_liaison(work: Work, unit_id: int) -> ResponseReturnValue:
    """Another contact of the unit."""
    contacts.add_liaison(work, unit_id=unit_id, **_liaison_fields())
    return done("console.unit", _("已新增。"), unit_id=unit_id)


def alter_liaison(work: Work, unit_id: int, liaison_id: int) -> ResponseReturnValue:
    """What is written down about a contact."""
    _of_unit(work, unit_id, liaison_id)
    contacts.alter_liaison(work, liaison_id=liaison_id, **_liaison_fields())
    return done("console.unit", _("已保存。"), unit_id=unit_id)


def remove_liaison(work: Work, unit_id: int, liaison_id: int) -> ResponseReturnValue:
    """Strike out a contact to whom no call was ever put through."""
    _of_unit(work, unit_id, liaison_id)
    contacts.remove_liaison(work, liaison_id=liaison_id)
    return done("console.unit", _("已删除。"), unit_id=unit_id)


def _of_unit(work: Work, unit_id: int, liaison_id: int) -> None:
    found = directory.department(work, unit_id)
    if liaison_id not in {one.id for one in found.liaisons}:
        raise NotFound(NO_SUCH)


def _weekly(work: Work, unit_id: int) -> tuple[str, ...] | None:
    """The unit's own hours as they are typed; None when it has those of its place."""
    own = work.book.organisation.hours_of_unit.get(unit_id)
    return own.written() if own else None


def _liaison_fields() -> contacts.LiaisonFields:
    position = POSITIONS.get(request.form.get("position", ""))
    fields = contacts.LiaisonFields(
        name=typed.line("liaison", label=LABELS["liaison"], limit=LONGEST),
        target=line("target"),
        verified_on=_day_or_none("verified_on"),
        trained_on=_day_or_none("trained_on"),
    )
    if position is not None:
        fields["position"] = position
    return fields


def _day_or_none(name: str) -> date | None:
    return typed.day(name, label=LABELS[name]) if request.form.get(name) else None
