"""Reads a TwiML document and refuses whatever the documentation does not promise to work.

The real provider forgives much: an unknown attribute is skipped in silence and the call goes on
without it. Practice is where that must hurt.
"""

import re
import urllib.parse
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass

from ivr.practice.documented import MOST_TARGETS, ROOMS, VERBS
from ivr.practice.voices import count_chinese, recogniser_problem, voice_problem

MOST_BYTES = 64 * 1024  # error 11750
MOST_INLINE = 4000  # error 32018: the Twiml parameter of a REST call
MOST_CHINESE = 500  # a Chinese character is nine once URL-encoded
MOST_ENCODED = 4500  # error 13521
_CONTENT_TYPES = {"text/xml", "application/xml", "text/html", "application/twiml+xml"}
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class TwimlFault(Exception):
    """A document the provider would refuse, or obey otherwise than it was meant."""

    def __init__(self, *, document: str, verb: str, reason: str, code: int = 12200) -> None:
        super().__init__(f"{document}: <{verb}>: {reason} (error {code})")
        self.document = document
        self.verb = verb
        self.reason = reason
        self.code = code


@dataclass(frozen=True)
class Document:
    """A checked document and the address it came from."""

    url: str
    root: ET.Element
    text: str

    def __iter__(self) -> Iterator[ET.Element]:
        return iter(self.root)


def read(body: bytes, *, url: str, content_type: str = "text/xml", room: str = "voice") -> Document:
    """The document, checked against everything documented; raises TwimlFault at the first slip.

    `room` says what the document is for: voice, whisper (to a called party before it is connected),
    wait (in a queue), bridge (to a queued caller before he is connected), hold (in a conference).
    """
    check = _Check(document=url, room=room)
    root = check.parse(body, content_type=content_type)
    check.response(root)
    return Document(url=url, root=root, text=body.decode("utf-8"))


def read_inline(twiml: str, *, url: str) -> Document:
    """A document given in a REST call: shorter, and with nothing to be relative to."""
    check = _Check(document=url, room="voice")
    if len(twiml) > MOST_INLINE:
        raise check.fault("Response", f"longer than {MOST_INLINE} characters", code=32018)
    document = read(twiml.encode(), url=url)
    for element in document.root.iter():
        for name in ("action", "url", "waitUrl", "statusCallback", "recordingStatusCallback"):
            address = element.get(name)
            if address and not re.match(r"https?://", address):
                raise check.fault(element.tag, f"{name} must be absolute in an inline document")
    return document


@dataclass(frozen=True)
class _Check:
    document: str
    room: str

    def fault(self, verb: str, reason: str, *, code: int = 12200) -> TwimlFault:
        return TwimlFault(document=self.document, verb=verb, reason=reason, code=code)

    def parse(self, body: bytes, *, content_type: str) -> ET.Element:
        kind, _, rest = content_type.partition(";")
        if kind.strip().lower() not in _CONTENT_TYPES:
            raise self.fault("Response", f"content type {content_type!r}", code=12300)
        charset = re.search(r"charset=\"?([\w-]+)", rest)
        if charset and charset.group(1).lower() not in {"utf-8", "utf8"}:
            raise self.fault("Response", f"charset {charset.group(1)!r}", code=12300)
        if len(body) > MOST_BYTES:
            raise self.fault("Response", f"{len(body)} bytes, at most {MOST_BYTES}", code=11750)
        if not body.strip():
            raise self.fault("Response", "an empty answer", code=12100)
        if not body.startswith(b"<"):
            raise self.fault("Response", "does not begin with '<'", code=12100)
        if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
            raise self.fault("Response", "a document type", code=12100)
        try:
            body.decode("utf-8")
            root = ET.fromstring(body)  # noqa: S314 - document types were refused above
        except (ET.ParseError, UnicodeDecodeError) as error:
            raise self.fault("Response", f"cannot be parsed: {error}", code=12100) from None
        if root.tag != "Response":
            raise self.fault(root.tag, "the root must be <Response>", code=12100)
        return root

    def response(self, root: ET.Element) -> None:
        if root.attrib:
            raise self.fault("Response", f"unknown attribute {next(iter(root.attrib))!r}")
        self._no_text(root)
        ended_by = None
        for element in root:
            if ended_by:
                raise self.fault(element.tag, f"can never be reached after <{ended_by}>")
            if element.tag not in VERBS:
                raise self.fault(element.tag, "unknown verb")
            if element.tag not in ROOMS[self.room]:
                raise self.fault(element.tag, f"not allowed in a {self.room} document")
            self._element(element)
            if _ends(element):
                ended_by = element.tag

    def _no_text(self, element: ET.Element) -> None:
        texts = [element.text, *(child.tail for child in element)]
        stray = next((text.strip() for text in texts if text and text.strip()), None)
        if stray:
            raise self.fault(element.tag, f"stray text {stray[:20]!r}")

    def _element(self, element: ET.Element) -> None:
        verb = VERBS[element.tag]
        for name, value in element.attrib.items():
            name = "xml:lang" if name == _LANG else name
            if name not in verb.attributes:
                raise self.fault(element.tag, f"unknown attribute {name!r}")
            problem = verb.attributes[name].problem(value)
            if problem:
                raise self.fault(element.tag, f"{name}={value[:40]!r}: {problem}")
        for child in element:
            if child.tag not in VERBS:
                raise self.fault(child.tag, f"unknown inside <{element.tag}>")
            if child.tag not in verb.children:
                raise self.fault(child.tag, f"not allowed inside <{element.tag}>")
            self._element(child)
        if verb.text == "none":
            self._no_text(element)
        if verb.text == "required" and not "".join(element.itertext()).strip():
            raise self.fault(element.tag, "holds no text", code=13520)
        rule = getattr(self, f"_{element.tag.lower()}", None)
        if rule is not None:
            rule(element)

    def _say(self, say: ET.Element) -> None:
        text = "".join(say.itertext()).strip()
        chinese, encoded = count_chinese(text), len(urllib.parse.quote(text, safe=""))
        if chinese > MOST_CHINESE:
            raise self.fault("Say", f"{chinese} Chinese characters, at most 500", code=13521)
        if encoded > MOST_ENCODED:
            raise self.fault("Say", f"{encoded} characters URL-encoded, at most 4500", code=13521)
        problem = voice_problem(voice=say.get("voice"), language=say.get("language"), text=text)
        if problem:
            raise self.fault("Say", problem, code=13512)

    def _play(self, play: ET.Element) -> None:
        address = (play.text or "").strip()
        if not address and play.get("digits") is None:
            raise self.fault("Play", "neither an address nor digits", code=13420)
        self._address(play, address)

    def _redirect(self, redirect: ET.Element) -> None:
        self._address(redirect, (redirect.text or "").strip())

    def _address(self, element: ET.Element, address: str) -> None:
        problem = VERBS["Gather"].attributes["action"].problem(address) if address else None
        if problem:
            raise self.fault(element.tag, f"{address[:40]!r}: {problem}")

    def _gather(self, gather: ET.Element) -> None:
        if not gather.get("action"):
            raise self.fault("Gather", "without action it asks the same address again: a loop")
        kinds = gather.get("input", "dtmf").split(" ")
        if "speech" not in kinds:
            for name in ("speechTimeout", "speechModel", "hints", "partialResultCallback"):
                if gather.get(name) is not None:
                    raise self.fault("Gather", f"{name} without input speech has no effect")
            return
        if "dtmf" not in kinds and gather.get("numDigits") is not None:
            raise self.fault("Gather", "numDigits without input dtmf has no effect")
        problem = recogniser_problem(
            model=gather.get("speechModel"),
            language=gather.get("language"),
            speech_timeout=gather.get("speechTimeout"),
            enhanced=gather.get("enhanced") == "true",
        )
        if problem:
            raise self.fault("Gather", problem, code=13335)

    def _record(self, record: ET.Element) -> None:
        if not record.get("action"):
            raise self.fault("Record", "without action it asks the same address again: a loop")
        if record.get("transcribe") == "true":
            raise self.fault("Record", "transcribe understands American English only")

    def _dial(self, dial: ET.Element) -> None:
        text = (dial.text or "").strip()
        kinds = {child.tag for child in dial}
        if bool(text) == bool(kinds):
            raise self.fault("Dial", "needs either a number or nouns", code=13201)
        if kinds & {"Queue", "Conference"} and len(dial) != 1:
            raise self.fault("Dial", "a queue or a conference must be alone")
        if len(dial) > MOST_TARGETS:
            raise self.fault("Dial", f"{len(dial)} targets, at most {MOST_TARGETS}", code=13201)
        if kinds:
            self._no_text(dial)
        if dial.get("sequential") == "true" and len(dial) < 2:
            raise self.fault("Dial", "sequential with a single target has no effect")

    def _sip(self, sip: ET.Element) -> None:
        if not re.match(r"sips?:[^\s@]+@[^\s@]+\Z", (sip.text or "").strip()):
            raise self.fault("Sip", f"not a SIP address: {sip.text!r}", code=13224)

    def _number(self, number: ET.Element) -> None:
        if not re.fullmatch(r"\+?[\d ().-]{3,25}", (number.text or "").strip()):
            raise self.fault("Number", f"not a telephone number: {number.text!r}", code=13224)

    def _client(self, client: ET.Element) -> None:
        name = (client.text or "").strip() or (client.findtext("Identity") or "").strip()
        if not re.fullmatch(r"[A-Za-z0-9_]{1,121}", name):
            raise self.fault("Client", f"not an identity: {name!r}", code=13224)

    def _queue(self, queue: ET.Element) -> None:
        self._queue_name(queue)

    def _enqueue(self, enqueue: ET.Element) -> None:
        self._queue_name(enqueue)

    def _queue_name(self, element: ET.Element) -> None:
        name = (element.text or "").strip()
        if not 1 <= len(name) <= 64:
            raise self.fault(element.tag, "a queue's name has 1 to 64 characters", code=13233)


def _ends(element: ET.Element) -> bool:
    """Whether nothing after this verb is ever carried out."""
    if element.tag in {"Record", "Redirect", "Reject", "Hangup", "Leave"}:
        return True
    return element.tag in {"Dial", "Enqueue"} and element.get("action") is not None
