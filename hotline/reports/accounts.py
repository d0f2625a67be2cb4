"""Accounts: who works where with which roles, and what is in a person's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased

from hotline.errors import NotFound
from hotline.records import (
    Extension,
    FaqEntry,
    FaqVersion,
    Forward,
    HandlingLeg,
    LegState,
    RoleGrant,
    Staff,
    VersionState,
    liaisons_named,
    whose_is_theirs,
)
from hotline.reports import scope
from hotline.reports.names import Names
from hotline.rules.wording import Wording
from hotline.work import Work

PAGE = 50
NO_SUCH = Wording(key="account.no_such", zh="没有这个账号。", en="There is no such account.")


@dataclass(frozen=True)
class GrantShown:
    """A role and where it is held."""

    id: int
    role: str
    name: Wording
    where: Wording
    place_id: int | None
    unit_id: int | None


@dataclass(frozen=True)
class AccountRow:
    """An account on a list."""

    id: int
    name: str
    username: str
    staff_number: str
    unit: Wording
    roles: tuple[GrantShown, ...]
    is_active: bool
    last_sign_in_at: datetime | None


@dataclass(frozen=True)
class Belongings:
    """What is in a person's name, and would be nobody's without him."""

    drafts: tuple[tuple[int, str], ...]
    liaisons: tuple[str, ...]
    sole_roles: tuple[Wording, ...]
    asked_count: int


def listed(
    work: Work, *, words: str = "", unit_id: int | None = None, closed: bool = False,
    after: int = 0,
) -> tuple[tuple[AccountRow, ...], int | None]:  # fmt: skip
    """Accounts in scope by staff number, and where the next page begins if there is one."""
    query = _in_scope(work).where(Staff.is_active != closed, Staff.id > after)
    for word in words.split():
        like = f"%{word}%"
        query = query.where(
            or_(Staff.name.ilike(like), Staff.username.ilike(like), Staff.staff_number.like(like))
        )
    if unit_id is not None:
        query = query.where(Staff.unit_id == unit_id)
    rows = work.db.scalars(query.order_by(Staff.id).limit(PAGE + 1)).all()
    names = Names(work)
    shown = tuple(row_of(names, row) for row in rows[:PAGE])
    return shown, shown[-1].id if len(rows) > PAGE else None


def one(work: Work, staff_id: int) -> Staff:
    """An account in scope; NotFound for all others."""
    found = work.db.scalar(_in_scope(work).where(Staff.id == staff_id))
    if found is None:
        raise NotFound(NO_SUCH)
    return found


def row_of(names: Names, row: Staff) -> AccountRow:
    """The account as lists and its page show it."""
    return AccountRow(
        id=row.id, name=row.name, username=row.username, staff_number=row.staff_number,
        unit=names.unit(row.unit_id), roles=tuple(_grant(names, each) for each in row.grants),
        is_active=row.is_active, last_sign_in_at=row.last_sign_in_at,
    )  # fmt: skip


def at_unit(work: Work, unit_id: int) -> tuple[AccountRow, ...]:
    """Who works at a unit, of the open accounts in scope."""
    query = _in_scope(work).where(Staff.is_active, Staff.unit_id == unit_id)
    names = Names(work)
    return tuple(row_of(names, row) for row in work.db.scalars(query.order_by(Staff.id)))


def colleagues(work: Work, person: Staff) -> tuple[Staff, ...]:
    """Who could take over from this person: open accounts in scope, those of the unit first."""
    query = _in_scope(work).where(Staff.is_active, Staff.id != person.id)
    at_home = Staff.unit_id == person.unit_id
    return tuple(work.db.scalars(query.order_by(at_home.desc(), Staff.unit_id, Staff.id)))


def roles_to_pass(work: Work) -> tuple[AccountRow, ...]:
    """Closed accounts that still hold roles, for whoever passes these on."""
    reach = scope.reach(work, "grant_roles")
    query = select(Staff).where(
        Staff.is_active.is_(False), Staff.grants.any(), reach.has_unit(Staff.unit_id)
    )
    names = Names(work)
    return tuple(row_of(names, row) for row in work.db.scalars(query.order_by(Staff.id)))


def belongings(work: Work, person: Staff) -> Belongings:
    """What stands in this person's name."""
    theirs = whose_is_theirs([person.id])
    unfinished = (VersionState.DRAFT, VersionState.IN_REVIEW, VersionState.REFUSED)
    later = aliased(FaqVersion)
    newer = select(later.id).where(
        later.entry_id == FaqVersion.entry_id, later.number > FaqVersion.number
    )
    drafts = (
        select(FaqEntry.id, FaqVersion.question)
        .join(FaqVersion, FaqVersion.entry_id == FaqEntry.id)
        .where(FaqVersion.author_id.in_(theirs), FaqVersion.state.in_(unfinished), ~newer.exists())
        .order_by(FaqEntry.id)
    )
    asked = 0
    for kind in (Forward, Extension):
        waiting = (
            select(func.count())
            .select_from(kind)
            .join(HandlingLeg, HandlingLeg.id == kind.handling_leg_id)
            .where(
                kind.asked_by_id == person.id, kind.decided_at.is_(None),
                HandlingLeg.state == LegState.OPEN,
            )
        )  # fmt: skip
        asked += work.db.scalars(waiting).one()
    return Belongings(
        drafts=tuple((row.id, row.question) for row in work.db.execute(drafts)),
        liaisons=tuple(row.target for row in work.db.scalars(liaisons_named(person))),
        sole_roles=_sole_roles(work, person),
        asked_count=asked,
    )


def _sole_roles(work: Work, person: Staff) -> tuple[Wording, ...]:
    """The roles at one unit that nobody else with an open account holds there."""
    names = Names(work)
    found = []
    for grant in person.grants:
        others = (
            select(RoleGrant.id)
            .join(Staff, Staff.id == RoleGrant.staff_id)
            .where(
                Staff.is_active, Staff.id != person.id, RoleGrant.role == grant.role,
                _same_place(grant),
            )
            .limit(1)
        )  # fmt: skip
        if work.db.scalar(others) is None:
            found.append(_grant(names, grant))
    return tuple(
        Wording(
            key="role", zh=f"{one.name.zh}（{one.where.zh}）", en=f"{one.name.en} ({one.where.en})"
        )
        for one in found
    )


def _same_place(grant: RoleGrant) -> ColumnElement[bool]:
    if grant.unit_id is not None:
        return RoleGrant.unit_id == grant.unit_id
    return RoleGrant.jurisdiction_id == grant.jurisdiction_id


def _grant(names: Names, row: RoleGrant) -> GrantShown:
    where = names.maybe_unit(row.unit_id) or names.place(row.jurisdiction_id)
    return GrantShown(
        id=row.id, role=row.role, name=names.role(row.role), where=where,
        place_id=row.jurisdiction_id, unit_id=row.unit_id,
    )  # fmt: skip


def _in_scope(work: Work) -> Select[Staff]:
    return select(Staff).where(scope.reach(work, "see_accounts").has_unit(Staff.unit_id))
