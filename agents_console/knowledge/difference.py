"""What one text changes of another, so that a reviewer reads the change and not both texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Indel

from hotline.pages.language import say
from hotline.reports.shown import VersionShown
from hotline.rules.wording import Wording, worded

Kind = Literal["same", "gone", "new"]
# Fewer characters that happen to stay between two changes are read as one change.
SHORTEST_SAME = 3

LABELS: Mapping[str, Wording] = worded(
    "label.entry",
    (
        ("question", "问题", "Question"),
        ("phrasings", "其他问法", "Other phrasings"),
        ("answer", "答案", "Answer"),
        ("question_en", "英文问题", "Question in English"),
        ("answer_en", "英文答案", "Answer in English"),
        ("publicity", "公开属性", "Publicity"),
        ("publicity_reason", "公开属性的理由", "Reason of the publicity"),
        ("source", "来源文件", "Source document"),
        ("source_number", "文号", "Document number"),
        ("source_url", "来源网址", "Address of the source"),
        ("source_on", "来源日期", "Date of the source"),
        ("valid_until", "有效期至", "Valid until"),
    ),
)


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stays, goes or comes."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Changed:
    """A field whose text changes."""

    label: Wording
    pieces: tuple[Piece, ...]


def texts_of(version: VersionShown) -> dict[str, str]:
    """A version as texts by the names of LABELS, in the reader's language."""
    return {
        "question": version.question,
        "phrasings": "\n".join(version.phrasings),
        "answer": version.answer,
        "question_en": version.question_en or "",
        "answer_en": version.answer_en or "",
        "publicity": say(version.publicity_name),
        "publicity_reason": version.publicity_reason or "",
        "source": version.source,
        "source_number": version.source_number or "",
        "source_url": version.source_url or "",
        "source_on": version.source_on.isoformat(),
        "valid_until": version.valid_until.isoformat(),
    }


def compare(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[Changed, ...]:
    """The fields that differ, each with what stays, goes and comes."""
    return tuple(
        Changed(label=label, pieces=pieces(old.get(name, ""), new.get(name, "")))
        for name, label in LABELS.items()
        if old.get(name, "") != new.get(name, "")
    )


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """The way from one text to the other, in stretches that can be read."""
    spans = [
        (step.tag, old[step.src_start : step.src_end], new[step.dest_start : step.dest_end])
        for step in Indel.opcodes(old, new)
    ]
    found: list[Piece] = []
    gone = come = ""
    for number, (tag, before, after) in enumerate(spans):
        between = 0 < number < len(spans) - 1
        if tag == "equal" and not (between and len(before) < SHORTEST_SAME):
            found += _change(gone, come)
            gone = come = ""
            found.append(Piece("same", before))
        else:
            gone, come = gone + before, come + after
    return tuple(found + _change(gone, come))


def _change(gone: str, come: str) -> list[Piece]:
    kinds: tuple[tuple[Kind, str], ...] = (("gone", gone), ("new", come))
    return [Piece(kind, text) for kind, text in kinds if text]
