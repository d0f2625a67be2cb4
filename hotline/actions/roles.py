"""What a member of staff may do: roles granted and taken back, and how far each reaches."""

from __future__ import annotations

from hotline.actions.editing import NO_SUCH, held, may_edit, note
from hotline.actions.staff import NOT_YOURS
from hotline.errors import NotAllowed, NotFound, Refused
from hotline.records import Jurisdiction, RoleGrant, Staff, Unit
from hotline.rules.organisation import Organisation, scope_of
from hotline.rules.separation import unites
from hotline.rules.wording import Wording
from hotline.work import Actor, Grant, Work

NO_ROLE = Wording(key="staff.no_role", zh="没有这个角色。", en="There is no such role.")
UNITED = Wording(
    key="staff.united",
    zh="系统管理、安全管理、审计管理三权分立，不能授予同一人。",
    en="System, security and audit administration are never granted to one person.",
)


def grant_role(
    work: Work, staff: Staff, *, role: str, place_id: int | None = None, unit_id: int | None = None
) -> None:
    """Grant a role at a place with all below it, or at one unit; granted twice is granted once."""
    place = _scope(work, place_id=place_id, unit_id=unit_id)
    may_edit(work, place_id=place, permission="grant_roles")
    if role not in work.book.roles:
        raise Refused(NO_ROLE)
    # R-52 and the separation of the three administrations: nobody widens his own rights.
    if staff.id in work.actor.hands:
        raise NotAllowed(NOT_YOURS)
    if unites({grant.role for grant in staff.grants}, {role}):
        raise Refused(UNITED)
    if _granted(staff, role, place_id, unit_id) is None:
        staff.grants.append(RoleGrant(role=role, jurisdiction_id=place_id, unit_id=unit_id))
        work.db.flush()
        note(work, staff, "role_granted", role=role, place_id=place_id, unit_id=unit_id)


def revoke_role(
    work: Work, staff: Staff, *, role: str, place_id: int | None = None, unit_id: int | None = None
) -> None:
    """Take a role back; what the person has open is judged anew at the next click."""
    place = _scope(work, place_id=place_id, unit_id=unit_id)
    may_edit(work, place_id=place, permission="grant_roles")
    grant = _granted(staff, role, place_id, unit_id)
    if grant is None:
        raise NotFound(NO_SUCH)
    end_grant(work, staff, grant)


def end_grant(work: Work, staff: Staff, grant: RoleGrant) -> None:
    """A role ends, whoever has to say so; noted."""
    note(
        work, staff, "role_revoked", role=grant.role, place_id=grant.jurisdiction_id,
        unit_id=grant.unit_id,
    )  # fmt: skip
    drop(work, staff, grant)


def drop(work: Work, staff: Staff, grant: RoleGrant) -> None:
    """The row of a role that is held no more."""
    staff.grants.remove(grant)
    work.db.delete(grant)
    work.db.flush()


def _scope(work: Work, *, place_id: int | None, unit_id: int | None) -> int:
    if (place_id is None) == (unit_id is None):
        raise ValueError("a role is held at one place or at one unit")
    if unit_id is not None:
        return held(work, Unit, unit_id).jurisdiction_id
    assert place_id is not None
    return held(work, Jurisdiction, place_id).id


def _granted(
    staff: Staff, role: str, place_id: int | None, unit_id: int | None
) -> RoleGrant | None:
    wanted = (role, place_id, unit_id)
    return next((g for g in staff.grants if (g.role, g.jurisdiction_id, g.unit_id) == wanted), None)


def actor_of(organisation: Organisation, staff: Staff, *, deputy: Staff | None = None) -> Actor:
    """The person as an actor, every grant spelled out in the places and units it reaches.

    With a deputy it is the deputy who acts, in this person's stead and by this person's grants.
    """
    acts = deputy or staff
    return Actor(
        kind="staff",
        id=acts.id,
        name=acts.name,
        unit_id=staff.unit_id,
        grants=tuple(_reach(organisation, grant) for grant in staff.grants),
        deputy_for=staff.id if deputy is not None else None,
        home_unit_ids=frozenset(
            {acts.unit_id, *(grant.unit_id for grant in acts.grants if grant.unit_id is not None)}
        ),
    )


def _reach(organisation: Organisation, grant: RoleGrant) -> Grant:
    if grant.unit_id is not None:
        # And what the unit has taken over from others: their records are its own now.
        former = organisation.former.get(grant.unit_id, frozenset())
        return Grant(role=grant.role, unit_ids=former | {grant.unit_id})
    assert grant.jurisdiction_id is not None
    places = scope_of(organisation.places.values(), grant.jurisdiction_id)
    units = frozenset(u.id for u in organisation.units.values() if u.place_id in places)
    return Grant(role=grant.role, place_ids=places, unit_ids=units)
