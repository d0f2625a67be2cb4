"""Where the line waits for somebody: Gather asks for keys or speech, Record takes a message."""

import xml.etree.ElementTree as ET

from ivr.practice.calls import Leg
from ivr.practice.checker import Document
from ivr.practice.incidents import HungUp
from ivr.practice.people import HangUp, Keys, Silence, Speech
from ivr.practice.recordings import begin, finish
from ivr.practice.stage import VERBS, Stage, Step, verb


@verb("Gather")
async def gather(stage: Stage, element: ET.Element) -> Step | Document:
    """Ask for keys or speech; goes on with the next verb when there is neither."""
    leg, person = stage.leg, stage.leg.person
    leg.answer()
    person.ignore()  # keys pressed before the question are not kept by the line
    kinds = element.get("input", "dtmf").split()
    leg.listening = {"kind": "gather", "input": kinds, "digits": element.get("numDigits")}
    try:
        await _prompts(stage, element)
        params = await _listen(stage, element, kinds)
    finally:
        leg.listening = None
    if params is None:
        if element.get("actionOnEmptyResult") != "true":
            return Step.ON
        empty = {"dtmf": ("Digits", ""), "speech": ("SpeechResult", "")}
        params = [empty[kind] for kind in kinds]
    return await stage.follow(element, kind="gather", params=params)


async def _prompts(stage: Stage, element: ET.Element) -> None:
    """The nested verbs; a live person cuts them short by acting."""
    leg = stage.leg
    if not leg.person.live:
        for child in element:
            await VERBS[child.tag](stage, child)
        return

    async def speak() -> None:
        for child in element:
            await VERBS[child.tag](stage, child)

    speaking = stage.exchange.world.spawn(speak())
    try:
        # Only keys and words said now count, and only where the document lets them interrupt.
        interrupting = [leg.person.acted] if element.get("bargeIn", "true") == "true" else []
        await leg.wait(speaking, *interrupting)
    finally:
        speaking.cancel()


async def _listen(
    stage: Stage, element: ET.Element, kinds: list[str]
) -> list[tuple[str, str]] | None:
    leg, person = stage.leg, stage.leg.person
    most = int(element.get("numDigits", "100000"))
    finish_keys = element.get("finishOnKey", "#")
    seconds = float(element.get("timeout", "5"))
    is_question = element.get("actionOnEmptyResult") != "false"
    keys = ""
    person.asked(is_question=is_question)
    while True:
        done = person.take()
        if done is None:
            if await leg.wait(person.acted, seconds=seconds) is not None:
                continue
            break
        match done:
            case HangUp():
                await leg.wait(seconds=done.after_seconds if done.at == "prompt" else 0)
                leg.hang_up()
            case Speech() if "speech" in kinds and not keys:
                leg.note("speech", done.text)
                return await _understood(stage, element, done)
            case Keys() if "dtmf" in kinds:
                leg.note("keys", done.keys)
                for place, key in enumerate(done.keys):
                    await leg.wait(seconds=0.3)
                    if key not in finish_keys:
                        keys += key
                    if key in finish_keys or len(keys) == most:
                        _lost(leg, done.keys[place + 1 :])
                        return _digits(keys, finished_on=key if key in finish_keys else None)
            case Silence():
                pass
            case _:
                said = done.text if isinstance(done, Speech) else done.keys
                leg.note("note", f"“{said}” 没有人听：此处只接受{_accepted(kinds)}")
    if keys:
        return _digits(keys, finished_on=None)
    if is_question:
        leg.note("silence", f"无应答（{seconds:g} 秒）")
    return None


def _accepted(kinds: list[str]) -> str:
    return "和".join({"dtmf": "按键", "speech": "语音"}[kind] for kind in kinds)


def _lost(leg: Leg, rest: str) -> None:
    """The documentation promises no type-ahead: what follows the last key wanted is lost."""
    if rest:
        leg.note("note", f"多按的 {rest} 没有人听")


def _digits(keys: str, *, finished_on: str | None) -> list[tuple[str, str]]:
    params = [("Digits", keys), ("msg", "Gather End")]
    return params if finished_on is None else [*params, ("FinishedOnKey", finished_on)]


async def _understood(stage: Stage, element: ET.Element, speech: Speech) -> list[tuple[str, str]]:
    leg = stage.leg
    partial = element.get("partialResultCallback")
    if partial:
        stage.exchange.notify(
            leg,
            kind="partial",
            url=stage.address(partial),
            method=element.get("partialResultCallbackMethod", "POST"),
            params=(("UnstableSpeechResult", speech.text[:4]), ("Stability", "0.5")),
            common=True,
        )
    quiet = element.get("speechTimeout", "auto")
    # One utterance is at most 60 seconds.
    lasts = min(speech.lasts_seconds(), 60)
    await leg.wait(seconds=lasts + (1 if quiet == "auto" else int(quiet)))
    params = [("SpeechResult", speech.text), ("Language", element.get("language", "en-US"))]
    if speech.confidence is not None:
        params.append(("Confidence", str(speech.confidence)))
    return params


@verb("Record")
async def record(stage: Stage, element: ET.Element) -> Step | Document:
    """Take a message. Its sound is not there yet when the action is asked."""
    leg, person, exchange = stage.leg, stage.leg.person, stage.exchange
    leg.answer()
    person.ignore()
    callback = stage.callback(element, prefix="recordingStatus")
    recording = begin(exchange, leg=leg, source="RecordVerb", callback=callback)
    finish_keys = element.get("finishOnKey", "1234567890*#")
    left = float(element.get("maxLength", "3600"))
    quiet = float(element.get("timeout", "5"))
    digits: str | None = None
    leg.listening = {"kind": "record"}
    person.asked()
    try:
        while digits is None and left > 0:
            done = person.take()
            if done is None:
                if await leg.wait(person.acted, seconds=min(quiet, left)) is not None:
                    continue
                break
            match done:
                case HangUp():
                    await leg.wait(seconds=done.after_seconds if done.at == "prompt" else 0)
                    leg.hang_up()
                case Keys():
                    digits = next((key for key in done.keys if key in finish_keys), None)
                case Speech():
                    recording.words += done.text
                    leg.note("speech", done.text)
                    await leg.wait(seconds=min(done.lasts_seconds(), left))
                    left -= done.lasts_seconds()
                    if not person.live and done.ends and done.ends in finish_keys:
                        digits = done.ends
    except HungUp:
        finish(exchange, recording)
        leg.status = "completed"
        exchange.notify(
            leg,
            kind="record",
            url=stage.address(element.get("action")),
            method=element.get("method", "POST"),
            params=_recorded(recording.url, recording.duration_seconds, "hangup"),
            common=True,
        )
        raise
    finally:
        leg.listening = None
    finish(exchange, recording)
    params = _recorded(recording.url, recording.duration_seconds, digits)
    return await stage.follow(element, kind="record", params=list(params))


def _recorded(url: str, seconds: int, digits: str | None) -> tuple[tuple[str, str], ...]:
    values = (("RecordingUrl", url), ("RecordingDuration", str(seconds)))
    sid = ("RecordingSid", url.rsplit("/", 1)[-1])
    return (*values, sid) if digits is None else (*values, sid, ("Digits", digits))
