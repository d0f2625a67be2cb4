"""What finding costs as the base grows: the product's search beside its peers, in one run.

Each is built and asked in a process of its own, one after the other, on one thread. By itself:
`python -m tests.benchmarks.curve --data DIR --sizes 1000,1000000`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil

from faq_kb.memory import give_back
from tests.benchmarks.bases import Source, example, folder
from tests.benchmarks.searchers import SEARCHERS

SIZES = (1_000, 10_000, 100_000)
PRODUCT = "product"
# Whoever is slow is asked fewer questions, and the figures say how many.
ASKING_SECONDS, FEWEST = 15.0, 20
MOST_SECONDS = 900  # to be read, built and asked
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"), "1"
)


@dataclass(frozen=True)
class Cost:
    """What one searcher costs at one size, and how often it names the right entry first."""

    build_seconds: float
    bytes_a_phrasing: float
    p50: float
    p95: float
    recall: dict[str, float]
    asked: int


def main() -> None:
    """Measure by itself, or (with a name) be the process that is measured."""
    options = _options()
    if options.measure is not None:
        name, file = options.measure
        cost = measured(name, json.loads(Path(file).read_text(encoding="utf-8")))
        print(json.dumps(asdict(cost)))
    else:
        curve(data=options.data, sizes=options.sizes)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser)
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    return parser.parse_args()


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this part, for whoever runs it."""
    parser.add_argument(
        "--data", type=Path, help="folder with kb*.jsonl(.xz) and queries*.jsonl(.xz)"
    )
    parser.add_argument(
        "--sizes",
        type=lambda text: [int(size) for size in text.split(",")],
        default=list(SIZES),
        help="entries of the bases to measure, parted by commas",
    )


def curve(*, data: Path | None = None, sizes: Sequence[int] = SIZES) -> None:
    """Print the costs at each size, with ratios to the product and to the size before."""
    source = folder(data) if data else example()
    print(f"   base: {source.name}, filled up with made-up entries; one thread; ms a question")
    before: dict[str, Cost] = {}
    with tempfile.TemporaryDirectory() as place:
        for size in sizes:
            file = Path(place) / f"{size}.json"
            phrasings = _write(source, size, file)
            print(f"\n   {size:,} entries, {phrasings:,} phrasings")
            print(
                f"   {'':<12}{'build s':>9}{'B/phrasing':>12}{'half':>9}{'95 %':>9}"
                + "".join(f"{kind + ' r@1':>11}" for kind in source.queries)
                + f"{'asked':>8}   half, as a ratio"
            )
            costs: dict[str, Cost] = {}
            for name in SEARCHERS:
                cost = _apart(name, file)
                if cost is not None:
                    costs[name] = cost
                    _print(name, cost, product=costs.get(PRODUCT), smaller=before.get(name))
            before = costs
            file.unlink()


def _write(source: Source, size: int, file: Path) -> int:
    """What each searcher is given; how many phrasings that are."""
    base = source.base(size)
    queries = {
        name: [(query.heard, sorted(query.answers)) for query in of_name]
        for name, of_name in source.asked(size).items()
    }
    text = json.dumps({"base": base, "queries": queries}, ensure_ascii=False)
    file.write_text(text, encoding="utf-8")
    return len(base)


def _apart(name: str, file: Path) -> Cost | None:
    """What it costs, measured in a process of its own; None, and said so, where that failed."""
    command = [sys.executable, "-m", "tests.benchmarks.curve", "--measure", name, str(file)]
    given = os.environ | ONE_THREAD
    try:
        done = subprocess.run(
            command, env=given, capture_output=True, text=True, timeout=MOST_SECONDS, check=True
        )
    except subprocess.TimeoutExpired:
        print(f"   {name:<12} not within {MOST_SECONDS} s", flush=True)
        return None
    except subprocess.CalledProcessError as error:
        why = (error.stderr.strip().splitlines() or [f"ended with {error.returncode}"])[-1]
        print(f"   {name:<12} failed: {why}", flush=True)
        return None
    return Cost(**json.loads(done.stdout.splitlines()[-1]))


def measured(name: str, given: dict[str, Any]) -> Cost:
    """Build the searcher over the base and ask it all questions."""
    base = [(entry, text) for entry, text in given["base"]]
    SEARCHERS[name](base[:10]).first("开")  # what all of its indexes share is no index's cost
    give_back()
    before = _resident_bytes()
    began = time.perf_counter()
    searcher = SEARCHERS[name](base)
    build_seconds = time.perf_counter() - began
    give_back()
    used = _resident_bytes() - before
    took: list[float] = []
    recall: dict[str, float] = {}
    for kind, queries in given["queries"].items():
        right: list[bool] = []
        until = time.perf_counter() + ASKING_SECONDS
        for heard, answers in queries:
            began = time.perf_counter()
            found = searcher.first(heard)
            took.append((time.perf_counter() - began) * 1000)
            right.append(found in answers)
            if len(right) >= FEWEST and time.perf_counter() > until:
                break
        recall[kind] = sum(right) / len(right) if right else float("nan")
    took.sort()
    return Cost(
        build_seconds=build_seconds,
        bytes_a_phrasing=used / len(base),
        p50=took[len(took) // 2],
        p95=took[int(len(took) * 0.95)],
        recall=recall,
        asked=len(took),
    )


def _resident_bytes() -> int:
    return int(psutil.Process().memory_info().rss)


def _print(name: str, cost: Cost, *, product: Cost | None, smaller: Cost | None) -> None:
    ratios = []
    if product is not None and product is not cost:
        ratios.append(f"{cost.p50 / product.p50:.2f} of the product's")
    if smaller is not None:
        ratios.append(f"{cost.p50 / smaller.p50:.1f} of the size before")
    print(
        f"   {name:<12}{cost.build_seconds:>9.2f}{cost.bytes_a_phrasing:>12.0f}"
        f"{cost.p50:>9.2f}{cost.p95:>9.2f}"
        + "".join(f"{share:>11.2f}" for share in cost.recall.values())
        + f"{cost.asked:>8}   {', '.join(ratios)}".rstrip(),
        flush=True,
    )


if __name__ == "__main__":
    main()
