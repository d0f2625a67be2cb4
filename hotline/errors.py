"""What can be refused, each with words for the reader in both languages."""

from __future__ import annotations

import traceback
from collections.abc import Sequence

from hotline.rules.wording import Wording


class Refused(Exception):
    """An action was asked for that the rules do not allow; nothing was changed.

    `wording` holds the sentence a person reads, and a key that is stable for programs; `field`
    names what was given wrong, where it was one thing; `others` is what else was wrong with it.
    """

    def __init__(
        self, wording: Wording, *, field: str | None = None, others: Sequence[Refused] = ()
    ) -> None:
        super().__init__(f"{wording.key}: {wording.en}")
        self.wording = wording
        self.field = field
        self.others = tuple(others)


def refuse_all(faults: Sequence[Refused]) -> None:
    """Raise what was found wrong, all of it at once; nothing, where nothing was."""
    if faults:
        first, *others = faults
        raise Refused(first.wording, field=first.field, others=others)


class NotAllowed(Refused):
    """The person may not see or do this."""


class Unidentified(Refused):
    """Nobody knows who asks."""


class NotFound(Refused):
    """There is no such record, or none this person may see."""


class Throttled(Refused):
    """Too many attempts; try again later."""


def status_of(error: Refused) -> int:
    """The HTTP status that says the same as the refusal."""
    if isinstance(error, Unidentified):
        return 401
    if isinstance(error, NotAllowed):
        return 403
    if isinstance(error, NotFound):
        return 404
    if isinstance(error, Throttled):
        return 429
    return 422


class Impersonal(Exception):
    """A failure whose words are ours and name nobody: they may be logged, kept and shown."""


def told_safely(error: BaseException) -> str:
    """What kind of failure it was, and its code; never its words, which may quote a citizen.

    The provider's errors name the number that was called, PostgreSQL's the row that did not fit.
    """
    kind = type(error).__name__
    if isinstance(error, Impersonal | Refused):
        return f"{kind}: {error}"
    code = getattr(getattr(error, "orig", error), "sqlstate", None)
    return f"{kind} ({code})" if code else kind


def traced_safely(error: BaseException) -> str:
    """Where it was raised, and every failure it arose from, in the same careful words."""
    frames = [
        f"  {frame.filename}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    told = "\n".join([*frames, told_safely(error)])
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return f"{traced_safely(before)}\nand then\n{told}" if before is not None else told


class Away(Impersonal):
    """The other side cannot be reached, or cannot answer now; the same may succeed later."""


class ConfigurationError(Exception):
    """A configuration file or setting is wrong; carries every fault found, not only the first."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults
