"""What a new entry arises from: missed questions that it is to answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import request

from agents_console import asked
from agents_console.knowledge import misses as pages
from faq_kb import misses as acts
from faq_kb.masking import HIDDEN, masked
from faq_kb.wordings import LONGEST_QUESTION
from hotline.records import FaqVersion
from hotline.reports import misses
from hotline.text import clean
from hotline.work import Work

PHRASINGS = 6  # of the callers' own words, put into the form to be kept or struck out


@dataclass(frozen=True)
class Origin:
    """What the form begins with, and the fields by which it still knows of it when it is sent."""

    question: str = ""
    phrasings: str = ""
    unit_id: int | None = None
    hidden: Mapping[str, str] = field(default_factory=dict)
    callers: int = 0


def of(work: Work) -> Origin:
    """The origin that the address, or the form, names; nothing where it names none."""
    cluster_id = _cluster_id()
    if cluster_id is None:
        return Origin(question=asked.text("question") or "")
    shown = misses.page(work, cluster_id=cluster_id)
    said = (masked(clean(heard, limit=LONGEST_QUESTION)) for heard in shown.row.heard)
    fit = [text for text in dict.fromkeys(said) if HIDDEN not in text] or [""]
    wanted = asked.number("unit") or shown.row.unit_id
    return Origin(
        question=fit[0],
        phrasings="\n".join(fit[1:PHRASINGS]),
        unit_id=wanted if wanted and pages.may_draft(work, wanted) else None,
        hidden={
            "miss": str(cluster_id),
            "seen": request.form.get("seen") or pages.seen_of(shown)[cluster_id],
        },
        callers=shown.row.callers,
    )


def keep(work: Work, version: FaqVersion) -> None:
    """Note that an entry was drafted for what the form names."""
    cluster_id = _cluster_id()
    if cluster_id is not None:
        acts.drafted(work, pages.seen(work, cluster_id), version=version)


def _cluster_id() -> int | None:
    return asked.whole_number(request.values.get("miss", ""))
