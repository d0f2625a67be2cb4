"""What can be refused, each with words for the reader in both languages."""

from __future__ import annotations

from hotline.rules.wording import Wording


class Refused(Exception):
    """An action was asked for that the rules do not allow; nothing was changed.

    `wording` holds the sentence a person reads, and a key that is stable for programs.
    """

    def __init__(self, wording: Wording) -> None:
        super().__init__(f"{wording.key}: {wording.en}")
        self.wording = wording


class NotAllowed(Refused):
    """The person may not see or do this."""


class NotFound(Refused):
    """There is no such record, or none this person may see."""


class Throttled(Refused):
    """Too many attempts; try again later."""


class ConfigurationError(Exception):
    """A configuration file or setting is wrong; carries every fault found, not only the first."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults
