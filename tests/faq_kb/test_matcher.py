"""The promise of the matcher, over the example base and questions kept out of it.

Nine in ten held-out questions bring their entry, as the answer or as the first choice read out,
and of fifty questions the base cannot answer at most three are answered.
"""

import time
from collections import Counter

import pytest

from faq_kb.matching import Verdict, judge

from .example_base import example_base, example_index, questions, settings, unanswerable


def outcome(verdict: Verdict, entry: str) -> str:
    """What the caller met: ``answer right``, ``answer wrong``, ``choices first``, …"""
    said = [example_base().codes[candidate.entry_id] for candidate in verdict.entries]
    if verdict.kind == "answer":
        return "answer right" if said == [entry] else "answer wrong"
    if verdict.kind == "choices":
        if said[0] == entry:
            return "choices first"
        return "choices hold it" if entry in said else "choices wrong"
    return verdict.kind


def outcomes(kind: str) -> Counter[str]:
    """How the held-out questions of one kind fare."""
    found: Counter[str] = Counter()
    for text, entry in questions(kind):
        verdict = judge(example_index().find(text), settings())
        found[outcome(verdict, entry)] += 1
    return found


def told(title: str, found: Counter[str]) -> str:
    total = found.total()
    return f"{title} ({total}): " + ", ".join(
        f"{what} {count} ({count / total:.3f})" for what, count in found.most_common()
    )


def test_every_held_out_question_names_an_entry_of_the_base() -> None:
    codes = set(example_base().codes)
    unknown = {entry for kind in ("held_out", "oblique") for _, entry in questions(kind)} - codes
    assert not unknown


def test_nine_in_ten_held_out_questions_bring_their_entry(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = outcomes("held_out")
    riddles = outcomes("oblique")
    with capsys.disabled():
        print("\n" + told("held out", found))
        print(told("riddles, for the record", riddles))
    right = found["answer right"] + found["choices first"]
    assert right / found.total() >= 0.9
    assert found["answer right"] / found.total() >= 0.6
    assert found["answer wrong"] / found.total() <= 0.02
    assert riddles["answer wrong"] / riddles.total() <= 0.03


def test_of_fifty_unanswerable_questions_at_most_three_are_answered(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found: Counter[str] = Counter()
    for text in unanswerable():
        found[judge(example_index().find(text), settings()).kind] += 1
    with capsys.disabled():
        print("\n" + told("unanswerable", found))
    assert found.total() >= 50
    assert found["answer"] <= 3 * found.total() // 50


def test_a_question_is_matched_in_a_few_milliseconds() -> None:
    index = example_index()
    asked = [text for text, _ in questions("held_out")][:200]
    took = []
    for text in asked:
        began = time.perf_counter()
        judge(index.find(text), settings())
        took.append(time.perf_counter() - began)
    assert sorted(took)[len(took) // 2] < 0.010  # 1 ms on an idle machine
