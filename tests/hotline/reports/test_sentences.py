"""Every event that the code writes has a sentence, in both languages."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from hotline.settings import ROOT
from tests.factories import BOOK

# Who writes events: whose history it is, and that the kind is the third argument.
WRITERS = {
    "note_call": "call",
    "note_inquiry": "inquiry",
    "event_row": "inquiry",
    # A change of a place, a unit or an account (actions/editing.py).
    "note": "change",
    "apply": "change",
}
PACKAGES = ("hotline", "faq_kb", "ivr", "agents_console", "public_site")
Function = ast.FunctionDef

TREES = [
    ast.parse(file.read_text(encoding="utf-8"))
    for package in PACKAGES
    for file in (ROOT / package).rglob("*.py")
    if "practice" not in file.parts  # it has notes of its own, and nothing of ours
]
FUNCTIONS = [node for tree in TREES for node in ast.walk(tree) if isinstance(node, Function)]
CALLS: dict[str, list[tuple[Function, ast.Call]]] = {}
for function in FUNCTIONS:
    for call in ast.walk(function):
        if isinstance(call, ast.Call):
            name = getattr(call.func, "id", None) or getattr(call.func, "attr", "")
            CALLS.setdefault(name, []).append((function, call))


def kinds(node: ast.expr, within: Function) -> Iterator[str]:
    """What the expression may be: a text, one of two, a variable, or what callers give."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from kinds(node.body, within)
        yield from kinds(node.orelse, within)
    else:
        found = [*given(node, within), *assigned(node, within)]
        for value, where in found:
            yield from kinds(value, where)
        if not found:
            yield ast.unparse(node)  # nobody can tell: there is no sentence for it


def given(node: ast.expr, within: Function) -> Iterator[tuple[ast.expr, Function]]:
    """What callers give for a parameter."""
    names = parameters(within)
    for caller, call in CALLS.get(within.name, ()):
        arguments = {one.arg: one.value for one in call.keywords}
        arguments |= dict(zip(names, call.args, strict=False))
        if isinstance(node, ast.Name) and node.id in names and node.id in arguments:
            yield arguments[node.id], caller


def assigned(node: ast.expr, within: Function) -> Iterator[tuple[ast.expr, Function]]:
    """What a variable is set to, by itself or as the first of each row of a loop."""
    for one in ast.walk(within) if isinstance(node, ast.Name) else ():
        match one:
            case ast.Assign(targets=[ast.Name(id=node.id)]):
                yield one.value, within
            case ast.For(
                target=ast.Tuple(elts=[ast.Name(id=node.id), *_]), iter=ast.Tuple(elts=rows)
            ):
                yield from ((row.elts[0], within) for row in rows if isinstance(row, ast.Tuple))


def parameters(function: Function) -> list[str]:
    return [one.arg for one in (*function.args.args, *function.args.kwonlyargs)]


def written() -> set[tuple[str, str]]:
    """Every kind of event that some line of the code writes."""
    return {
        (group, kind)
        for writer, group in WRITERS.items()
        for within, call in CALLS[writer]
        if within.name not in WRITERS
        for kind in kinds(call.args[2], within)
    }


def test_the_code_writes_events_by_name_by_variable_and_for_its_callers() -> None:
    known = {("call", "arrived"), ("inquiry", "explanation_passed"), ("inquiry", "pass_on")}
    assert known | {("call", "out_of_scope"), ("inquiry", "deadline_moved")} <= written()


@pytest.mark.parametrize(("group", "kind"), sorted(written()))
def test_an_event_has_its_sentence(group: str, kind: str) -> None:
    key = f"{group}.{kind}"
    for language, sentences in BOOK.sentences.items():
        by = sentences.get(f"{key}.by")
        assert key in sentences or by, f"config/sentences/{language}.toml: {key} is missing"
        assert by is None or f"{key}.otherwise" in sentences
