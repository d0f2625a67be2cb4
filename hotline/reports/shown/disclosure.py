"""An item of the disclosure database: in a search, in its catalogue, on its entry's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hotline.records import Effectiveness, Publicity
from hotline.rules.calendar import Skipped
from hotline.rules.wording import Wording


@dataclass(frozen=True)
class Mark:
    """That an answer comes from the disclosure database, and as what."""

    item_type: Wording
    index_number: str


@dataclass(frozen=True)
class ItemRow:
    """An item in its catalogue, and until when its last change is to be made public."""

    entry_id: int
    title: str
    unit: Wording
    item_type: Wording
    index_number: str
    document_number: str | None
    issuer: str
    made_on: date
    effectiveness: Effectiveness
    effectiveness_name: Wording
    publicity: Publicity
    publicity_name: Wording
    is_public: bool
    is_owed: bool
    due_on: date
    is_provisional: bool
    is_overdue: bool
    working_days_left: int | None


@dataclass(frozen=True)
class ItemChange:
    """Who changed an item's facts and when: each as (name, what stood there, what stands now)."""

    at: datetime
    by: str
    facts: tuple[tuple[str, Wording, Wording], ...]


@dataclass(frozen=True)
class ItemShown:
    """An item on its entry's page, with the arithmetic of its time limit (R-35)."""

    row: ItemRow
    subject: str | None
    changed_on: date
    clock_name: Wording
    days: int
    skipped: tuple[Skipped, ...]
    earlier: tuple[date, ...]
    interpretation: str | None
    interpreted_by: int | None
    changes: tuple[ItemChange, ...]


@dataclass(frozen=True)
class WithheldRow:
    """An entry of the catalogue of what is withheld, with its reason."""

    entry_id: int
    code: str
    title: str
    unit: Wording
    reason: str
    index_number: str | None
    item_type: Wording | None
    is_reviewed: bool
    state_name: Wording


@dataclass(frozen=True)
class CatalogueRow:
    """An item of the catalogue that everybody may read (公开目录)."""

    entry_id: int
    title: str
    unit: Wording
    item_type: Wording
    index_number: str
    document_number: str | None
    issuer: str
    made_on: date
    effectiveness: Wording
