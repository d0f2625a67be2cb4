"""What checks the hotline must share no mistake with it."""

import ast
from pathlib import Path

import ivr.practice

OURS = {"hotline", "faq_kb", "ivr", "agents_console", "public_site", "twilio"}


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def test_the_practice_phone_imports_nothing_of_the_hotline_and_not_the_providers_library() -> None:
    files = list(Path(ivr.practice.__file__).parent.glob("*.py"))
    assert len(files) > 20
    for path in files:
        foreign = {
            name
            for name in imported(path)
            if name.partition(".")[0] in OURS and not name.startswith("ivr.practice")
        }
        assert not foreign, f"{path.name}: {foreign}"
