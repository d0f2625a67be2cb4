"""The measuring command: one JSON object, whose figures a small base lets one check by hand."""

import json
import lzma
from pathlib import Path

import pytest

from faq_kb.__main__ import main

KB = [
    {"id": "a", "question": "身份证丢了怎么补办", "aliases": ["补办身份证要什么"]},
    {"id": "b", "question": "住房公积金怎么提取", "aliases": []},
]
QUERIES = [
    {"qid": "1", "query": "身份证掉了咋个补办", "relevant_ids": ["a"], "kind": "x"},
    {"qid": "2", "query": "公积金咋个提取", "relevant_ids": ["b"], "kind": "x"},
    {"qid": "3", "query": "明天会下雨吗", "relevant_ids": [], "kind": "x/noans"},
]


def test_evaluate_prints_one_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kb, queries = tmp_path / "kb.jsonl", tmp_path / "queries.jsonl.xz"
    kb.write_text("\n".join(json.dumps(line) for line in KB), encoding="utf-8")
    with lzma.open(queries, "wt", encoding="utf-8") as lines:
        lines.write("\n".join(json.dumps(line) for line in QUERIES))
    assert main(["evaluate", "--kb", str(kb), "--queries", str(queries)]) == 0
    measured = json.loads(capsys.readouterr().out)
    assert measured["kb_size"] == 2
    assert measured["queries"] == 3
    assert measured["recall_at_1"] == measured["recall_at_3"] == measured["mrr_at_10"] == 1.0
    assert measured["answer_rate_at_5_percent_false_accepts"] == 1.0
    assert measured["wrong_answer_rate"] == 0.0
    assert measured["offered_rate"] + measured["silent_rate"] <= 1.0
    assert set(measured["latency_ms"]) == {"p50", "p95", "p99"}
    assert {"build_seconds", "memory_mb"} <= set(measured)


def test_the_limit_asks_only_the_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kb, queries = tmp_path / "kb.jsonl", tmp_path / "queries.jsonl"
    kb.write_text("\n".join(json.dumps(line) for line in KB), encoding="utf-8")
    queries.write_text("\n".join(json.dumps(line) for line in QUERIES), encoding="utf-8")
    main(["evaluate", "--kb", str(kb), "--queries", str(queries), "--limit", "1"])
    assert json.loads(capsys.readouterr().out)["queries"] == 1
