"""The index over all phrasings: candidates by shared n-grams, then ranked by what agrees."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from faq_kb.matching.features import NAMES, features
from faq_kb.matching.model import Scorer, Sureness, rank_entries, signs_of_right
from faq_kb.matching.postings import Numbers, Postings
from faq_kb.matching.settings import MatchingSettings
from faq_kb.matching.views import View

_MIX = (0.25, 0.30, 0.20, 0.25)  # plain 1, plain 2, folded 1, folded 2: measured over real pairs
_RERANKED = 80


@dataclass(frozen=True)
class Phrasing:
    """One way of asking for an entry."""

    entry_id: int
    text: str


@dataclass(frozen=True)
class Candidate:
    """An entry that came into question, its best phrasing, and what agreed (0 to 1 each)."""

    entry_id: int
    phrasing: str
    score: float
    agreed: dict[str, float]


@dataclass(frozen=True)
class Findings:
    """Candidates for one question, best first, and how sure it is that the first is right."""

    heard: str
    candidates: tuple[Candidate, ...]
    probability: float
    names_nothing: bool  # common words alone, no matter named
    holding_all: int  # entries that hold all that was said

    @cached_property
    def shares(self) -> tuple[float, ...]:
        """Each candidate's weight relative to the first."""
        if not self.candidates:
            return ()
        first = self.candidates[0].score
        return tuple(float(np.exp(candidate.score - first)) for candidate in self.candidates)


class Index:
    """All phrasings of a knowledge base, to be asked and edited while it is asked.

    Any number of threads may ask; one at a time may edit.
    """

    def __init__(self, phrasings: Iterable[Phrasing], *, settings: MatchingSettings) -> None:
        self._settings = settings
        self._phrasings: list[Phrasing | None] = list(phrasings)
        self._views: list[View] = [settings.viewer.view(p.text) for p in self._phrasings if p]
        self._rows: dict[int, list[int]] = {}
        for row, phrasing in enumerate(self._phrasings):
            assert phrasing is not None
            self._rows.setdefault(phrasing.entry_id, []).append(row)
        plain, folded = settings.background
        plains = [view.plain for view in self._views]
        foldeds = [view.folded for view in self._views]
        entries = [p.entry_id for p in self._phrasings if p]
        self._blocks = (
            Postings(plains, entries, length=1, background=plain),
            Postings(plains, entries, length=2, background=plain),
            Postings(foldeds, entries, length=1, background=folded),
            Postings(foldeds, entries, length=2, background=folded),
        )
        self._entry_of_row = np.array(entries, dtype=np.int64)

    def __len__(self) -> int:
        return sum(len(rows) for rows in self._rows.values())

    @cached_property
    def _scorer(self) -> Scorer:
        return Scorer.of(self._settings.learnt["scorer"])

    @cached_property
    def _sureness(self) -> Sureness:
        return Sureness.of(self._settings.learnt["sureness"])

    def add(self, phrasing: Phrasing) -> None:
        """Enter one phrasing; the next question finds it."""
        row = len(self._phrasings)
        view = self._settings.viewer.view(phrasing.text)
        if row >= len(self._entry_of_row):
            room = np.zeros(max(16, row // 4), dtype=np.int64)
            self._entry_of_row = np.concatenate([self._entry_of_row, room])
        self._entry_of_row[row] = phrasing.entry_id
        for block in self._blocks:
            block.reserve(row)
        self._views.append(view)
        self._phrasings.append(phrasing)
        self._rows[phrasing.entry_id] = [*self._rows.get(phrasing.entry_id, []), row]
        for block, text in zip(self._blocks, _texts(view), strict=True):
            block.add(row, text, entry=phrasing.entry_id)

    def remove(self, entry_id: int) -> None:
        """Take an entry with all its phrasings out; unknown entries are out already."""
        for row in self._rows.pop(entry_id, []):
            for block, text in zip(self._blocks, _texts(self._views[row]), strict=True):
                block.remove(row, text)
            self._phrasings[row] = None

    def find(
        self, heard: str, *, within: Container[int] | None = None, limit: int = 10
    ) -> Findings:
        """Rank the entries (of ``within``, where given) by how well they answer what was heard."""
        view = self._settings.viewer.view(heard)
        rows, columns = self.compare(view, within=within)
        if not len(rows):
            return Findings(heard, (), 0.0, view.names_nothing, 0)
        entries = self._entry_of_row[rows].tolist()
        scores = self._scorer(columns, length=len(view.plain))
        ranked = rank_entries(
            scores,
            entries,
            {entry: len(self._rows.get(entry, ())) for entry in entries},
            discount=float(self._settings.learnt["discount"]),
        )
        signs = signs_of_right(
            ranked,
            scores,
            columns,
            entries,
            length=len(view.plain),
            phrasings=len(self._rows.get(ranked[0].entry_id, ())),
        )
        holding = columns[:, NAMES.index("asked covered folded 2")] > 0.999
        return Findings(
            heard=heard,
            candidates=tuple(
                Candidate(
                    entry_id=one.entry_id,
                    phrasing=self._text(int(rows[one.line])),
                    score=one.score,
                    agreed=dict(zip(NAMES, columns[one.line].round(3).tolist(), strict=True)),
                )
                for one in ranked[:limit]
            ),
            probability=self._sureness(signs),
            names_nothing=view.names_nothing,
            holding_all=len({entries[line] for line in np.flatnonzero(holding)}),
        )

    def compare(
        self, view: View, *, within: Container[int] | None = None
    ) -> tuple[np.ndarray[tuple[int], np.dtype[np.intp]], Numbers]:
        """The rows that share most with a question, and their features."""
        asked = [block.ask(text) for block, text in zip(self._blocks, _texts(view), strict=True)]
        size = len(self._phrasings)  # after the lists are taken: an edit only adds rows
        mixed = np.zeros(size)
        for share, question in zip(_MIX, asked, strict=True):
            mixed += share * question.cosines(size)
        if within is not None:
            # A copy: another thread may be adding an entry.
            known = list(self._rows.items())
            outside = [row for entry, rows in known if entry not in within for row in rows]
            mixed[outside] = 0.0
        if size > _RERANKED:
            rows = np.argpartition(mixed, size - _RERANKED)[-_RERANKED:]
        else:
            rows = np.arange(size)
        rows = rows[mixed[rows] > 0]
        rows = rows[np.argsort(-mixed[rows], kind="stable")]
        if not len(rows):
            return rows, np.zeros((0, len(NAMES)))
        columns = features(
            asked,
            self._blocks,
            view=view,
            rows=rows,
            entries=self._entry_of_row[rows],
            slot_of_row=np.full(size, -1, dtype=np.int16),
            views=[self._views[row] for row in rows.tolist()],
        )
        return rows, columns

    def entry_of(self, row: int) -> int:
        """The entry a row stands for."""
        return int(self._entry_of_row[row])

    def _text(self, row: int) -> str:
        phrasing = self._phrasings[row]
        return phrasing.text if phrasing else ""


def _texts(view: View) -> tuple[str, str, str, str]:
    return view.plain, view.plain, view.folded, view.folded
