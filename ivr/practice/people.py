"""The people on the line: what a caller says and presses, and how those who are rung behave."""

import fnmatch
import re
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from ivr.practice.world import Signal

_KEYS = re.compile(r"[0-9*#]+\Z")
_SECONDS_A_HAN = 0.22
_SECONDS_A_LETTER = 0.07


def speaking_seconds(text: str) -> float:
    """How long the text takes to say, roughly."""
    han = sum(1 for letter in text if "一" <= letter <= "鿿")
    return round(0.4 + han * _SECONDS_A_HAN + (len(text) - han) * _SECONDS_A_LETTER, 1)


@dataclass(frozen=True)
class Keys:
    """Keys pressed at one prompt, in quick succession; `early` while something is read out."""

    keys: str
    early: bool = False


@dataclass(frozen=True)
class Speech:
    """Something said. At a recording it is the message, ended by `ends` if that is a key."""

    text: str
    confidence: float | None = 0.93
    seconds: float | None = None
    ends: str = "#"

    def lasts_seconds(self) -> float:
        """How long the person speaks."""
        return speaking_seconds(self.text) if self.seconds is None else self.seconds


@dataclass(frozen=True)
class Silence:
    """Nothing, until the prompt gives up."""


Moment = Literal["prompt", "ringing", "talking", "waiting"]


@dataclass(frozen=True)
class HangUp:
    """Puts the receiver down: at the next prompt, or while ringing, talking or waiting."""

    at: Moment = "prompt"
    after_seconds: float = 3


Act = Keys | Speech | Silence | HangUp
SILENCE = Silence()


def act(token: "str | Act") -> Act:
    """What a word of a script stands for.

    Only 0-9 * # are keys; `-` is silence; `!` hangs up, `!ringing`, `!talking` and `!waiting`
    while others ring, in conversation, in a queue; anything else is said.
    """
    if not isinstance(token, str):
        return token
    if _KEYS.match(token):
        return Keys(token)
    if token in {"", "-"}:
        return SILENCE
    if token.startswith("!"):
        moment = token[1:] or "prompt"
        if moment not in {"prompt", "ringing", "talking", "waiting"}:
            raise ValueError(f"unknown moment to hang up at: {token}")
        return HangUp(at=moment)  # type: ignore[arg-type]
    return Speech(token)


class Person:
    """Somebody holding a receiver: acts wait in `acts`, and `acted` says that one does."""

    live = False

    def __init__(self) -> None:
        self.acts: deque[Act] = deque()
        self.acted = Signal()
        self.patience_seconds = float("inf")

    def do(self, what: Act) -> None:
        """Act now."""
        self.acts.append(what)
        self.acted.happen()

    def take(self) -> Act | None:
        """The next act not yet noticed by the line."""
        if not self.acts:
            if self.acted.happened:
                self.acted = Signal()
            return None
        taken = self.acts.popleft()
        if not self.acts:
            self.acted = Signal()
        return taken

    def ignore(self) -> None:
        """Forget what was done while nobody listened."""
        self.acts.clear()
        self.take()

    def asked(self, *, is_question: bool = True) -> None:
        """It is this person's turn: a prompt has ended and now waits.

        Where silence expressly just goes on, nobody was asked; a key is heard there all the same.
        """

    def leaves(self, moment: Moment) -> float | None:
        """Seconds into this moment after which the person hangs up, or None for staying."""
        return None

    def leaves_hearing(self, text: str) -> bool:
        """Whether these words make the person hang up."""
        return False

    def talks_seconds(self) -> float | None:
        """How long the person talks before hanging up; None leaves that to the other."""
        return None


class Scripted(Person):
    """Acts by a script, one word a prompt; hangs up when it is at its end, unless `stays`."""

    def __init__(
        self,
        script: Iterable[str | Act] = (),
        *,
        stays: bool = False,
        hangs_up_on: str | None = None,
        patience_seconds: float = 300,
        talks_seconds: float | None = None,
    ) -> None:
        super().__init__()
        self.script = deque(act(token) for token in script)
        self.stays = stays
        self.hangs_up_on = hangs_up_on
        self.patience_seconds = patience_seconds
        self._talks_seconds = talks_seconds

    def asked(self, *, is_question: bool = True) -> None:
        following = self.script[0] if self.script else None
        if not is_question and not (isinstance(following, Keys) and following.early):
            return
        if self.script:
            self.do(self.script.popleft())
        elif not self.stays:
            self.do(HangUp())

    def leaves(self, moment: Moment) -> float | None:
        following = self.script[0] if self.script else None
        if isinstance(following, HangUp) and following.at == moment:
            self.script.popleft()
            return following.after_seconds
        return None

    def leaves_hearing(self, text: str) -> bool:
        return self.hangs_up_on is not None and self.hangs_up_on in text

    def talks_seconds(self) -> float | None:
        return self._talks_seconds


class Live(Person):
    """Somebody at the page: acts when a button is pressed, and never by a script."""

    live = True


Reaction = Literal["answer", "busy", "no-answer", "failed", "live"]


@dataclass(frozen=True)
class Callee:
    """How somebody who is rung behaves."""

    reaction: Reaction = "answer"
    after_seconds: float = 6
    presses: tuple[str | Act, ...] = ("1",)
    talks_seconds: float | None = 60
    answered_by: Literal["human", "machine_start"] = "human"

    def person(self) -> Person:
        """A person who behaves so."""
        if self.reaction == "live":
            return Live()
        return Scripted(self.presses, stays=True, talks_seconds=self.talks_seconds)


def accepts(*, talks_seconds: float | None = 60, after_seconds: float = 6) -> Callee:
    """Answers, presses 1 when asked, talks and hangs up."""
    return Callee(after_seconds=after_seconds, talks_seconds=talks_seconds)


ACCEPTS = Callee()
IGNORES = Callee(presses=())
DECLINES = Callee(presses=("2",))
HANGS_UP_AT_ONCE = Callee(presses=(HangUp(),))
BUSY = Callee(reaction="busy", after_seconds=1)
NO_ANSWER = Callee(reaction="no-answer")
UNREACHABLE = Callee(reaction="failed", after_seconds=0.5)
MACHINE = Callee(presses=(), talks_seconds=30, answered_by="machine_start")
LIVE = Callee(reaction="live")

BEHAVIOURS: dict[str, Callee] = {
    "accept": ACCEPTS,
    "ignore": IGNORES,
    "decline": DECLINES,
    "hang-up": HANGS_UP_AT_ONCE,
    "busy": BUSY,
    "no-answer": NO_ANSWER,
    "unreachable": UNREACHABLE,
    "machine": MACHINE,
    "live": LIVE,
}


def behaviour(word: str) -> Callee:
    """A behaviour by name; `accept:90` talks for 90 seconds."""
    name, _, seconds = word.partition(":")
    if name not in BEHAVIOURS:
        raise ValueError(f"unknown behaviour {name!r}; known: {', '.join(BEHAVIOURS)}")
    chosen = BEHAVIOURS[name]
    return replace(chosen, talks_seconds=float(seconds)) if seconds else chosen


class People:
    """Who answers at which target: exact, by pattern, or by a part of the address; then anyone."""

    def __init__(self, known: Mapping[str, Callee | str] | None = None) -> None:
        self.known: dict[str, Callee] = {}
        self.anyone = ACCEPTS
        for target, what in (known or {}).items():
            self.set(target, what)

    def set(self, target: str, what: Callee | str) -> None:
        """Have everybody at this target behave so; `*` is everyone not named otherwise."""
        chosen = behaviour(what) if isinstance(what, str) else what
        if target == "*":
            self.anyone = chosen
        else:
            self.known[target] = chosen

    def at(self, target: str) -> Callee:
        """How the one rung at this target behaves."""
        if target in self.known:
            return self.known[target]
        for pattern, what in reversed(self.known.items()):
            if fnmatch.fnmatchcase(target, pattern) or pattern in target:
                return what
        return self.anyone
