"""What is done from a terminal. Each command reads what it needs when it runs: help stays quick."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hotline.errors import Refused
    from hotline.house import House

Command = Callable[[argparse.Namespace], int]
# Gives a command its name, and what it takes after it.
Add = Callable[[str, Command], argparse.ArgumentParser]


def house() -> House:
    """The house this environment describes."""
    from hotline.app import build_house
    from hotline.db import JOB_SECONDS

    return build_house(statement_seconds=JOB_SECONDS)


def refused(why: Refused) -> int:
    """Say why not to whoever typed it; the exit code."""
    print(f"✗ {why.wording.zh} / {why.wording.en}", file=sys.stderr)
    return 1
