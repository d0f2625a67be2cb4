"""`python -m hotline COMMAND`: everything that is done from a terminal."""

from __future__ import annotations

import argparse
import os
import sys

from hotline import development
from hotline.commands import Command, keeping, running
from hotline.errors import ConfigurationError


def parser() -> argparse.ArgumentParser:
    """Every command, and what each takes."""
    whole = argparse.ArgumentParser(prog="python -m hotline", description=__doc__)
    named = whole.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Command) -> argparse.ArgumentParser:
        sub = named.add_parser(name, help=command.__doc__)
        sub.set_defaults(command=command)
        return sub

    running.take(add)
    keeping.take(add)
    return whole


def main() -> int:
    """Run one command; a wrong set-up is told in words, not as a traceback."""
    args = parser().parse_args()
    if args.command is not running.run:
        os.environ.update(development.fill(os.environ))
    try:
        return int(args.command(args))
    except ConfigurationError as error:
        for fault in error.faults:
            print(f"✗ {fault}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
