"""Items of the disclosure database: the facts of their catalogue, beside the text of an entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from faq_kb import actions, wordings
from faq_kb.drafting import person
from hotline.errors import Refused
from hotline.records import (
    DisclosureChange,
    DisclosureItem,
    Effectiveness,
    FaqEntry,
    FaqVersion,
    ItemType,
    VersionState,
    is_owed,
)
from hotline.records.faq import CURRENT_FIRST
from hotline.rules.clocks import Deadline
from hotline.rules.wording import Wording
from hotline.rules.zone import today
from hotline.work import Work

CLOCK = "disclosure"
INDEX_TAKEN = Wording(
    key="item.index_taken",
    zh="这个索引号已由另一个条目使用。",
    en="This index number is that of another entry.",
)


@dataclass(frozen=True)
class Facts:
    """What the catalogue says of an item; `changed_on` is None where nobody told."""

    item_type: ItemType
    index_number: str
    issuer: str
    made_on: date
    subject: str | None
    effectiveness: Effectiveness
    interpretation: str | None
    changed_on: date | None = None

    @property
    def is_in_force(self) -> bool:
        return self.effectiveness is Effectiveness.IN_FORCE

    def kept(self) -> dict[str, Any]:
        """The facts that an item keeps under the same name."""
        return {name: value for name, value in asdict(self).items() if name != "changed_on"}

    def same_as(self, item: DisclosureItem | None) -> bool:
        """Whether the item says the very same."""
        if item is None:
            return False
        return all(getattr(item, name) == value for name, value in self.kept().items())


@dataclass(frozen=True)
class Described:
    """An entry, its facts, and the version by which they are published; `is_change` when new."""

    facts: Facts
    version_id: int
    is_change: bool


def describe(
    work: Work, described: Mapping[int, Described], *, told_at: datetime | None = None
) -> None:
    """Keep these facts with their entries; whatever is changed is kept as it was, too.

    `told_at` is when what the platform tells was so; what a clerk tells has none.
    What is no longer in force is withdrawn at once from every caller, and from its review.
    """
    wanted = select(DisclosureItem).where(DisclosureItem.entry_id.in_(described))
    items = {item.entry_id: item for item in work.db.scalars(wanted)}
    units = select(FaqEntry.id, FaqEntry.unit_id).where(FaqEntry.id.in_(described))
    unit_of = {row.id: row.unit_id for row in work.db.execute(units)}
    clocks = Clocks(work)
    for entry_id, one in described.items():
        item = items.get(entry_id)
        facts = one.facts.kept()
        if not one.facts.same_as(item):
            was = None if item is None else {name: getattr(item, name) for name in facts}
            work.db.add(
                DisclosureChange(
                    entry_id=entry_id, at=work.now, staff_id=work.actor.id,
                    was=was and _plain(was), became=_plain(facts),
                )
            )  # fmt: skip
        is_change = one.is_change or item is None
        if item is None:
            item = DisclosureItem(entry_id=entry_id, earlier=[])
            work.db.add(item)
            changed_on = one.facts.changed_on or one.facts.made_on
        elif one.is_change:
            changed_on = one.facts.changed_on or today(work.now)
        else:
            changed_on = one.facts.changed_on or item.changed_on
        if is_change or changed_on > item.changed_on:
            facts |= {"version_id": one.version_id, "changed_on": changed_on}
            facts |= _counted(clocks.due(unit_of[entry_id], changed_on))
        if told_at is not None:
            facts["told_at"] = max(told_at, item.told_at or told_at)
        for name, value in facts.items():
            setattr(item, name, value)
    work.db.flush()
    _withdraw_what_has_ended(work, described)


def keep(work: Work, entry: FaqEntry, *, facts: Facts, after: int) -> None:
    """Keep the facts that a clerk has entered by hand, on a page that showed the change `after`.

    A later day of change than the one known starts the clock anew, for the version now prepared.
    """
    person(work, "draft_answers", unit_id=entry.unit_id)
    if not facts.is_in_force:
        person(work, "withdraw_answers", unit_id=entry.unit_id)
    work.db.refresh(entry, with_for_update=True)
    if after != last_change(work, entry_id=entry.id):
        raise Refused(wordings.OVERTAKEN)
    taken = select(DisclosureItem.entry_id).where(
        DisclosureItem.index_number == facts.index_number, DisclosureItem.entry_id != entry.id
    )
    if work.db.scalar(taken) is not None:
        raise Refused(INDEX_TAKEN)
    current = select(FaqVersion.id).where(FaqVersion.entry_id == entry.id)
    version_id = work.db.scalars(current.order_by(*CURRENT_FIRST).limit(1)).one()
    describe(work, {entry.id: Described(facts, version_id=version_id, is_change=False)})


def last_change(work: Work, *, entry_id: int) -> int:
    """The number of the last change of an entry's facts, 0 when it has none."""
    query = select(func.max(DisclosureChange.id)).where(DisclosureChange.entry_id == entry_id)
    return work.db.scalar(query) or 0


class Clocks:
    """Deadlines of this Work, each counted once: thousands of items share a few days."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._known: dict[tuple[int, date], Deadline] = {}

    def due(self, unit_id: int, changed_on: date) -> Deadline:
        """When what this unit made or changed on that day is due to be public."""
        key = (unit_id, changed_on)
        if key not in self._known:
            self._known[key] = self._work.book.deadline(
                unit_id=unit_id, clock=CLOCK, received_on=changed_on
            )
        return self._known[key]


def recompute(work: Work, *, after: int, limit: int) -> int | None:
    """Count the next items that are owed again after a calendar change (R-34).

    Gives the last entry dealt with, for the next call to go on after; None when there was none.
    """
    query = (
        select(DisclosureItem, FaqEntry.unit_id)
        .join(FaqEntry, FaqEntry.id == DisclosureItem.entry_id)
        .where(DisclosureItem.entry_id > after, is_owed())
        .order_by(DisclosureItem.entry_id)
        .limit(limit)
        .with_for_update(of=DisclosureItem)
    )
    clocks, last = Clocks(work), None
    for item, unit_id in work.db.execute(query):
        last = item.entry_id
        due = clocks.due(unit_id, item.changed_on)
        if (due.due_at, due.provisional) != (item.due_at, item.is_provisional):
            was = {"due_on": item.due_on.isoformat(), "until": work.now.isoformat()}
            item.earlier = [*item.earlier, was]
            for name, value in _counted(due).items():
                setattr(item, name, value)
    return last


def _counted(due: Deadline) -> dict[str, Any]:
    return {
        "days": due.days,
        "due_on": due.due_on,
        "due_at": due.due_at,
        "is_provisional": due.provisional,
        "skipped": [{"date": day.on.isoformat(), "why": day.why} for day in due.skipped],
    }


def _withdraw_what_has_ended(work: Work, described: Mapping[int, Described]) -> None:
    ended = [entry_id for entry_id, one in described.items() if not one.facts.is_in_force]
    if not ended:
        return
    in_use = (*actions.OPEN, VersionState.PUBLISHED)
    query = select(FaqVersion).where(FaqVersion.entry_id.in_(ended), FaqVersion.state.in_(in_use))
    words = work.book.sentences["zh-CN"]
    for version in work.db.scalars(query.order_by(FaqVersion.id)):
        effectiveness = described[version.entry_id].facts.effectiveness
        opinion = f"公开目录登记为“{words[f'effectiveness.{effectiveness}']}”"
        actions.withdraw(work, version, opinion=opinion)


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as JSON has them."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in facts.items()
    }
