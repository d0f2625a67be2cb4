"""Which voices speak which language, and which recognisers understand it, as documented.

Sources: www.twilio.com/docs/voice/twiml/say/text-speech, …/gather#languagetags and the
enumerations of the provider's published SDKs. Mandarin, Cantonese and English only.
"""

import re

_CHIRP = ("Aoede", "Charon", "Fenrir", "Kore", "Leda", "Orus", "Puck", "Zephyr")


def _google(language: str, *, standard: str, neural: str = "", chirp: bool = True) -> set[str]:
    names = {f"Google.{language}-Standard-{letter}" for letter in standard}
    names |= {f"Google.{language}-Wavenet-{letter}" for letter in standard}
    names |= {f"Google.{language}-Neural2-{letter}" for letter in neural}
    if chirp:
        names |= {f"Google.{language}-Chirp3-HD-{name}" for name in _CHIRP}
    return names


def _polly(*, standard: str = "", neural: str = "", generative: str = "") -> set[str]:
    names = {f"Polly.{name}" for name in standard.split()}
    names |= {f"Polly.{name}-Neural" for name in neural.split()}
    return names | {f"Polly.{name}-Generative" for name in generative.split()}


VOICES: dict[str, set[str]] = {
    # There is no Google.cmn-CN-Neural2-*, however often it is written.
    "cmn-CN": _polly(standard="Zhiyu", neural="Zhiyu") | _google("cmn-CN", standard="ABCD"),
    "cmn-TW": _google("cmn-TW", standard="ABC", chirp=False),
    "yue-CN": _polly(neural="Hiujin"),
    "en-US": _polly(
        standard="Ivy Joanna Joey Justin Kendra Kevin Kimberly Matthew Salli",
        neural="Danielle Gregory Ivy Joanna Joey Justin Kendra Kevin Kimberly Matthew Ruth Salli"
        " Stephen",
        generative="Danielle Joanna Matthew Ruth Stephen",
    )
    | _google("en-US", standard="ABCDEFGHIJ", neural="ACDEFGHIJ"),
    "en-GB": _polly(standard="Amy Brian Emma", neural="Amy Arthur Brian Emma", generative="Amy")
    | _google("en-GB", standard="ABCDFNO", neural="ABCDFNO"),
}

# The basic voices and what they were made for; alice is kept for old scripts only.
BASIC: dict[str, set[str]] = {
    "man": {"en-US", "en-GB"},
    "woman": {"en-US", "en-GB"},
    "alice": {"en-US", "en-GB", "zh-CN", "zh-HK", "zh-TW"},
}
CHINESE_VOICE_LANGUAGES = {"cmn-CN", "cmn-TW", "yue-CN", "zh-CN", "zh-HK", "zh-TW"}

_COUNTRIES = ("AU", "CA", "GB", "GH", "IE", "IN", "KE", "NG", "NZ", "PH", "SG", "TZ", "US", "ZA")
_ENGLISH = {f"en-{country}" for country in _COUNTRIES}
_CHINESE = {"cmn-Hans-CN", "zh", "zh-TW", "cmn-Hant-TW", "yue-Hant-HK"}
_DEEPGRAM = {"zh", "zh-CN", "en", "en-US", "en-GB", "en-AU", "en-IN", "en-NZ"}

RECOGNISERS: dict[str | None, set[str]] = {
    None: _ENGLISH | _CHINESE,
    "default": _ENGLISH | _CHINESE,
    "numbers_and_commands": _DEEPGRAM,
    "phone_call": {"en-US", "en-GB", "en-AU"},
    "experimental_conversations": _ENGLISH,
    "experimental_utterances": _ENGLISH,
    "deepgram_nova-2": _DEEPGRAM,
    "deepgram_nova-3": _DEEPGRAM,
    "googlev2_telephony": _ENGLISH,
    "googlev2_telephony_short": _ENGLISH,
    "googlev2_short": _ENGLISH,
    "googlev2_long": _ENGLISH,
}

_HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿]")


def count_chinese(text: str) -> int:
    """How many Chinese characters the text has."""
    return len(_HAN.findall(text))


def voice_problem(*, voice: str | None, language: str | None, text: str) -> str | None:
    """Why this voice in this language cannot speak the text, or None."""
    if voice is None and language is None:
        if count_chinese(text):
            return "Chinese text with neither voice nor language"
        return None
    if voice is None:
        known = set(VOICES) | BASIC["alice"]
        if language not in known:
            return f"language {language!r} is not documented"
        spoken = language
    elif voice in BASIC:
        spoken = language or "en-US"
        if spoken not in BASIC[voice]:
            return f"voice {voice!r} does not speak {spoken!r}"
    else:
        of = {code for code, names in VOICES.items() if voice in names}
        if not of:
            return f"voice {voice!r} is not documented"
        spoken = language or min(of)
        if spoken not in of:
            return f"voice {voice!r} does not speak {spoken!r}"
    if count_chinese(text) and spoken not in CHINESE_VOICE_LANGUAGES:
        return f"Chinese text in a voice for {spoken!r}"
    return None


def recogniser_problem(
    *, model: str | None, language: str | None, speech_timeout: str | None, enhanced: bool
) -> str | None:
    """Why a <Gather> for speech with these settings fails, or None."""
    if model not in RECOGNISERS:
        return f"speechModel {model!r} is not documented"
    heard = language or "en-US"
    if heard not in RECOGNISERS[model]:
        return f"speechModel {model or 'default'!r} does not understand language {heard!r}"
    if model is not None and speech_timeout in {None, "auto"}:
        return "with a speechModel, speechTimeout must be a number (error 13335)"
    if enhanced and model != "phone_call":
        return "enhanced works with speechModel phone_call only"
    return None
