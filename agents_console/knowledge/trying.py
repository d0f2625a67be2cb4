"""Any question is tried as a caller would ask it: what is found, why, and how it sounds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from agents_console import answers, asked
from agents_console.knowledge.deciding import NO_SUCH_VERSION
from agents_console.knowledge.difference import Piece, pieces
from faq_kb.search import Answer, KnowledgeBase
from faq_kb.trial import Near, Tried, may_be_heard, try_question
from hotline.errors import NotFound
from hotline.records import FaqVersion
from hotline.reports import entries
from hotline.reports.names import Names
from hotline.rules.redirects import Redirect
from hotline.rules.spoken import for_the_ear, listening_parts, spoken_day
from hotline.rules.wording import Wording
from hotline.work import Work

LANGUAGE = "zh-CN"
SHOWN = 5


@dataclass(frozen=True)
class NearShown:
    """An entry that came near: the phrasing with what it shares with the question marked."""

    near: Near
    unit: Wording
    phrasing: tuple[Piece, ...]
    asked_found: float
    entry_found: float


def page(work: Work, *, knowledge: KnowledgeBase) -> ResponseReturnValue:
    """The form, and below it what the question finds."""
    words, place = asked.text("q") or "", answers.chosen_place(work)
    instead = _version(work)
    redirect = redirect_of(work, words)
    tried = None
    if words and place is not None and redirect is None:
        tried = try_question(work, knowledge, words, place_id=place.id, instead=instead)
    return render_template(
        "console/knowledge/trial.html",
        words=words,
        place=place,
        places=answers.choices(work),
        instead=instead,
        is_heard=instead is None or may_be_heard(work, instead),
        redirect=redirect,
        tried=tried,
        near=_shown(work, words, tried) if tried else (),
        sentences=tuple(spoken(work, words, redirect, tried)) if words else (),
    )


def _version(work: Work) -> FaqVersion | None:
    """The version that is to stand for its entry, if this person may see it."""
    version_id = asked.number("version")
    if version_id is None:
        return None
    version = work.db.get(FaqVersion, version_id)
    if version is None:
        raise NotFound(NO_SUCH_VERSION)
    entries.page(work, entry_id=version.entry_id)
    return version


def redirect_of(work: Work, words: str) -> Redirect | None:
    """The other channel, or everyday matter, that is told of before the base is asked."""
    tables = work.book.redirects
    return tables.channel(words) or tables.everyday_matter(words)


def _shown(work: Work, words: str, tried: Tried) -> tuple[NearShown, ...]:
    names = Names(work)
    return tuple(
        NearShown(
            near=near,
            unit=names.unit(near.answer.unit_id),
            phrasing=tuple(one for one in pieces(words, near.phrasing) if one.kind != "gone"),
            asked_found=near.agreed["asked found"],
            entry_found=near.agreed["entry found"],
        )
        for near in tried.near[:SHOWN]
    )


def spoken(work: Work, words: str, redirect: Redirect | None, tried: Tried | None) -> Iterator[str]:
    """What a caller would hear, sentence by sentence as the telephone says it."""
    prompts = work.book.prompts[LANGUAGE]
    emergency = work.book.redirects.emergency(words)
    if emergency is not None:
        yield for_the_ear(emergency.says, LANGUAGE)
    if redirect is not None:
        yield for_the_ear(redirect.says, LANGUAGE)
        yield prompts["redirect_end"]
    elif tried is None or not tried.answers:
        kind = "ask_back" if tried is not None and tried.verdict == "ask_back" else "miss"
        yield prompts[kind]
    elif tried.verdict == "answer":
        yield from _read_out(work, tried.answers[0])
    else:
        yield prompts["choices"]
        for key, found in enumerate(tried.answers, start=1):
            yield prompts["choice"].format(title=_title(found), key=key)
        yield prompts["choices_end"]


def _read_out(work: Work, found: Answer) -> Iterator[str]:
    """An answer as the telephone reads it: its source after the first part, more when asked."""
    prompts = work.book.prompts[LANGUAGE]
    limit = work.book.line.voices[LANGUAGE].answer_characters
    first, *others = listening_parts(found.answer, LANGUAGE, limit=limit)
    yield prompts["answer_lead"].format(title=_title(found))
    yield first
    date = spoken_day(found.source_on, LANGUAGE)
    yield prompts["answer_source"].format(source=for_the_ear(found.source, LANGUAGE), date=date)
    for part in others:
        yield prompts["more_or_text"]
        yield part


def _title(found: Answer) -> str:
    return for_the_ear(found.question.rstrip("？?"), LANGUAGE)
