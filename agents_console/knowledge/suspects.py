"""What looks like personal data in a text, for a page: the place marked, and why it stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request

from agents_console.knowledge.difference import LABELS
from faq_kb.personal import Found, found_in
from hotline.reports.names import Names
from hotline.reports.shown import ClearedShown
from hotline.rules.wording import Wording
from hotline.work import Work

FIELD = "why:"  # a form's field is named by it and the text found
AROUND = 16  # characters shown before and after


@dataclass(frozen=True)
class Suspect:
    """One text that looks personal: where it stands first, and the confirmation if there is one."""

    field: str
    label: Wording
    kind_name: Wording
    before: str
    text: str
    after: str
    cleared: ClearedShown | None


def suspects(
    work: Work, texts: Mapping[str, str], cleared: Sequence[ClearedShown] = ()
) -> tuple[Suspect, ...]:
    """Each text once that looks personal, those that are not confirmed first."""
    names, known = Names(work), {one.text: one for one in cleared}
    found: dict[str, Suspect] = {}
    for name, some in found_in({name: texts.get(name, "") for name in LABELS}).items():
        for one in some:
            found.setdefault(one.text, _suspect(names, name, texts[name], one, known))
    return tuple(sorted(found.values(), key=lambda one: one.cleared is not None))


def _suspect(
    names: Names, name: str, text: str, found: Found, known: Mapping[str, ClearedShown]
) -> Suspect:
    return Suspect(
        field=f"{FIELD}{found.text}",
        label=LABELS[name],
        kind_name=names.word("personal", found.kind.value),
        before=text[max(0, found.start - AROUND) : found.start],
        text=found.text,
        after=text[found.end : found.end + AROUND],
        cleared=known.get(found.text),
    )


def reasons() -> dict[str, str]:
    """Why texts that look personal are official, as the form says, by the text."""
    given = request.form.items()
    return {name.removeprefix(FIELD): why for name, why in given if name.startswith(FIELD)}
