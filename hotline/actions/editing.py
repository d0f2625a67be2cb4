"""What all verbs that edit the organisation share: who may, what is held, what is noted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar

from sqlalchemy import exists, select

from hotline import outbox
from hotline.actions.events import note_house
from hotline.editions import NATION, ORGANISATION, count_up, recount_key
from hotline.errors import NotAllowed, NotFound, Refused
from hotline.records import (
    ApiKey,
    Jurisdiction,
    Liaison,
    OrganisationEvent,
    Record,
    Staff,
    Unit,
    Webhook,
)
from hotline.rules.wording import Wording
from hotline.text import clean, telephone
from hotline.work import Work

T = TypeVar("T", bound=Record)
Fields = Mapping[str, Any]

CODE = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")
LONGEST = 200
NOTHING: Fields = MappingProxyType({})

NOT_YOURS = Wording(
    key="organisation.not_yours",
    zh="您没有维护这个地方的组织机构的权限。",
    en="You may not edit the organisation of this place.",
)
NO_SUCH = Wording(key="organisation.no_such", zh="没有这条记录。", en="There is no such record.")
WRONG_CODE = Wording(
    key="organisation.wrong_code",
    zh="代码只能用小写字母、数字、短横和下划线，且不能与已有的重复。",
    en="A code has lower-case letters, digits, hyphens and underscores, and is not yet taken.",
)
NO_NAME = Wording(key="organisation.no_name", zh="请填写名称。", en="Enter the names.")
WRONG_TARGET = Wording(
    key="organisation.wrong_target",
    zh="电话应为号码，或以 sip:、client: 开头的地址。",
    en="A telephone is a number, or an address beginning with sip: or client:.",
)


def may_edit(work: Work, *, place_id: int | None, permission: str = "edit_organisation") -> None:
    """Raise NotAllowed unless the actor may edit at this place; None stands for the nation."""
    if work.actor.kind == "hotline":
        return
    places = work.book.organisation.places.values()
    wanted = [place_id] if place_id else [place.id for place in places if len(place.path) == 1]
    for one in wanted:
        if not work.book.may(work.actor.roles_at(place_id=one), permission):
            raise NotAllowed(NOT_YOURS)


def held(work: Work, kind: type[T], row_id: int) -> T:
    """The row with this id, held until the Work ends; NotFound when there is none."""
    row = work.db.get(kind, row_id, with_for_update={"of": kind})
    if row is None:
        raise NotFound(NO_SUCH)
    return row


def free(work: Work, code: str, *, among: type[Jurisdiction] | type[Unit]) -> None:
    """Raise Refused unless this is a code, and one that nobody has yet."""
    taken = select(exists().where(among.code == code))
    if not CODE.fullmatch(code) or len(code) > LONGEST or work.db.scalar(taken):
        raise Refused(WRONG_CODE)


def tidy(fields: Fields, *, on: object | None = None, names: Fields) -> dict[str, Any]:
    """All fields named in `names` as they will stand: those given, else what `on` holds now."""
    now = {name: getattr(on, name) for name in names} if on is not None else {}
    given = {
        name: clean(value, limit=LONGEST) if type(value) is str else value
        for name, value in fields.items()
    }
    return {**now, **given}


def apply(work: Work, row: Record, kind: str, fields: Fields, **told: Any) -> int | None:
    """Write checked fields into a row, and note what that changes: the event, None if nothing."""
    was = {name: getattr(row, name) for name in fields}
    for name, value in fields.items():
        setattr(row, name, value)
    return note(work, row, kind, was=was, now=fields, **told)


def note(
    work: Work,
    about: Record | None,
    kind: str,
    *,
    was: Fields = NOTHING,
    now: Fields = NOTHING,
    **told: Any,
) -> int | None:
    """Note a change of a place, a unit, an account or a key, each field with its old and new value.

    None is about the nation. Gives the event; what leaves every field as it was is no change, and
    has none.
    """
    changes = {
        name: [_plain(was.get(name)), _plain(now.get(name))]
        for name in {**was, **now}
        if was.get(name) != now.get(name)
    }
    if not changes and (was or now):
        return None
    return note_house(
        work, OrganisationEvent, kind, about=about_of(about), changes=changes or None, **told
    )


def about_of(row: Record | None) -> str:
    """How a change says whose it is, such as unit:12; a liaison's is the unit's, a webhook's
    its key's."""
    if row is None:
        return NATION
    if isinstance(row, Liaison):
        return f"unit:{row.unit_id}"
    if isinstance(row, Webhook):
        return f"key:{row.api_key_id}"
    names: dict[type[Record], str] = {
        Jurisdiction: "place", Unit: "unit", Staff: "staff", ApiKey: "key",
    }  # fmt: skip
    return f"{names[type(row)]}:{row.id}"  # type: ignore[attr-defined]


def _plain(value: object) -> object:
    """A value as it is kept in a history; nothing and an empty list are told alike."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return value or None if not isinstance(value, bool) else value


def named(fields: Fields, *names: str) -> None:
    """Raise Refused unless all of these are filled in."""
    if not all(fields.get(name) for name in names):
        raise Refused(NO_NAME)


def reachable(target: str | None) -> None:
    """Raise Refused unless this can be rung: a number, or a SIP or client address."""
    given = target or ""
    is_address = any(
        given.startswith(kind) and len(given) > len(kind) for kind in ("sip:", "sips:", "client:")
    )
    if " " in given or not (is_address or telephone(given)):
        raise Refused(WRONG_TARGET)


def clocks_changed(
    work: Work, change: int | None, *, place_id: int | None = None, unit_id: int | None = None
) -> int:
    """Count the edition up, and have the open legs that this change reaches counted again (R-34).

    It reaches a place with all below it, a unit, or (neither) the nation; None changed nothing.
    """
    if change is not None:
        outbox.put(
            work, "recompute_deadlines", key=recount_key(change),
            change=change, place_id=place_id, unit_id=unit_id,
        )  # fmt: skip
    return count_up(work, ORGANISATION)
