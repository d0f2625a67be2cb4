"""The telephone provider, as light as can be: signed requests over open connections."""

from __future__ import annotations

import asyncio
import itertools
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from ivr.practice.signature import sign
from tests.benchmarks.serving import Served
from tests.databases import ENVIRONMENT

NEXT = re.compile(rb'action="(/ivr/[^"]+)"')
_numbers = itertools.count(1)


def new_sid() -> str:
    """The CallSid of a call that nobody has made yet."""
    return f"CA{time.monotonic_ns():016x}{next(_numbers):016x}"


def signed(path: str, *, sid: str, status: str = "in-progress", **fields: str) -> bytes:
    """A whole request of the provider, ready to be sent."""
    form = {
        "AccountSid": ENVIRONMENT["TWILIO_ACCOUNT_SID"],
        "ApiVersion": "2010-04-01",
        "CallSid": sid,
        "CallStatus": status,
        "Direction": "inbound",
        "From": f"+86138{int(sid[-8:], 16) % 10**8:08d}",
        "To": "96128",
        **fields,
    }
    body = urlencode(form)
    signature = sign(
        url=ENVIRONMENT["PUBLIC_URL"] + path,
        params=form.items(),
        auth_token=ENVIRONMENT["TWILIO_AUTH_TOKEN"],
    )
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:9612\r\nUser-Agent: TwilioProxy/1.1\r\n"
        "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n"
        f"Content-Length: {len(body)}\r\nX-Twilio-Signature: {signature}\r\n\r\n{body}"
    ).encode("ascii")


def voice(sid: str) -> bytes:
    """The first webhook of a call."""
    return signed("/ivr/voice", sid=sid, status="ringing")


def question(sid: str, heard: str) -> bytes:
    """The caller asks, at the first address that a new call is given."""
    return signed("/ivr/main?turn=1", sid=sid, SpeechResult=heard, Confidence="0.91")


def floor(name: str, sid: str, heard: str) -> bytes:
    """The same request to a floor."""
    return signed(f"/{name}?turn=1", sid=sid, SpeechResult=heard, Confidence="0.91")


class Wire:
    """One open connection to the hotline."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def to(cls, served: Served) -> Wire:
        return cls(*await asyncio.open_connection("127.0.0.1", served.port))

    async def post(self, request: bytes) -> bytes:
        """The body of the answer; raises when it is not a 200."""
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        size = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
        body = await self._reader.readexactly(int(size[1]) if size else 0)
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"{head!r} {body[:500]!r} for {request[:200]!r}")
        return body

    async def close(self) -> None:
        self._writer.close()
        await self._writer.wait_closed()


def requests_per_second(served: Served, requests: Sequence[bytes], *, at_once: int) -> float:
    """Send all of them, so many at any moment; how many were answered a second."""

    async def caller(todo: Iterator[bytes]) -> None:
        wire = await Wire.to(served)
        for request in todo:
            await wire.post(request)
        await wire.close()

    async def everybody() -> float:
        todo = iter(requests)
        began = time.perf_counter()
        await asyncio.gather(*(caller(todo) for _ in range(at_once)))
        return len(requests) / (time.perf_counter() - began)

    return asyncio.run(everybody())


@dataclass(frozen=True)
class Took:
    """How long one webhook took."""

    step: str
    ms: float


async def whole_call(served: Served, heard: str, *, thinks_seconds: float = 0.0) -> list[Took]:
    """A call from its first ring to its end: the question, solved, rated; and its status."""
    sid, took = new_sid(), []
    wire = await Wire.to(served)

    async def knock(step: str, request: bytes) -> str:
        began = time.perf_counter()
        body = await wire.post(request)
        took.append(Took(step, (time.perf_counter() - began) * 1000))
        onward = NEXT.search(body)
        await asyncio.sleep(thinks_seconds)
        return onward[1].decode().replace("&amp;", "&") if onward else ""

    onward = await knock("voice", voice(sid))
    onward = await knock("question", signed(onward, sid=sid, SpeechResult=heard, Confidence="0.91"))
    if "/solved" in onward:
        onward = await knock("solved", signed(onward, sid=sid, Digits="1"))
        await knock("rated", signed(onward, sid=sid, Digits="2"))
    await knock(
        "status",
        signed("/ivr/status", sid=sid, status="completed", CallDuration="60", SequenceNumber="3"),
    )
    await wire.close()
    return took
