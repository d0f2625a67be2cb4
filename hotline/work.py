"""Work: one transaction, one instant, one actor, one rulebook; what every action is handed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from hotline.rulebook import Rulebook
from hotline.seal import Seal

ActorKind = Literal["caller", "staff", "hotline", "callee", "inquirer"]


@dataclass(frozen=True)
class Grant:
    """A role of a member of staff, with every place and unit it reaches."""

    role: str
    place_ids: frozenset[int] = frozenset()
    unit_ids: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Actor:
    """Who is answerable for what a Work does; the id is that of the member of staff, if one."""

    kind: ActorKind
    id: int | None = None
    name: str = ""
    unit_id: int | None = None
    grants: tuple[Grant, ...] = field(default=())
    # Of a deputy (代): whose stead this is in, and the units that are the deputy's own.
    deputy_for: int | None = None
    home_unit_ids: frozenset[int] = frozenset()

    def roles_at(self, *, place_id: int, unit_id: int | None = None) -> frozenset[str]:
        """The roles this person holds for a place, and for one of its units where one is named."""
        return frozenset(
            grant.role
            for grant in self.grants
            if place_id in grant.place_ids or (unit_id is not None and unit_id in grant.unit_ids)
        )

    @property
    def hands(self) -> frozenset[int]:
        """The persons of whom each step needs another: who acts, and in whose stead."""
        return frozenset(one for one in (self.id, self.deputy_for) if one is not None)

    @property
    def roles(self) -> frozenset[str]:
        """Every role this person holds anywhere."""
        return frozenset(grant.role for grant in self.grants)


HOTLINE = Actor(kind="hotline", name="96128")
CALLER = Actor(kind="caller")
CALLEE = Actor(kind="callee")


@dataclass(frozen=True)
class Work:
    """One piece of work. Actions neither open nor commit it; an exception undoes all of it."""

    db: Session
    now: datetime
    actor: Actor
    book: Rulebook
    seal: Seal
