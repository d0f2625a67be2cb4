"""Commands of the knowledge base: ``python -m faq_kb evaluate --kb KB --queries QUERIES``."""

import argparse
import json
import sys
from pathlib import Path

from faq_kb.evaluate import evaluate
from faq_kb.matching import load_settings

_SETTINGS = Path(__file__).parent.parent / "config" / "matching.toml"


def main(arguments: list[str] | None = None) -> int:
    """Run one command and print its result as JSON."""
    parser = argparse.ArgumentParser(prog="python -m faq_kb")
    commands = parser.add_subparsers(dest="command", required=True)
    measure = commands.add_parser("evaluate", help="measure the matcher over a file of questions")
    measure.add_argument("--kb", type=Path, required=True, help="entries, JSON Lines (.xz too)")
    measure.add_argument("--queries", type=Path, required=True, help="questions, JSON Lines")
    measure.add_argument("--limit", type=int, help="ask only the first questions")
    measure.add_argument("--settings", type=Path, default=_SETTINGS, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    settings = load_settings(chosen.settings)
    measured = evaluate(chosen.kb, chosen.queries, settings=settings, limit=chosen.limit)
    sys.stdout.write(json.dumps(measured, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
