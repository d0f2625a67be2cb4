"""The chain an answer passes before anybody hears it (R-52): its steps, one after the other."""

from collections.abc import Collection, Sequence


def next_step(steps: Sequence[str], passed: Collection[str]) -> str | None:
    """The step that is due when these are passed; None when all are."""
    return next((step for step in steps if step not in passed), None)
