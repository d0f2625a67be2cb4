"""What a TwiML document may contain: verbs, nesting, attributes and values, as documented.

Written from the provider's reference (www.twilio.com/docs/voice/twiml and its page for each verb)
and the enumerations of its published SDKs, never from our own scripts: a slip shared by both would
otherwise pass unseen. A verb that a hotline has no use for is left out, and so is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ivr.practice.values import (
    BOOLEAN,
    METHOD,
    URL,
    Allowed,
    Hints,
    Keys,
    Text,
    Url,
    Whole,
    choice,
    several,
)


@dataclass(frozen=True)
class Verb:
    """A verb or noun: its attributes, what may stand inside it, and whether it holds text."""

    attributes: Mapping[str, Allowed] = field(default_factory=dict)
    children: frozenset[str] = frozenset()
    text: str = "none"  # none | required | optional


def _inside(names: str) -> frozenset[str]:
    return frozenset(names.split())


_CALL_EVENTS = several("initiated ringing answered completed")
_RECORDING_EVENTS = several("in-progress completed absent")
_TRIM = choice("trim-silence do-not-trim")
_SSML = "break emphasis lang p phoneme prosody s say-as sub w"

_RECORDING_CALLBACK: dict[str, Allowed] = {
    "recordingStatusCallback": URL,
    "recordingStatusCallbackMethod": METHOD,
    "recordingStatusCallbackEvent": _RECORDING_EVENTS,
}
_TARGET: dict[str, Allowed] = {
    "url": URL,
    "method": METHOD,
    "statusCallback": URL,
    "statusCallbackMethod": METHOD,
    "statusCallbackEvent": _CALL_EVENTS,
}
_MACHINE: dict[str, Allowed] = {
    "machineDetection": choice("Enable DetectMessageEnd"),
    "machineDetectionTimeout": Whole(3, 59),
    "machineDetectionSpeechThreshold": Whole(1000, 6000),
    "machineDetectionSpeechEndThreshold": Whole(500, 5000),
    "machineDetectionSilenceTimeout": Whole(2000, 10000),
    "amdStatusCallback": URL,
    "amdStatusCallbackMethod": METHOD,
}
_RING_TONES = choice(
    "at au bg br be ch cl cn cz de dk ee es fi fr gr hu il in it lt jp mx my nl no nz ph pl pt ru"
    " se sg th uk us us-old tw ve za"
)

VERBS: dict[str, Verb] = {
    "Say": Verb(
        # Voice and language are judged together, in voices.py.
        {"voice": Text(60), "language": Text(20), "loop": Whole(0, 1000)},
        _inside(_SSML),
        "required",
    ),
    "Play": Verb(
        {"loop": Whole(0, 1000), "digits": Keys(also="wW", may_be_empty=False)}, text="optional"
    ),
    "Pause": Verb({"length": Whole(1, 3600)}),
    "Gather": Verb(
        {
            "input": several("dtmf speech"),
            "action": URL,
            "method": METHOD,
            "timeout": Whole(1, 600),
            "speechTimeout": Whole(1, 60, frozenset({"auto"})),
            "maxSpeechTime": Whole(1, 60),
            "profanityFilter": BOOLEAN,
            "finishOnKey": Keys(),
            "numDigits": Whole(1, 1000),
            "partialResultCallback": URL,
            "partialResultCallbackMethod": METHOD,
            "language": Text(20),
            "hints": Hints(),
            "bargeIn": BOOLEAN,
            "speechModel": Text(60),
            "enhanced": BOOLEAN,
            "actionOnEmptyResult": BOOLEAN,
        },
        _inside("Say Play Pause"),
    ),
    "Record": Verb(
        {
            "action": URL,
            "method": METHOD,
            "timeout": Whole(1, 600),
            "finishOnKey": Keys(),
            "maxLength": Whole(1, 14400),
            "playBeep": BOOLEAN,
            "trim": _TRIM,
            "transcribe": BOOLEAN,
            "transcribeCallback": URL,
            **_RECORDING_CALLBACK,
        }
    ),
    "Dial": Verb(
        {
            "action": URL,
            "method": METHOD,
            "timeout": Whole(5, 600),
            "hangupOnStar": BOOLEAN,
            "timeLimit": Whole(1, 86400),
            "callerId": Text(255),
            "callReason": Text(50),
            "record": choice(
                "do-not-record record-from-answer record-from-ringing record-from-answer-dual"
                " record-from-ringing-dual"
            ),
            "trim": _TRIM,
            "recordingTrack": choice("both inbound outbound"),
            "answerOnBridge": BOOLEAN,
            "ringTone": _RING_TONES,
            "sequential": BOOLEAN,
            "referUrl": URL,
            "referMethod": METHOD,
            "events": choice("call-progress-event"),
            **_RECORDING_CALLBACK,
        },
        _inside("Number Client Sip Queue Conference"),
        "optional",
    ),
    "Number": Verb(
        {**_TARGET, **_MACHINE, "sendDigits": Keys(also="wW"), "byoc": Text(34)}, text="required"
    ),
    "Client": Verb(_TARGET, _inside("Identity Parameter"), "optional"),
    "Identity": Verb(text="required"),
    "Parameter": Verb({"name": Text(255), "value": Text()}),
    "Sip": Verb(
        {**_TARGET, **_MACHINE, "username": Text(255), "password": Text(255)}, text="required"
    ),
    "Queue": Verb(
        {
            "url": URL,
            "method": METHOD,
            "reservationSid": Text(34),
            "postWorkActivitySid": Text(34),
        },
        text="required",
    ),
    "Conference": Verb(
        {
            "muted": BOOLEAN,
            "beep": choice("true false onEnter onExit"),
            "startConferenceOnEnter": BOOLEAN,
            "endConferenceOnExit": BOOLEAN,
            "participantLabel": Text(128),
            "jitterBufferSize": choice("large medium small off"),
            "waitUrl": Url(may_be_empty=True),
            "waitMethod": METHOD,
            "maxParticipants": Whole(2, 250),
            "record": choice("do-not-record record-from-start"),
            "region": choice("us1 us2 ie1 de1 sg1 br1 au1 jp1"),
            "coach": Text(34),
            "trim": _TRIM,
            "statusCallback": URL,
            "statusCallbackMethod": METHOD,
            "statusCallbackEvent": several(
                "start end join leave mute hold modify speaker announcement"
            ),
            "eventCallbackUrl": URL,
            **_RECORDING_CALLBACK,
        },
        text="required",
    ),
    "Enqueue": Verb(
        {
            "action": URL,
            "method": METHOD,
            "maxQueueSize": Whole(1, 5000),
            "waitUrl": Url(may_be_empty=True),
            "waitUrlMethod": METHOD,
            "workflowSid": Text(34),
        },
        text="optional",
    ),
    "Redirect": Verb({"method": METHOD}, text="required"),
    "Reject": Verb({"reason": choice("rejected busy")}),
    "Hangup": Verb(),
    "Leave": Verb(),
    "Start": Verb({"action": URL, "method": METHOD}, _inside("Recording")),
    "Recording": Verb(
        {
            **_RECORDING_CALLBACK,
            "trim": _TRIM,
            "track": choice("inbound outbound both"),
            "channels": choice("mono dual"),
        }
    ),
    # Speech marks inside <Say> (www.twilio.com/docs/voice/twiml/say/text-speech).
    "break": Verb({"strength": choice("none x-weak weak medium strong x-strong"), "time": Text(8)}),
    "emphasis": Verb(
        {"level": choice("strong moderate reduced")},
        _inside("break emphasis lang phoneme prosody say-as sub w"),
        "optional",
    ),
    "lang": Verb({"xml:lang": Text(9)}, _inside(_SSML), "optional"),
    "p": Verb({}, _inside("break emphasis lang phoneme prosody s say-as sub w"), "optional"),
    "s": Verb({}, _inside("break emphasis lang phoneme prosody say-as sub w"), "optional"),
    "phoneme": Verb(
        {"alphabet": choice("ipa x-sampa x-amazon-jyutping x-amazon-pinyin"), "ph": Text(255)},
        text="required",
    ),
    "prosody": Verb(
        {"volume": Text(8), "rate": Text(8), "pitch": Text(8)}, _inside(_SSML), "optional"
    ),
    "say-as": Verb(
        {
            "interpret-as": choice(
                "characters spell-out cardinal number ordinal digits fraction unit date time"
                " address expletive telephone"
            ),
            "format": choice("mdy dmy ymd md dm ym my d m y yyyymmdd"),
        },
        text="required",
    ),
    "sub": Verb({"alias": Text(255)}, text="required"),
    "w": Verb({"role": Text(40)}, _inside("break emphasis phoneme prosody say-as sub"), "optional"),
}

TOP = _inside("Say Play Pause Gather Record Dial Enqueue Redirect Reject Hangup Leave Start")
"""Verbs that may stand directly in a <Response>."""

ROOMS: dict[str, frozenset[str]] = {
    # The pages for <Number>, <Enqueue>, <Queue> and <Conference> name the verbs each may use.
    "voice": TOP - {"Leave"},
    "whisper": _inside("Say Play Pause Gather Hangup Redirect"),
    "wait": _inside("Say Play Pause Gather Hangup Redirect Leave"),
    "bridge": _inside("Say Play Pause Redirect"),
    "hold": _inside("Say Play Pause Redirect"),
}
"""Which of them, by the occasion of the document."""

MOST_TARGETS = 10
"""At most so many nouns in one <Dial>."""
