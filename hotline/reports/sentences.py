"""Histories in words: one sentence an event, by the templates of config/sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from hotline.records import CallEvent, CallLeg, FaqVersion, InquiryEvent, Liaison, Staff
from hotline.reports.names import Names, filled, person
from hotline.reports.shown import Line
from hotline.rules.wording import Wording
from hotline.work import Work

# Which group of words names the value of a field; the rest is told as it stands.
WORDS = {
    "outcome": "outcome",
    "score": "score",
    "subject": "subject",
    "of": "recording_kind",
    "channel": "channel",
    "audience": "audience",
    "ground": "ground",
    "step": "step",
    "old_language": "language",
    "new_language": "language",
}
# Whose `code` is one of config/redirects.toml.
OF_REDIRECTS = frozenset({"emergency_named", "channel_named", "out_of_scope", "passed_on"})


class Teller:
    """Tells the events of one page; asks the database once for all names they need."""

    def __init__(
        self,
        work: Work,
        events: Sequence[CallEvent | InquiryEvent],
        legs: Sequence[CallLeg] = (),
        units: Mapping[int, int] | None = None,
    ) -> None:
        """`legs` are the people rung in a call; `units` the unit of each leg of an inquiry."""
        self._work = work
        self._events = events
        self._names = Names(work)
        self._legs = {leg.id: leg for leg in legs}
        self._units = units or {}
        people = {one for event in events for one in (event.actor_id, event.data.get("for"))}
        self._staff = self._by_id(Staff.id, Staff.name, people)
        wanted = {event.data.get("liaison_id") for event in events}
        wanted |= {leg.liaison_id for leg in legs}
        self._liaisons = self._by_id(Liaison.id, Liaison.name, wanted)
        self._versions = self._spoken_versions()

    def tell(self) -> tuple[Line, ...]:
        """The events as sentences, in their order; an unknown kind is told by its name."""
        return tuple(self._line(event) for event in self._events)

    def liaison(self, leg: CallLeg) -> str | None:
        """The name of the liaison rung, if it was one."""
        return self._liaisons.get(leg.liaison_id or 0)

    def _line(self, event: CallEvent | InquiryEvent) -> Line:
        group = "call" if isinstance(event, CallEvent) else "inquiry"
        leg_id = event.data.get("leg_id")
        return Line(
            at=event.at,
            kind=event.kind,
            sentence=self._sentence(group, event),
            who=self._who(event),
            said=tuple(self._said(event.data)),
            keys=event.data.get("keys"),
            leg_id=leg_id if isinstance(event, CallEvent) else event.handling_leg_id,
        )

    def _sentence(self, group: str, event: CallEvent | InquiryEvent) -> Wording:
        fields = self._fields(event)
        key = self._template(f"{group}.{event.kind}", event.data)
        if key is not None:
            return self._names.fill(key, **fields)
        move = self._work.book.moves.moves.get(event.kind)
        if move is not None:
            return self._names.fill("unknown.move", label=move.label)
        return self._names.fill("unknown.event", kind=event.kind)

    def _template(self, key: str, data: Mapping[str, Any]) -> str | None:
        """The key of the sentence; the one for the value of its `by` field, if there is one."""
        sentences = self._work.book.sentences["zh-CN"]
        if key in sentences:
            return key
        by = sentences.get(f"{key}.by")
        if by is None:
            return None
        value = data.get(by)
        variant = f"{key}.{str(value).lower() if isinstance(value, bool) else value}"
        return variant if variant in sentences else f"{key}.otherwise"

    def _fields(self, event: CallEvent | InquiryEvent) -> dict[str, object]:
        data: dict[str, Any] = dict(event.data)
        if event.kind == "place_named":
            data["old_place"] = self._names.place(data.get("old"))
            data["new_place"] = self._names.place(data.get("new"))
        if event.kind == "language_changed":
            data["old_language"], data["new_language"] = data.get("old"), data.get("new")
        if event.kind in OF_REDIRECTS:
            data["code"] = self._names.redirect(str(data.get("code")))
        for field, group in WORDS.items():
            if field in data:
                data[field] = self._names.word(group, data[field])
        if event.kind == "recording_missing":
            data["reason"] = self._names.word("recording_reason", data.get("reason"))
        unit_id = data.get("unit_id")
        if isinstance(event, InquiryEvent):
            unit_id = unit_id or self._units.get(event.handling_leg_id or 0)
        data["unit"] = self._names.maybe_unit(unit_id)
        data["to_unit"] = self._names.maybe_unit(data.get("to_unit_id"))
        if "clock" in data:
            data["clock"] = self._names.clock(data["clock"])
            data["old_clock"] = self._names.clock(str(data.get("old_clock")))
        if "liaison_id" in data:
            data["liaison"] = self._liaisons.get(data["liaison_id"])
        if isinstance(event, CallEvent) and data.get("leg_id") in self._legs:
            data["callee"] = self._callee(self._legs[data["leg_id"]])
        return data

    def _callee(self, leg: CallLeg) -> Wording:
        """Who was rung: 公安局联络员张三, or 话务员."""
        kind = self._names.word("leg_kind", leg.kind.value)
        unit = self._names.maybe_unit(leg.unit_id)
        name = self.liaison(leg) or ""
        if unit is None:
            return kind
        return Wording(
            key=kind.key,
            zh=f"{unit.zh}{kind.zh}{name}",
            en=f"{unit.en}, {kind.en} {name}".rstrip(),
        )

    def _who(self, event: CallEvent | InquiryEvent) -> Wording:
        name = self._staff.get(event.actor_id or 0) if event.actor_kind == "staff" else None
        if name is not None:
            return person(name, self._staff.get(event.data.get("for") or 0))
        return self._names.word("who", event.actor_kind)

    def _said(self, data: Mapping[str, Any]) -> Iterable[Wording]:
        """What the line said in a turn: [prompt key, fields] each, approved answers in full."""
        for item in data.get("said") or ():
            prompt, *rest = item if isinstance(item, list) else [item]
            fields = rest[0] if rest and isinstance(rest[0], dict) else {}
            if prompt == "read_out":
                yield self._read_out(fields)
            else:
                yield self._prompt(str(prompt), fields)

    def _prompt(self, prompt: str, fields: dict[str, Any]) -> Wording:
        prompts = self._work.book.prompts
        spoken = str(fields.get("language"))
        if spoken in prompts and prompt in prompts[spoken]:
            # Said in another language than the call's: it stands as it was heard.
            said = filled(prompts[spoken][prompt], fields, "en" if spoken == "en" else "zh")
            return Wording(key=f"prompt.{prompt}", zh=said, en=said)
        zh, en = (prompts[language].get(prompt) for language in ("zh-CN", "en"))
        return Wording(
            key=f"prompt.{prompt}",
            zh=filled(zh, fields, "zh") if zh else prompt,
            en=filled(en, fields, "en") if en else prompt,
        )

    def _read_out(self, note: dict[str, Any]) -> Wording:
        version = self._versions.get(note.get("version_id") or 0)
        if version is not None:
            text = Wording(
                key=f"version.{version.id}", zh=version.answer,
                en=version.answer_en or version.answer,
            )  # fmt: skip
            part, parts = note.get("part", 1), note.get("parts", 1)
            if parts == 1:
                return text
            which = "read_out_first" if part == 1 else "read_out_further"
            return self._names.fill(f"unknown.{which}", text=text, part=part, parts=parts)
        redirects = self._work.book.redirects
        for redirect in (*redirects.emergencies, *redirects.channels, *redirects.everyday):
            if redirect.code == note.get("redirect"):
                return Wording(
                    key=f"redirect.{redirect.code}", zh=redirect.says, en=redirect.says_en
                )
        return self._names.word("unknown", "read_out")

    def _spoken_versions(self) -> dict[int, Any]:
        wanted = {
            item[1].get("version_id")
            for event in self._events
            for item in event.data.get("said") or ()
            if isinstance(item, list) and len(item) > 1 and isinstance(item[1], dict)
        } - {None}
        if not wanted:
            return {}
        query = select(FaqVersion.id, FaqVersion.answer, FaqVersion.answer_en)
        found = self._work.db.execute(query.where(FaqVersion.id.in_(wanted)))
        return {version.id: version for version in found}

    def _by_id(self, row_id: Any, name: Any, wanted: set[Any]) -> dict[int, str]:
        wanted = wanted - {None}
        query = select(row_id, name).where(row_id.in_(wanted))
        return dict(self._work.db.execute(query).all()) if wanted else {}
