"""Items of the disclosure database (政府信息公开): what each is, besides its text."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, ForeignKey, Index, and_, not_, select
from sqlalchemy.orm import Mapped, aliased, mapped_column

from hotline.records.base import Numbered, Record, enum_of
from hotline.records.faq import FaqEntry, FaqVersion, Publicity, VersionState


class ItemType(StrEnum):
    """信息类型: what kind of information an item is (R-50)."""

    NORMATIVE_DOCUMENT = "normative_document"
    LICENCE = "licence"
    FUNCTIONS = "functions"
    STAFF = "staff"
    PLAN = "plan"
    FUNDS = "funds"
    STATISTICS = "statistics"
    OTHER = "other"


class Effectiveness(StrEnum):
    """有效性: whether the document is still in force."""

    IN_FORCE = "in_force"
    EXPIRED = "expired"
    ABOLISHED = "abolished"


class DisclosureItem(Record):
    """The catalogue's facts of an entry whose source is the disclosure database; its text, its
    document number and its publicity stand in the entry's versions."""

    __tablename__ = "disclosure_item"

    entry_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("faq_entry.id"), primary_key=True)
    item_type: Mapped[ItemType] = mapped_column(enum_of(ItemType))
    index_number: Mapped[str] = mapped_column(unique=True)
    issuer: Mapped[str]
    made_on: Mapped[date]
    subject: Mapped[str | None]
    effectiveness: Mapped[Effectiveness] = mapped_column(enum_of(Effectiveness))
    # Its 政策解读: the index number or code of another entry, or an address.
    interpretation: Mapped[str | None]
    # The day of the last creation or change, and the version by which that is to be published.
    changed_on: Mapped[date]
    version_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("faq_version.id"))
    # When what the platform told last was so there: what it tells of before changes nothing.
    told_at: Mapped[datetime | None]
    # The entry's edition of which the platform was told last.
    announced_edition: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    # When it is due to be public and how that was counted; the days a calendar has moved.
    days: Mapped[int]
    due_on: Mapped[date]
    due_at: Mapped[datetime]
    is_provisional: Mapped[bool]
    skipped: Mapped[list[Any]]
    earlier: Mapped[list[Any]] = mapped_column(default=list)

    __table_args__ = (Index("ix_disclosure_item_due", "due_at", "entry_id"),)


class DisclosureChange(Numbered, Record):
    """A change of an item's facts: who, when, what stood there and what stands there now."""

    __tablename__ = "disclosure_change"

    entry_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("faq_entry.id"), index=True)
    at: Mapped[datetime]
    staff_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("staff.id"))
    was: Mapped[dict[str, Any] | None]
    became: Mapped[dict[str, Any]]


def is_owed() -> ColumnElement[bool]:
    """Condition on DisclosureItem: its last change is to be made public, and is not yet.

    It is made public by the version it came in by, or by any later one; what has been withdrawn,
    withheld or is no longer in force is not owed.
    """
    by, live = aliased(FaqVersion), aliased(FaqVersion)
    is_public = (
        select(live.id)
        .join(FaqEntry, FaqEntry.live_version_id == live.id)
        .where(live.entry_id == by.entry_id, live.number >= by.number)
        .exists()
    )
    owed = select(by.id).where(
        by.id == DisclosureItem.version_id,
        by.publicity == Publicity.PROACTIVE,
        by.state != VersionState.WITHDRAWN,
        not_(is_public),
    )
    in_force = DisclosureItem.effectiveness == Effectiveness.IN_FORCE
    return and_(in_force, owed.correlate(DisclosureItem).exists())
