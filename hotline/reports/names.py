"""What keys and ids are called, in both languages."""

from __future__ import annotations

from functools import cached_property

from hotline.records import Jurisdiction, Unit
from hotline.rules.wording import Wording
from hotline.work import Work

NOTHING = "—"


class Names:
    """Names of one Work: organisation, clocks, and the words of config/sentences."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._units: dict[int, Wording] = {}

    @cached_property
    def nothing(self) -> Wording:
        return Wording(key="nothing", zh=NOTHING, en=NOTHING)

    def word(self, group: str, value: object) -> Wording:
        """The word for a key, such as outcome answered; the key itself when it has none."""
        key = f"{group}.{'none' if value is None else value}"
        both = self._work.book.sentences
        return Wording(
            key=key, zh=both["zh-CN"].get(key, str(value)), en=both["en"].get(key, str(value))
        )

    def fill(self, key: str, **fields: object) -> Wording:
        """A sentence with its fields; a field that is a Wording speaks each language."""
        both = self._work.book.sentences
        return Wording(
            key=key,
            zh=filled(both["zh-CN"][key], fields, "zh"),
            en=filled(both["en"][key], fields, "en"),
        )

    def place(self, place_id: int | None) -> Wording:
        """The name of a place."""
        place = self._work.book.organisation.places.get(place_id or 0)
        if place is not None:
            return Wording(key=f"place.{place.id}", zh=place.name, en=place.name_en)
        row = self._work.db.get(Jurisdiction, place_id) if place_id else None
        if row is None:
            return self.nothing
        return Wording(key=f"place.{row.id}", zh=row.name, en=row.name_en)

    def unit(self, unit_id: int) -> Wording:
        """The name of a unit; of one that is no longer active too."""
        if unit_id not in self._units:
            unit = self._work.book.organisation.units.get(unit_id)
            row = unit or self._work.db.get(Unit, unit_id)
            self._units[unit_id] = (
                Wording(key=f"unit.{unit_id}", zh=row.name, en=row.name_en) if row else self.nothing
            )
        return self._units[unit_id]

    def maybe_unit(self, unit_id: int | None) -> Wording | None:
        """The name of a unit where there is one."""
        return None if unit_id is None else self.unit(unit_id)

    def role(self, key: str) -> Wording:
        """The name of a role."""
        rule = self._work.book.roles.get(key)
        zh, en = (rule.name, rule.name_en) if rule else (key, key)
        return Wording(key=f"role.{key}", zh=zh, en=en)

    def redirect(self, code: str) -> Wording:
        """What a matter that is another's is called: its channel, its number, or its first word."""
        table = self._work.book.redirects
        every = (*table.channels, *table.emergencies, *table.everyday)
        found = next((one for one in every if one.code == code), None)
        number = found.number if found else None
        return Wording(
            key=f"redirect.{code}",
            zh=(found.name or number or found.words[0]) if found else code,
            en=(found.name_en or number or code) if found else code,
        )

    def clock(self, key: str) -> Wording:
        """The name of a time limit."""
        rule = self._work.book.clocks.get(key)
        if rule is None:
            return Wording(key=f"clock.{key}", zh=key, en=key)
        return Wording(key=f"clock.{key}", zh=rule.name, en=rule.name_en)


def person(name: str, stead: str | None = None) -> Wording:
    """A person by name; a deputy is marked 代 and says in whose stead."""
    if stead is None:
        return Wording(key="staff", zh=name, en=name)
    return Wording(key="staff", zh=f"{name}（代{stead}）", en=f"{name} (acting for {stead})")


class _Fields(dict[str, object]):
    """Fields for a sentence; one that is missing reads as a dash, not as an error."""

    def __missing__(self, key: str) -> str:
        return NOTHING


def filled(template: str, fields: dict[str, object], language: str) -> str:
    """The sentence in `language` (zh or en) with its fields filled in."""
    return template.format_map(
        _Fields(
            {
                key: getattr(value, language) if isinstance(value, Wording) else value
                for key, value in fields.items()
                if value is not None
            }
        )
    )
