"""Brings webhooks to the hotline, signed, and on request as badly as a network ever does."""

import http.cookies
import urllib.parse
import uuid
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from ivr.practice.calls import Call, Leg
from ivr.practice.faults import (
    Concurrently,
    Forged,
    Garbled,
    Late,
    LostAnswer,
    Never,
    OutOfOrder,
    Overtaken,
    Replayed,
    TimesOut,
    Twice,
    Webhook,
    due,
)
from ivr.practice.incidents import Sent
from ivr.practice.signature import sign
from ivr.practice.transport import READ_SECONDS, Answer, CannotConnect, Post, TookTooLong
from ivr.practice.world import World, first

MOST_REDIRECTS = 10
_FORM = "application/x-www-form-urlencoded; charset=utf-8"


@dataclass(frozen=True)
class Fetched:
    """An answer, the address it finally came from, and whether a fault was asked for here."""

    answer: Answer
    url: str
    injected: bool = False


class Delivery:
    """Sends webhooks for one account."""

    def __init__(self, *, post: Post, auth_token: str, world: World) -> None:
        self.post = post
        self.auth_token = auth_token
        self.world = world

    async def send(self, call: Call, webhook: Webhook, *, wanted: bool) -> Fetched | None:
        """Deliver, with whatever fault was asked for. `wanted`: the call cannot go on without.

        None when it will be delivered later or never. Raises CannotConnect, TookTooLong, Overtaken.
        """
        fault = due(call, webhook)
        match fault:
            case Twice():
                got = await self._once(call, webhook)
                again = await self._once(call, webhook, note="again")
                call.repeats.append((got.answer, again.answer))
                return got
            case Concurrently():
                return await self._at_once(call, webhook)
            case LostAnswer():
                lost = await self._once(call, webhook, note="answer lost")
                got = await self._once(call, webhook, note="again")
                call.repeats.append((lost.answer, got.answer))
                return got
            case Forged():
                await self._forged(call, webhook)
            case Replayed():
                call.replays.append(webhook)
            case TimesOut():
                await self._once(call, webhook, note="timed out")
                if wanted:
                    raise TookTooLong("injected")
                return None
            case Never():
                webhook.leg.note("note", f"{webhook.kind} 未送达", who="线路")
                if wanted:
                    raise CannotConnect("injected")
                return None
            case Late():
                if wanted:
                    raise Overtaken
                call.tasks.append(self.world.spawn(self._later(call, webhook, fault.seconds)))
                return None
            case OutOfOrder() if not wanted:
                call.held.append(webhook)
                return None
            case Garbled():
                if fault.delivered:
                    await self._once(call, webhook, note="garbled")
                headers = {"content-type": fault.content_type}
                answer = Answer(status=fault.status, body=fault.body.encode(), headers=headers)
                return Fetched(answer=answer, url=webhook.url, injected=True)
        return await self._once(call, webhook)

    async def after_the_end(self, call: Call) -> None:
        """Deliver what was held back until the call was over."""
        held, call.held = call.held[::-1], []
        for webhook in held:
            await self._once(call, webhook, note="out of order")
        replays, call.replays = call.replays, []
        for webhook in replays:
            await self._once(call, webhook, note="replayed")

    async def late(self, call: Call, webhook: Webhook) -> None:
        """Deliver a request for a document whose caller has gone."""
        await self._once(call, webhook, note="late")

    async def _later(self, call: Call, webhook: Webhook, seconds: float) -> None:
        await first(call.leg.hung_up)
        await first(seconds=seconds)
        await self._once(call, webhook, note="late")

    async def _at_once(self, call: Call, webhook: Webhook) -> Fetched:
        def both() -> list[Answer]:
            with ThreadPoolExecutor(2) as pool:
                sends = [pool.submit(self._request, webhook, webhook.leg.cookies) for _ in "ab"]
                return [send.result() for send in sends]

        got, again = await self.world.outside(both)
        self._remember(call, webhook, got)
        self._remember(call, webhook, again, note="at once")
        call.repeats.append((got, again))
        return Fetched(answer=got, url=webhook.url)

    async def _forged(self, call: Call, webhook: Webhook) -> None:
        changed = replace(webhook, params=(*webhook.params, ("Digits", "9")))
        answer = await self.world.outside(lambda: self._request(changed, {}, signed=webhook.params))
        self._remember(call, changed, answer, note="forged")
        if answer.status != 403:
            call.problem(webhook.leg, f"forged {webhook.kind} answered {answer.status}, not 403")

    async def _once(self, call: Call, webhook: Webhook, *, note: str = "") -> Fetched:
        retries = _overrides(webhook.url).get("rc", 1)
        for attempt in range(retries + 1):
            try:
                answer, url = await self._redirected(webhook)
            except (CannotConnect, TookTooLong) as error:
                self._remember(call, webhook, None, error=str(error) or "no answer", note=note)
                if isinstance(error, TookTooLong) or attempt == retries:
                    raise
            else:
                break
        self._remember(call, webhook, answer, note=note)
        if note in {"again", "replayed", "late", "out of order"} and not 200 <= answer.status < 300:
            call.problem(webhook.leg, f"{webhook.kind} ({note}) answered {answer.status}")
        return Fetched(answer=answer, url=url)

    async def _redirected(self, webhook: Webhook) -> tuple[Answer, str]:
        """Follow 3xx answers; the form's fields are not sent a second time."""
        for _ in range(MOST_REDIRECTS + 1):
            request = webhook
            answer = await self.world.outside(
                lambda request=request: self._request(request, request.leg.cookies)  # type: ignore[misc]
            )
            if answer.took_ms > READ_SECONDS * 1000:
                raise TookTooLong(f"{answer.took_ms:.0f} ms")
            _keep_cookies(webhook.leg, answer)
            location = answer.headers.get("location")
            if answer.status not in {301, 302, 303, 307, 308} or not location:
                return answer, webhook.url
            target = urllib.parse.urljoin(webhook.url, location)
            webhook = replace(webhook, url=target, method="GET", params=())
        raise CannotConnect("more than ten redirects (error 11215)")

    def knock(
        self,
        url: str,
        params: Mapping[str, str] | Iterable[tuple[str, str]] = (),
        *,
        method: str = "POST",
        signature: str | None = None,
        token: str | None = None,
        cookies: Mapping[str, str] | None = None,
        signed: Iterable[tuple[str, str]] | None = None,
    ) -> Answer:
        """One signed request, outside any call. `signature` replaces the true one, an empty one
        leaves it out; `signed` are the parameters to sign where they are not those sent."""
        sent = tuple(params.items() if isinstance(params, Mapping) else params)
        to_sign = sent if signed is None else tuple(signed)
        url, _, _ = url.partition("#")
        body = b""
        headers = {"User-Agent": "TwilioProxy/1.1", "Accept": "*/*"}
        if method == "GET":
            query = urllib.parse.urlencode(sent)
            url += ("&" if "?" in url else "?") + query if query else ""
            to_sign = ()
        else:
            body = urllib.parse.urlencode(sent).encode()
            headers["Content-Type"] = _FORM
        if signature is None:
            signature = sign(url=url, params=to_sign, auth_token=self.auth_token)
        if signature:
            headers["X-Twilio-Signature"] = signature
        headers["I-Twilio-Idempotency-Token"] = token or str(uuid.uuid4())
        if cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        return self.post(method=method, url=url, body=body, headers=headers)

    def _request(
        self,
        webhook: Webhook,
        cookies: Mapping[str, str],
        *,
        signed: tuple[tuple[str, str], ...] | None = None,
    ) -> Answer:
        return self.knock(
            webhook.url,
            webhook.params,
            method=webhook.method,
            token=webhook.token,
            cookies=cookies,
            signed=signed,
        )

    def _remember(
        self,
        call: Call,
        webhook: Webhook,
        answer: Answer | None,
        *,
        error: str | None = None,
        note: str = "",
    ) -> None:
        sent = Sent(
            webhook=webhook,
            at_seconds=self.world.seconds,
            answer=answer,
            error=error,
            note=note,
        )
        call.webhooks.append(sent)
        parts = urllib.parse.urlsplit(webhook.url)
        place = parts.path + (f"?{urllib.parse.unquote(parts.query)}" if parts.query else "")
        outcome = str(answer.status) if answer else f"✗ {error}"
        kind = "callback" if webhook.kind in {"status", "recording", "conference"} else "webhook"
        told = webhook.param("RecordingStatus") or webhook.param("CallStatus") or ""
        status = f" {told}" if kind == "callback" else ""
        text = f"{webhook.kind}{status} {place} {outcome}{f' [{note}]' if note else ''}"
        took_ms = answer.took_ms if answer else None
        webhook.leg.note(kind, text, who="线路", took_ms=took_ms)  # type: ignore[arg-type]


def _overrides(url: str) -> dict[str, int]:
    """Connection overrides in the address's fragment (#rc=2&…), never sent and never signed."""
    pairs = urllib.parse.parse_qsl(url.partition("#")[2])
    return {name: int(value) for name, value in pairs if value.isdigit()}


def _keep_cookies(leg: Leg, answer: Answer) -> None:
    for text in answer.cookies:
        jar: http.cookies.SimpleCookie = http.cookies.SimpleCookie(text)
        for name, morsel in jar.items():
            leg.cookies[name] = morsel.value
