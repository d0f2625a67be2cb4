"""Every event that the code writes has a sentence, in both languages."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from hotline.settings import ROOT
from tests.factories import BOOK

WRITERS = {"note_call": "call", "note_inquiry": "inquiry"}


def strings(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from strings(node.body)
        yield from strings(node.orelse)


def written() -> set[tuple[str, str]]:
    """Every kind of event that some line of the code writes by name."""
    found = set()
    for package in ("hotline", "faq_kb", "ivr", "agents_console", "public_site"):
        for file in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                name = getattr(getattr(node, "func", None), "id", None)
                if isinstance(node, ast.Call) and name in WRITERS and len(node.args) > 2:
                    found |= {(WRITERS[name], kind) for kind in strings(node.args[2])}
    return found


def moves() -> set[tuple[str, str]]:
    """Moves that end a leg are events of their own name."""
    ends = {verb for verb, move in BOOK.moves.moves.items() if move.to_state not in (None, "open")}
    return {("inquiry", verb) for verb in ends} & {
        ("inquiry", verb) for verb in ("reply", "answer_complaint", "withdraw", "withdraw_empty")
    }


def test_the_code_writes_events() -> None:
    assert {("call", "arrived"), ("call", "solved"), ("inquiry", "logged")} <= written()


@pytest.mark.parametrize(("group", "kind"), sorted(written() | moves()))
def test_an_event_has_its_sentence(group: str, kind: str) -> None:
    key = f"{group}.{kind}"
    for language, sentences in BOOK.sentences.items():
        by = sentences.get(f"{key}.by")
        assert key in sentences or by, f"config/sentences/{language}.toml: {key} is missing"
        assert by is None or f"{key}.otherwise" in sentences
