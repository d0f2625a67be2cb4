"""Commands of the knowledge base: ``python -m faq_kb evaluate --kb KB --queries QUERIES``."""

import argparse
import json
import sys
from pathlib import Path

import numpy as np

from faq_kb.evaluate import evaluate
from faq_kb.learning import calibrate, learn
from faq_kb.learning.calibration import written
from faq_kb.learning.clusters import read_base, read_clusters
from faq_kb.matching import load_settings

_CONFIG = Path(__file__).parent.parent / "config"
_SETTINGS = _CONFIG / "matching.toml"
_BASE = _CONFIG / "example" / "faq"


def main(arguments: list[str] | None = None) -> int:
    """Run one command and print its result as JSON."""
    parser = argparse.ArgumentParser(prog="python -m faq_kb")
    commands = parser.add_subparsers(dest="command", required=True)
    measure = commands.add_parser("evaluate", help="measure the matcher over a file of questions")
    measure.add_argument("--kb", type=Path, required=True, help="entries, JSON Lines (.xz too)")
    measure.add_argument("--queries", type=Path, required=True, help="questions, JSON Lines")
    measure.add_argument("--limit", type=int, help="ask only the first questions")
    measure.add_argument("--settings", type=Path, default=_SETTINGS, help=argparse.SUPPRESS)
    judge = commands.add_parser("calibrate", help="choose the thresholds anew, and print them")
    judge.add_argument("--clusters", type=Path, required=True, help="{src, texts}, JSON Lines")
    judge.add_argument("--base", type=Path, default=_BASE, help="a folder of entries, TOML")
    judge.add_argument("--settings", type=Path, default=_SETTINGS, help=argparse.SUPPRESS)
    teach = commands.add_parser("learn", help="learn the matcher's weights anew (needs torch)")
    teach.add_argument("--clusters", type=Path, required=True, help="{src, texts}, JSON Lines")
    teach.add_argument("--base", type=Path, default=_BASE, help="a folder of entries, TOML")
    teach.add_argument("--out", type=Path, required=True, help="where the weights are written")
    teach.add_argument("--settings", type=Path, default=_SETTINGS, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    settings = load_settings(chosen.settings)
    if chosen.command == "learn":
        learnt = learn(read_clusters(chosen.clusters), read_base(chosen.base), settings)
        np.savez_compressed(chosen.out, **learnt)
        return 0
    if chosen.command == "calibrate":
        table = calibrate(read_clusters(chosen.clusters), read_base(chosen.base), settings)
        sys.stdout.write(written(table))
        return 0
    measured = evaluate(chosen.kb, chosen.queries, settings=settings, limit=chosen.limit)
    sys.stdout.write(json.dumps(measured, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
