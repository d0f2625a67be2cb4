"""A department as the directory shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hotline.rules.wording import Wording


@dataclass(frozen=True)
class LiaisonShown:
    """A department's contact; the target is staff's and shown whole."""

    id: int
    name: str
    position: str
    position_name: Wording
    target: str
    verified_on: date | None
    trained_on: date | None


@dataclass(frozen=True)
class Department:
    """A unit in the directory; `missing` says why it is not ready, empty when it is."""

    id: int
    code: str
    name: Wording
    short_name: str
    place_id: int
    place: Wording
    is_active: bool
    supervising_id: int | None
    supervising: Wording | None
    kind: str
    is_government_office: bool
    service_line: str | None
    duties: tuple[str, ...]
    first_person: str | None
    deputy_leader: str | None
    undertaking_office: str | None
    liaisons: tuple[LiaisonShown, ...]
    hours: tuple[str, ...]
    today: str
    is_open: bool
    opens_next_at: datetime | None
    missing: tuple[Wording, ...]

    @property
    def is_ready(self) -> bool:
        return not self.missing
