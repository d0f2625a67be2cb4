"""The rulebook: config/*.toml turned into typed rules; a mistake stops the start and says where."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from hotline.errors import ConfigurationError
from hotline.rules.clocks import ClockRule, Deadline, parse_clocks
from hotline.rules.clocks import deadline as count_deadline
from hotline.rules.file_types import TYPES
from hotline.rules.moves import MoveTable, parse_moves
from hotline.rules.notices import NoticeTable, parse_notices
from hotline.rules.organisation import Organisation
from hotline.rules.redirects import Redirects, parse_redirects

LANGUAGES = ("zh-CN", "en")
T = TypeVar("T")
# No form of ours is larger, whatever the town has written down.
LARGEST_UPLOAD_BYTES = 64 * 1024 * 1024


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Voice(_Strict):
    """How one language is spoken and recognised."""

    voice: str
    language: str
    recognition: str
    answer_characters: int = Field(gt=0)


class Times(_Strict):
    """Every wait of the line; the unit is in the name."""

    answer_seconds: int = Field(gt=0)
    code_seconds: int = Field(gt=0)
    ring_seconds: int = Field(ge=5, le=600)
    message_seconds: int = Field(gt=0, le=3600)
    message_silence_seconds: int = Field(gt=0)
    complete_talk_seconds: int = Field(gt=0)
    short_abandon_seconds: int = Field(gt=0)
    service_level_seconds: int = Field(gt=0)
    longest_call_minutes: int = Field(gt=0)


class Limits(_Strict):
    """How often something may go wrong before the line does something else."""

    unclear: int = Field(gt=0)
    misses: int = Field(gt=0)
    code_tries: int = Field(gt=0)
    repeats: int = Field(gt=0)
    heard_characters: int = Field(gt=0)


class Guard(_Strict):
    """How many attempts a guarded thing allows, by one subject and in all.

    An address may allow more: many people of one office knock from the same one.
    """

    per_subject: int = Field(gt=0)
    per_address: int | None = Field(default=None, gt=0)
    per_subject_minutes: int = Field(gt=0)
    in_all: int = Field(gt=0)
    in_all_minutes: int = Field(gt=0)


class LineRules(_Strict):
    """config/line.toml."""

    notice_version: str
    duty_operators: tuple[str, ...]
    text_sender: str
    text_characters: int = Field(ge=70, le=1600)
    topics: tuple[str, ...] = Field(max_length=5)
    voices: Mapping[str, Voice]
    times: Times
    limits: Limits
    guards: Mapping[str, Guard]


class CounterRules(_Strict):
    """How long a counter screen waits before it forgets its visitor."""

    idle_seconds: int = Field(ge=20)
    warning_seconds: int = Field(ge=20)
    without_scripts_seconds: int = Field(ge=60)


class SiteRules(_Strict):
    """config/site.toml."""

    captcha: str = Field(pattern=r"^(|[\w.]+:\w+)$")
    counter: CounterRules


class RetentionRules(_Strict):
    """config/retention.toml."""

    access_by_code_months: int = Field(gt=0)


class AttachmentRules(_Strict):
    """config/attachments.toml."""

    types: tuple[str, ...] = Field(min_length=1)
    largest_bytes: int = Field(gt=0, le=LARGEST_UPLOAD_BYTES)
    most_files: int = Field(gt=0)
    most_bytes: int = Field(gt=0, le=LARGEST_UPLOAD_BYTES)
    most_of_inquiry: int = Field(gt=0)
    kept_hours: int = Field(gt=0)
    offered_minutes: int = Field(gt=0)
    scan_seconds: int = Field(gt=0)

    @field_validator("types")
    @classmethod
    def _known(cls, types: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := set(types) - set(TYPES):
            raise ValueError(f"no such type of file: {', '.join(sorted(unknown))}")
        return types

    @property
    def suffixes(self) -> tuple[str, ...]:
        """How names of files end that are taken."""
        return tuple(suffix for key in self.types for suffix in TYPES[key].suffixes)


class RoleRule(_Strict):
    """One role of config/roles.toml."""

    name: str
    name_en: str
    may: frozenset[str]


class Words(_Strict):
    """One wording in a file that holds both languages side by side."""

    zh: str
    en: str


class Indicator(_Strict):
    """One figure of config/indicators.toml as it is printed: what is divided by what, and why."""

    name: Words
    numerator: Words
    denominator: Words
    definition: Words
    target: float | None = Field(default=None, ge=0, le=1)
    target_is_most: bool = False
    target_source: Words | None = None
    parts: Mapping[str, Words] = Field(default_factory=dict)


@dataclass(frozen=True)
class Rulebook:
    """All rules of one instant: those of the files, and the organisation of one edition."""

    line: LineRules
    site: SiteRules
    retention: RetentionRules
    attachments: AttachmentRules
    prompts: Mapping[str, Mapping[str, str]]
    clocks: Mapping[str, ClockRule]
    moves: MoveTable
    redirects: Redirects
    roles: Mapping[str, RoleRule]
    review_steps: tuple[str, ...]
    sentences: Mapping[str, Mapping[str, str]]
    indicators: Mapping[str, Indicator]
    notices: NoticeTable
    organisation: Organisation = field(repr=False, default=None)  # type: ignore[assignment]
    knowledge_edition: int = 0

    def may(self, roles: frozenset[str], permission: str) -> bool:
        """Whether someone with these roles may do this; nobody may what no role grants."""
        return any(permission in self.roles[role].may for role in roles if role in self.roles)

    def permissions(self, roles: Iterable[str]) -> frozenset[str]:
        """All that someone with these roles may do, somewhere."""
        return frozenset().union(*(self.roles[role].may for role in roles if role in self.roles))

    def deadline(
        self, *, unit_id: int, clock: str, received_on: date, extended_to_days: int | None = None
    ) -> Deadline:
        """When a unit is due by this clock, by its own calendar and hours."""
        return count_deadline(
            rule=self.clocks[clock],
            received_on=received_on,
            calendar=self.organisation.calendar(unit_id),
            hours=self.organisation.hours(unit_id),
            extended_to_days=extended_to_days,
        )


def load(config_dir: Path) -> Rulebook:
    """The rules in `config_dir`; raises ConfigurationError with every fault of every file."""
    faults: list[str] = []

    def read(name: str, parse: Callable[[dict[str, Any]], T]) -> T:
        try:
            return parse(tomllib.loads((config_dir / name).read_text(encoding="utf-8")))
        except (OSError, tomllib.TOMLDecodeError, ValueError, TypeError, KeyError) as error:
            faults.extend(f"{name}: {line}" for line in _reasons(error))
            return None  # type: ignore[return-value]

    book = Rulebook(
        line=read("line.toml", LineRules.model_validate),
        site=read("site.toml", SiteRules.model_validate),
        retention=read("retention.toml", RetentionRules.model_validate),
        attachments=read("attachments.toml", AttachmentRules.model_validate),
        prompts={lang: read(f"prompts/{lang}.toml", _texts) for lang in LANGUAGES},
        clocks=read("clocks.toml", parse_clocks),
        moves=read("moves.toml", parse_moves),
        redirects=read("redirects.toml", parse_redirects),
        roles=read(
            "roles.toml",
            lambda data: {role: RoleRule.model_validate(row) for role, row in data.items()},
        ),
        review_steps=read("review.toml", _review_steps),
        sentences={lang: read(f"sentences/{lang}.toml", _dotted) for lang in LANGUAGES},
        indicators=read(
            "indicators.toml",
            lambda data: {key: Indicator.model_validate(row) for key, row in data.items()},
        ),
        notices=read("notices.toml", parse_notices),
    )
    if not faults:
        faults += _disagreements(book)
    if faults:
        raise ConfigurationError(faults)
    return book


def practice_faults(book: Rulebook) -> list[str]:
    """What may pass where people practise but never where citizens call."""
    # RFC 2606: no name below .invalid exists.
    unreal = [target for target in book.line.duty_operators if target.endswith(".invalid")]
    return [f"line.toml: duty_operators: nobody can be rung at {target}" for target in unreal]


def _reasons(error: Exception) -> list[str]:
    if isinstance(error, ValidationError):
        return [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
    return [str(error)]


def _texts(data: dict[str, Any]) -> dict[str, str]:
    """Prompts by key; tables only group them."""
    found: dict[str, str] = {}
    for key, value in data.items():
        found.update(_texts(value) if isinstance(value, dict) else {key: value})
    return found


def _dotted(data: dict[str, Any], above: str = "") -> dict[str, str]:
    """Sentences by their full key, such as call.leg_ended.answered."""
    found: dict[str, str] = {}
    for key, value in data.items():
        path = f"{above}{key}"
        found.update(_dotted(value, f"{path}.") if isinstance(value, dict) else {path: value})
    return found


def _review_steps(data: dict[str, Any]) -> tuple[str, ...]:
    steps = tuple(data["steps"])
    # whoever writes never publishes alone; the author and one more are the fewest.
    if not steps or len(set(steps)) != len(steps):
        raise ValueError("steps: at least one review step, each named once")
    return steps


def _disagreements(book: Rulebook) -> list[str]:
    """Faults between files: prompts of two languages, roles that moves name, voices."""
    faults = []
    for folder, texts in (("prompts", book.prompts), ("sentences", book.sentences)):
        zh, en = (texts[language] for language in LANGUAGES)
        for key in sorted(set(zh) ^ set(en)):
            missing = "en" if key in zh else "zh-CN"
            faults.append(f"{folder}/{missing}.toml: {key} is missing")
        for key in sorted(set(zh) & set(en)):
            if fields_of(zh[key]) != fields_of(en[key]):
                faults.append(f"{folder}/*.toml: {key}: the two languages fill in different fields")
    for verb, move in book.moves.moves.items():
        unknown = move.by_roles - set(book.roles) - {"caller", "hotline"}
        if unknown:
            faults.append(f"moves.toml: {verb}.by: no such role: {', '.join(sorted(unknown))}")
    for key, kind in book.notices.kinds.items():
        if fields_of(kind.text.zh) != fields_of(kind.text.en):
            faults.append(f"notices.toml: {key}: the two languages fill in different fields")
        named = {name.partition("@")[0] for names in kind.to for name in names} - {""}
        if nobodys := named - set(book.roles):
            faults.append(f"notices.toml: {key}.to: no such role: {', '.join(sorted(nobodys))}")
    for step in book.review_steps:
        if not any(f"pass_{step}" in role.may for role in book.roles.values()):
            faults.append(f"review.toml: {step}: no role of roles.toml may pass_{step}")
    for language in LANGUAGES:
        if language not in book.line.voices:
            faults.append(f"line.toml: voices.{language} is missing")
    return faults


def fields_of(prompt: str) -> set[str]:
    """The names a prompt fills in, such as {code}."""
    return {name for _, name, _, _ in Formatter().parse(prompt) if name}
