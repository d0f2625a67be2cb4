"""Measures the matcher over a file of questions, by the same code that answers a call."""

import json
import lzma
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from faq_kb.matching import Index, MatchingSettings, Phrasing, guess_unit, judge
from faq_kb.memory import give_back

_FALSE_ACCEPTS = 0.05
_UNITS_ASKED = 1000  # entries whose unit is guessed, about


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file, plain or ``.xz``."""
    with (
        lzma.open(path, "rt", encoding="utf-8")
        if path.suffix == ".xz"
        else path.open(encoding="utf-8") as lines
    ):
        for line in lines:
            if line.strip():
                yield json.loads(line)


def evaluate(
    kb: Path, queries: Path, *, settings: MatchingSettings, limit: int | None = None
) -> dict[str, Any]:
    """Recall, honesty and cost of matching.

    ``kb`` holds ``{id, question, aliases}``, ``queries`` holds ``{query, relevant_ids}``; a query
    without relevant entries is one the base cannot answer. Recall is over the answerable ones,
    the three verdict rates over all.
    """
    entries = list(read_lines(kb))
    asked = list(read_lines(queries))[:limit]
    Index((), settings=settings)  # what every index shares is no index's memory
    give_back()
    memory_before = _memory_mb()
    began = time.perf_counter()
    index = Index(
        (
            Phrasing(number, text)
            for number, entry in enumerate(entries)
            for text in (entry["question"], *entry.get("aliases", ()))
        ),
        settings=settings,
    )
    build_seconds = time.perf_counter() - began
    give_back()
    memory_mb = _memory_mb() - memory_before
    ids = [entry["id"] for entry in entries]
    ranks, sure, answerable, took = [], [], [], []
    wrong = offered = silent = 0
    for query in asked:
        relevant = set(query["relevant_ids"])
        began = time.perf_counter()
        findings = index.find(query["query"])
        verdict = judge(findings, settings)
        took.append((time.perf_counter() - began) * 1000)
        found = [ids[candidate.entry_id] for candidate in findings.candidates]
        ranks.append(next((i for i, one in enumerate(found) if one in relevant), None))
        sure.append(findings.probability)
        answerable.append(bool(relevant))
        said = {ids[candidate.entry_id] for candidate in verdict.entries}
        wrong += verdict.kind == "answer" and not said & relevant
        offered += verdict.kind == "choices"
        silent += verdict.kind in ("nothing", "ask_back")
    can = [rank for rank, able in zip(ranks, answerable, strict=True) if able]
    outcomes = zip(ranks, sure, answerable, strict=True)
    bound = _bound([p for p, able in zip(sure, answerable, strict=True) if not able])
    right = sum(able and rank == 0 and p > bound for rank, p, able in outcomes)
    reciprocal = [0.0 if rank is None else 1 / (rank + 1) for rank in can]
    p50, p95, p99 = np.percentile(took, (50, 95, 99)) if took else (0.0, 0.0, 0.0)
    return {
        "kb_size": len(entries),
        "queries": len(asked),
        "recall_at_1": _share(sum(rank == 0 for rank in can), len(can)),
        "recall_at_3": _share(sum(rank is not None and rank < 3 for rank in can), len(can)),
        "mrr_at_10": _share(sum(reciprocal), len(can)),
        "answer_rate_at_5_percent_false_accepts": _share(right, len(can)),
        "wrong_answer_rate": _share(wrong, len(asked)),
        "offered_rate": _share(offered, len(asked)),
        "silent_rate": _share(silent, len(asked)),
        "latency_ms": {"p50": round(p50, 3), "p95": round(p95, 3), "p99": round(p99, 3)},
        "build_seconds": round(build_seconds, 3),
        "memory_mb": round(memory_mb, 1),
        "unit_guess": _units(index, entries, settings),
    }


def _units(
    index: Index, entries: Sequence[dict[str, Any]], settings: MatchingSettings
) -> dict[str, float]:
    """How often the unit is guessed, and rightly, for questions the base cannot answer.

    Entries whose unit is known are asked, spread over the base, each of the base without it.
    """
    unit_of = {n: one["department"] for n, one in enumerate(entries) if one.get("department")}
    asked = list(unit_of)[:: max(1, len(unit_of) // _UNITS_ASKED)]
    guessed = []
    for number in asked:
        findings = index.changed(remove=[number]).find(entries[number]["question"])
        unit = guess_unit(findings, unit_of, settings.thresholds)
        if unit is not None:
            guessed.append(unit == unit_of[number])
    return {
        "asked": len(asked),
        "guessed": _share(len(guessed), len(asked)),
        "right_of_guessed": _share(sum(guessed), len(guessed)),
    }


def _bound(unanswerable: list[float]) -> float:
    """The sureness that at most the allowed share of unanswerable questions exceeds."""
    ordered = sorted(unanswerable, reverse=True)
    allowed = int(_FALSE_ACCEPTS * len(ordered))
    return ordered[allowed] if allowed < len(ordered) else -1.0


def _share(part: float, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _memory_mb() -> float:
    return float(psutil.Process().memory_info().rss) / 1024**2
