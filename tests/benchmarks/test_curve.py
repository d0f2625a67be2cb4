"""The benchmark of finding measures what it says: the same bases and questions for everybody."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest

from tests.benchmarks.bases import example, folder
from tests.benchmarks.curve import measured
from tests.benchmarks.searchers import SEARCHERS


@pytest.mark.parametrize("name", SEARCHERS)
def test_every_searcher_finds_an_entry_asked_for_in_its_own_words(name: str) -> None:
    base = example().base(300)
    clean = [[text, [entry]] for entry, text in base[::100]]
    cost = measured(name, {"base": base, "queries": {"clean": clean, "none": [["%%", [0]]]}})
    assert cost.recall["clean"] == 1
    assert cost.recall["none"] == 0
    assert cost.asked == len(clean) + 1
    assert 0 < cost.p50 <= cost.p95
    assert cost.build_seconds > 0


def test_a_base_is_as_large_as_asked_and_no_made_up_question_is_there_twice() -> None:
    source = example()
    base = source.base(5000)
    assert len({entry for entry, _ in base}) == 5000
    made_up = [text for entry, text in base if entry >= len(source.entries)]
    assert len(set(made_up)) == len(made_up)
    assert base == example().base(5000)


def test_a_folder_is_read_with_what_the_questions_want_first(tmp_path: Path) -> None:
    entries = [
        {"id": "a", "question": "怎么办社保卡", "aliases": []},
        {"id": "b", "question": "怎么上户口", "aliases": ["小孩落户"]},
    ]
    with lzma.open(tmp_path / "kb_1k.jsonl.xz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(entry) + "\n" for entry in entries)
    queries = [
        {"query": "落户", "relevant_ids": ["b"]},
        {"query": "天气", "relevant_ids": []},
    ]
    (tmp_path / "queries_n15.jsonl").write_text(
        "".join(json.dumps(query) + "\n" for query in queries), encoding="utf-8"
    )
    source = folder(tmp_path)
    assert source.base(1) == [(0, "怎么上户口"), (0, "小孩落户")]
    assert [(query.heard, set(query.answers)) for query in source.asked(1)["n15"]] == [
        ("落户", {0})
    ]
    with pytest.raises(SystemExit, match="no kb"):
        folder(tmp_path / "nowhere")
