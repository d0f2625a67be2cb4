"""Changes of a place, a unit or an account in words: what was, what is, by whom and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from hotline.records import OrganisationEvent, Staff
from hotline.reports.names import NOTHING, Names, person
from hotline.reports.shown import Line
from hotline.rules.wording import Wording
from hotline.work import Work

SHOWN = 100
# Of which group of words the values of a field are.
WORDS = {
    "level": "level", "position": "position", "scopes": "api_scope", "wants": "api_scope",
    "channel": "channel",
}  # fmt: skip
# What a list of these names, one by one.
ELEMENTS = {"unit_ids": "unit_id"}
# With these something begins: there was nothing before to tell.
BEGINNINGS = frozenset(
    {
        "added", "liaison_added", "account_made", "key_made", "webhook_made", "screen_set_up",
        "notice_address_confirmed",
    }
)  # fmt: skip
# Of these each change is a day's, by its date.
OF_DAYS = frozenset({"days_set", "notice_entered"})
# Other people whom an event names.
PEOPLE = ("deputy_id", "to_id", "for")


def of(work: Work, about: str) -> tuple[Line, ...]:
    """The latest changes of what this names, such as unit:12, the newest first."""
    query = select(OrganisationEvent).where(OrganisationEvent.about == about)
    events = work.db.scalars(query.order_by(OrganisationEvent.seq.desc()).limit(SHOWN)).all()
    return tell(work, events)


def tell(work: Work, events: Sequence[OrganisationEvent]) -> tuple[Line, ...]:
    """These changes in words, in their order."""
    return _Teller(work, events).tell()


class _Teller:
    def __init__(self, work: Work, events: Sequence[OrganisationEvent]) -> None:
        self._events, self._names = events, Names(work)
        ids = {event.data.get(key) for event in events for key in PEOPLE}
        ids |= {event.actor_id for event in events}
        query = select(Staff.id, Staff.name).where(Staff.id.in_(ids - {None}))
        self._people: dict[int, str] = dict(work.db.execute(query).all())

    def tell(self) -> tuple[Line, ...]:
        return tuple(
            Line(
                at=event.at,
                kind=event.kind,
                sentence=self._names.fill(f"change.{event.kind}", **self._fields(event.data)),
                who=self._who(event),
                said=tuple(self._said(event)),
            )
            for event in self._events
        )

    def _who(self, event: OrganisationEvent) -> Wording:
        name = self._people.get(event.actor_id or 0)
        if name is None:
            return self._names.word("who", event.actor_kind)
        return person(name, self._people.get(event.data.get("for", 0)))

    def _fields(self, data: Mapping[str, Any]) -> dict[str, object]:
        names = self._names
        told: dict[str, object] = dict(data)
        if "role" in data:
            told["role"] = names.role(data["role"])
            told["scope"] = names.maybe_unit(data.get("unit_id")) or names.place(
                data.get("place_id")
            )
        if "function" in data:
            told["function"] = names.word("function", data["function"])
        told["deputy"] = self._people.get(data.get("deputy_id", 0))
        told["to"] = self._people.get(data.get("to_id", 0))
        told["unit"] = names.maybe_unit(data.get("unit_id"))
        return told

    def _said(self, event: OrganisationEvent) -> Iterator[Wording]:
        changes = event.data.get("changes", {})
        if event.kind in OF_DAYS:
            for on, (was, now) in sorted(changes.items()):
                yield self._became(_verbatim(on), self._day(was), self._day(now))
            return
        for name, (was, now) in changes.items():
            yield self._change(name, was, now, begins=event.kind in BEGINNINGS)

    def _day(self, value: Sequence[Any] | None) -> Wording:
        """What a day is: 节假日 元旦（暂定）; without a word of a notice it is as its weekday."""
        if value is None:
            return self._names.word("day", "weekday")
        kind, name, *rest = value
        certain = rest[-1] if rest else True
        key = "day.certain" if certain else "day.provisional"
        return self._names.fill(key, kind=self._names.word("day_kind", kind), name=name)

    def _became(self, field: Wording, old: Wording, new: Wording) -> Wording:
        return Wording(
            key=f"change.{field.key}",
            zh=f"{field.zh}：{old.zh} → {new.zh}",
            en=f"{field.en}: {old.en} → {new.en}",
        )

    def _change(self, name: str, was: object, now: object, *, begins: bool) -> Wording:
        """Service line: — → 0879-1234567."""
        field, new = self._names.word("field", name), self._value(name, now)
        if begins:
            return Wording(
                key=f"change.{name}", zh=f"{field.zh}：{new.zh}", en=f"{field.en}: {new.en}"
            )
        return self._became(field, self._value(name, was), new)

    def _value(self, name: str, value: Any) -> Wording:
        names = self._names
        if value is None:
            return names.nothing
        if isinstance(value, list):
            each = [self._value(ELEMENTS.get(name, name), one or NOTHING) for one in value]
            return Wording(
                key="list",
                zh="、".join(one.zh for one in each),
                en=", ".join(one.en for one in each),
            )
        if name in WORDS:
            return names.word(WORDS[name], value)
        if name in ("unit_id", "supervising_unit_id", "successor_id"):
            return names.unit(value)
        if name in ("parent_id", "place_id"):
            return names.place(value)
        if isinstance(value, bool):
            return names.word("yes_no", str(value).lower())
        return _verbatim(str(value))


def _verbatim(text: str) -> Wording:
    return Wording(key="verbatim", zh=text, en=text)
