"""Every fault that the specification demands of the line is played by some test."""

from __future__ import annotations

import re
from pathlib import Path

# telephony.md, "Faults a serious system survives"; the others belong to the operators' room.
DEMANDED = {*range(1, 20), 27, 28, *range(32, 40), 41, 42, 43}


def test_every_fault_demanded_is_played() -> None:
    played: set[int] = set()
    tests = 0
    for file in Path(__file__).parent.glob("test_faults_*.py"):
        for numbers in re.findall(r"^@fault\(([\d, ]+)\)$", file.read_text("utf-8"), re.M):
            played |= {int(number) for number in numbers.split(",")}
            tests += 1
    print(f"{len(played & DEMANDED)} of {len(DEMANDED)} faults played by {tests} tests")
    assert not DEMANDED - played
