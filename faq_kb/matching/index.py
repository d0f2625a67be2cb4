"""The index over all phrasings: candidates by shared n-grams, then ranked by what agrees."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from faq_kb.matching import agreement as learnt
from faq_kb.matching import features as words
from faq_kb.matching.model import rank_entries, signs_of_right
from faq_kb.matching.phrasings import Phrasing
from faq_kb.matching.postings import Asked, Floats, Numbers, Texts
from faq_kb.matching.segment import Segment, asked_of, folded_texts
from faq_kb.matching.settings import MatchingSettings
from faq_kb.matching.views import View

# What is compared of a question with a phrasing.
COLUMNS = (*words.NAMES, *learnt.NAMES)

_LOOKED_AT = 300  # rows a segment proposes by shared n-grams alone
_WHOLE = 0.15  # what the cosine of whole texts counts there, beside the shared n-grams
_COMPARED = 8  # rows compared character by character, for each tenfold of rows there are
_MOST_CHARACTERS = 60  # of a text that are compared so; the n-grams see all of it


@dataclass(frozen=True, eq=False)
class Candidate:
    """An entry that came into question, its best phrasing, and what agreed."""

    entry_id: int
    phrasing: str
    score: float
    columns: Numbers  # in the order of COLUMNS

    @property
    def agreed(self) -> dict[str, float]:
        """Each column by its name."""
        return dict(zip(COLUMNS, self.columns.round(3).tolist(), strict=True))


@dataclass(frozen=True)
class Findings:
    """Candidates for one question, best first, and how sure it is that the first is right."""

    heard: str
    candidates: tuple[Candidate, ...]
    probability: float
    length: int  # characters of what was said about the matter
    names_nothing: bool  # common words alone, no matter named
    holding_all: int  # entries that hold all that was said

    @cached_property
    def shares(self) -> tuple[float, ...]:
        """Each candidate's weight relative to the first."""
        if not self.candidates:
            return ()
        first = self.candidates[0].score
        return tuple(float(np.exp(candidate.score - first)) for candidate in self.candidates)


# For each segment which of its rows may be found.
Within = tuple[NDArray[np.bool_], ...]


@dataclass(frozen=True)
class Compared:
    """The phrasings that came into question: their entries, places, and all that was compared."""

    entries: NDArray[np.int64]
    places: Sequence[tuple[Segment, int]]
    columns: Numbers  # in the order of COLUMNS

    def text(self, line: int) -> str:
        """A phrasing as it was entered."""
        segment, row = self.places[line]
        return segment.text(row)


_NOTHING = Compared(np.zeros(0, dtype=np.int64), (), np.zeros((0, len(COLUMNS))))


class Index:
    """All phrasings of a knowledge base. It never changes: `changed` makes another.

    Any number of threads may ask one. What a change leaves alone, both share.
    """

    def __init__(self, phrasings: Iterable[Phrasing], *, settings: MatchingSettings) -> None:
        self._settings = settings
        self._segments: tuple[Segment, ...] = (Segment.of(list(phrasings), settings),)
        self._open: tuple[NDArray[np.bool_], ...] = (np.ones(len(self._segments[0]), dtype=bool),)

    def __len__(self) -> int:
        return sum(int(rows.sum()) for rows in self._open)

    @property
    def changes(self) -> int:
        """How many rows have come and gone since all was indexed in one: what slows it down."""
        came = sum(len(segment) for segment in self._segments[1:])
        return came + sum(int((~rows).sum()) for rows in self._open)

    def changed(self, *, remove: Collection[int] = (), add: Sequence[Phrasing] = ()) -> Index:
        """The same index without some entries and with some phrasings more.

        The cost grows with what has changed since all was indexed in one, not with the index.
        """
        other = object.__new__(Index)
        other._settings = self._settings
        first, *later = self._segments
        out = np.fromiter(remove, dtype=np.int64, count=len(remove))
        still = self._open[0] & ~np.isin(first.entries, out) if len(out) else self._open[0]
        kept = [
            phrasing
            for segment in later
            for phrasing in segment.phrasings(np.arange(len(segment)))
            if phrasing.entry_id not in remove
        ]
        new = [*kept, *add]
        other._segments, other._open = (first,), (still,)
        if new:
            weights = [block.weights for block in first.blocks]
            segment = Segment.of(new, self._settings, weights=weights)
            other._segments += (segment,)
            other._open += (np.ones(len(segment), dtype=bool),)
        return other

    def within(self, entries: NDArray[np.int64]) -> Within:
        """What lets `find` consider these entries only."""
        return tuple(np.isin(segment.entries, entries) for segment in self._segments)

    def find(self, heard: str, *, within: Within | None = None, limit: int = 10) -> Findings:
        """Rank the entries (of ``within``, where given) by how well they answer what was heard."""
        settings = self._settings
        view = settings.viewer.view(heard)
        length = len(view.plain)
        compared = self.compare(view, within=within)
        if not len(compared.entries):
            return Findings(heard, (), 0.0, length, view.names_nothing, 0)
        entries = compared.entries.tolist()
        scores = settings.scorer(compared.columns, length=length)
        ranked = rank_entries(scores, entries)
        signs = signs_of_right(ranked)
        holding = compared.columns[:, COLUMNS.index("asked covered folded 2")] > 0.999
        return Findings(
            heard=heard,
            candidates=tuple(
                Candidate(
                    entry_id=one.entry_id,
                    phrasing=compared.text(one.line),
                    score=one.score,
                    columns=compared.columns[one.line],
                )
                for one in ranked[:limit]
            ),
            probability=settings.sureness(signs),
            length=length,
            names_nothing=view.names_nothing,
            holding_all=len({entries[line] for line in np.flatnonzero(holding)}),
        )

    def compare(self, view: View, *, within: Within | None = None) -> Compared:
        """The phrasings that share most with a question, and all that agrees with them."""
        if not view.plain:
            return _NOTHING
        asked = asked_of(view, self._segments[0].blocks)
        question = self._settings.vocabulary.vectors(Texts.of([view.plain[:_MOST_CHARACTERS]]))
        taken = self._proposed(asked, question.pooled()[0], within)
        if not taken:
            return _NOTHING
        entries = np.concatenate([part.segment.entries[part.rows] for part in taken])
        plain = Texts.together([part.segment.plain.chosen(part.rows) for part in taken])
        columns = words.features(
            asked,
            [block.weights for block in self._segments[0].blocks],
            (plain, folded_texts(plain)),
            view=view,
            entries=entries,
        )
        vectors = self._settings.vocabulary.vectors(plain.cut(_MOST_CHARACTERS))
        whole = np.concatenate([part.whole for part in taken])
        agreed = learnt.agreement(question, vectors, whole=whole)
        places = [(part.segment, row) for part in taken for row in part.rows.tolist()]
        return Compared(entries, places, np.hstack([columns, agreed]))

    def _proposed(
        self, asked: Sequence[Asked], question: Floats, within: Within | None
    ) -> list[_Proposed]:
        """The rows worth comparing, by segment, each segment's likeliest first."""
        proposed = []
        for number, segment in enumerate(self._segments):
            open_rows = self._open[number]
            if within is not None:
                open_rows = open_rows & within[number]
            rows, shared = segment.closest(asked, open_rows=open_rows, most=_LOOKED_AT)
            whole = segment.alike(rows, question)
            proposed.append(_Proposed(segment, rows, whole, shared + _WHOLE * whole))
        every = np.concatenate([part.scores for part in proposed])
        most = min(int(_COMPARED * np.log10(len(self) + 1)), len(every))
        bar = np.partition(every, len(every) - most)[-most] if most else 0.0
        return [part for one in proposed if len((part := one.from_on(bar)).rows)]


class _Proposed(NamedTuple):
    """Rows of a segment, how alike their whole texts are to the question's, and what is in all."""

    segment: Segment
    rows: NDArray[np.intp]
    whole: Floats
    scores: Floats

    def from_on(self, bar: float) -> _Proposed:
        """The rows that reach a score, the best first."""
        order = np.argsort(-self.scores, kind="stable")
        order = order[self.scores[order] >= bar]
        return _Proposed(self.segment, self.rows[order], self.whole[order], self.scores[order])
