"""What we say back: TwiML documents, built from prompts and kept within the provider's limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from twilio.twiml.voice_response import Dial, Gather, Start, VoiceResponse

from hotline.rulebook import Rulebook
from hotline.rules.spoken import for_the_ear, split_for_say

LEG_EVENTS = "initiated ringing answered completed"


class Script:
    """One answer to the provider, in one language; remembers what was said for the call's page.

    `said` lists [prompt key, fields] without secrets: a lookup code is masked ever after.
    """

    def __init__(self, *, book: Rulebook, language: str) -> None:
        self.book = book
        self.language = language
        self.said: list[list[Any]] = []
        self._response = VoiceResponse()
        self._into: Any = self._response

    def say(self, prompt: str, /, *, secret: dict[str, str] | None = None, **fields: Any) -> None:
        """Say a prompt; `secret` fields are spoken and not remembered."""
        self.said.append([prompt, {**fields, **dict.fromkeys(secret or {}, "••••")}])
        self._say(self.text(prompt, **fields, **(secret or {})), self.language)

    def say_in(self, language: str, prompt: str) -> None:
        """Say a prompt in another language than the caller's own: the way to it, for instance."""
        self.said.append([prompt, {"language": language}])
        self._say(self.book.prompts[language][prompt], language)

    def text(self, prompt: str, /, **fields: Any) -> str:
        """A prompt with its fields filled in."""
        return self.book.prompts[self.language][prompt].format(**fields)

    def read_out(self, text: str, *, language: str, **note: Any) -> None:
        """Read approved content, prepared for the ear; `note` says what it was, for the record."""
        self.said.append(["read_out", note])
        self._say(for_the_ear(text, language), language)

    def read_part(self, text: str, *, language: str, **note: Any) -> None:
        """Read a part of an approved answer that is prepared for the ear already."""
        self.said.append(["read_out", note])
        self._say(text, language)

    def _say(self, text: str, language: str) -> None:
        voice = self.book.line.voices[language]
        for piece in split_for_say(text):
            self._into.say(piece, voice=voice.voice, language=voice.language)

    def record_call(self, *, callback: str) -> None:
        """Record the whole call from here on, both sides on a channel of their own."""
        start = Start()
        start.recording(
            recording_status_callback=callback,
            recording_status_callback_event="completed absent",
            channels="dual",
        )
        self._response.append(start)

    @contextmanager
    def listen(self, action: str, *, hints: Sequence[str] = ()) -> Iterator[None]:
        """Ask for speech or one key; silence comes back as an empty answer."""
        voice = self.book.line.voices[self.language]
        with self._gather(
            action=action,
            input="dtmf speech",
            num_digits=1,
            timeout=self.book.line.times.answer_seconds,
            speech_timeout="auto",
            language=voice.recognition,
            hints=",".join(hints) or None,
        ):
            yield

    @contextmanager
    def keys(self, action: str, *, digits: int = 1) -> Iterator[None]:
        """Ask for keys alone: one, or a code of `digits` ended by the hash key."""
        times = self.book.line.times
        with self._gather(
            action=action,
            input="dtmf",
            num_digits=digits,
            finish_on_key="#" if digits > 1 else "",
            timeout=times.code_seconds if digits > 1 else times.answer_seconds,
        ):
            yield

    @contextmanager
    def reading(self, action: str) -> Iterator[None]:
        """Read something out during which a key counts (R-2), but no sound: people murmur along.

        After it comes what follows: here nobody is asked anything yet.
        """
        with self._gather(
            action=action, input="dtmf", num_digits=1, finish_on_key="", timeout=1,
            action_on_empty_result=False,
        ):  # fmt: skip
            yield

    @contextmanager
    def _gather(self, **attributes: Any) -> Iterator[None]:
        # Without it the provider would ask nothing at all on silence (telephony.md, 2).
        gather = Gather(method="POST", **{"action_on_empty_result": True, **attributes})
        self._response.append(gather)
        self._into = gather
        yield
        self._into = self._response

    def ring(
        self,
        target: str,
        *,
        action: str,
        recording: str,
        whisper: str | None = None,
        status: str | None = None,
    ) -> None:
        """Ring a person, who hears first who is calling; what is talked is recorded."""
        dial = Dial(
            action=action,
            method="POST",
            timeout=self.book.line.times.ring_seconds,
            answer_on_bridge=True,
            record="record-from-answer-dual",
            recording_status_callback=recording,
            recording_status_callback_event="completed absent",
        )
        callbacks: dict[str, str] = {}
        if whisper is not None:
            callbacks |= {"url": whisper, "method": "POST"}
        if status is not None:
            callbacks |= {
                "status_callback": status,
                "status_callback_event": LEG_EVENTS,
                "status_callback_method": "POST",
            }
        if target.startswith(("sip:", "sips:")):
            dial.sip(target, **callbacks)
        elif target.startswith("client:"):
            dial.client(target.removeprefix("client:"), **callbacks)
        else:
            dial.number(target, **callbacks)
        self._response.append(dial)

    def take_message(self, *, action: str, callback: str) -> None:
        """Record a message after a tone; the hash key or a silence ends it."""
        times = self.book.line.times
        self._response.record(
            action=action,
            method="POST",
            max_length=times.message_seconds,
            timeout=times.message_silence_seconds,
            finish_on_key="#",
            play_beep=True,
            recording_status_callback=callback,
            recording_status_callback_event="completed absent",
        )

    def go_to(self, url: str) -> None:
        """Let the provider ask another address next."""
        self._response.redirect(url, method="POST")

    def hang_up(self) -> None:
        """End the call, or (whispering) refuse it."""
        self._response.hangup()

    def xml(self) -> str:
        """The document."""
        return str(self._response)


def apology(book: Rulebook, *, language: str = "zh-CN") -> str:
    """What is answered when everything else failed; needs no database and still reaches a person.

    The operator is rung at once, without a whisper that could fail too; if nobody takes it, the
    provider keeps a message, which the reconciler finds and logs.
    """
    if not book.line.duty_operators:
        return last_resort(book, language=language)
    script = Script(book=book, language=language)
    script.say("apology")
    script.ring(
        book.line.duty_operators[0],
        action=f"/ivr/fallback?after=dial&language={language}",
        recording="/ivr/recording?of=talk",
    )
    return script.xml()


def last_resort(book: Rulebook, *, language: str = "zh-CN") -> str:
    """A voicemail that needs nothing of ours but this document."""
    script = Script(book=book, language=language)
    script.say("apology_message")
    script.take_message(
        action="/ivr/fallback?after=message", callback="/ivr/recording?of=voicemail"
    )
    return script.xml()


def refusal() -> str:
    """What a person rung hears when there is nothing to take: the next one is rung (fault 28)."""
    response = VoiceResponse()
    response.hangup()
    return str(response)


def nothing() -> str:
    """An answer nobody hears."""
    return str(VoiceResponse())
