"""The few things we ask of the provider: texts, recordings, and what became of a call."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from hotline.errors import Away, Impersonal
from hotline.settings import Settings

# A request inside a job may be slow, never endless: the SDK's own default is no time limit.
REST_SECONDS = 5
MEDIA_SECONDS = 60
LARGEST_RECORDING = 512 * 1024 * 1024
# The latest texts to a telephone among which one is looked for; the last comes first.
LOOKED_THROUGH = 50
CLOCKS_DIFFER = timedelta(minutes=2)
NOT_FOUND, TOO_MANY, SERVER_ERROR = 404, 429, 500
OFFICIAL = "https://api.twilio.com"


class NotThere(Impersonal):
    """The provider has no such thing (yet)."""


class ProviderRefused(Impersonal):
    """The provider will not do it; its own words are left out, for they name a citizen's number."""


class ProviderAway(Away):
    """The provider cannot be reached, or cannot answer now."""


@dataclass(frozen=True)
class ProviderRecording:
    """A recording as the provider lists it."""

    sid: str
    call_sid: str
    status: str
    source: str
    duration_seconds: int | None
    url: str


@dataclass(frozen=True)
class ProviderCall:
    """A call as the provider knows it."""

    sid: str
    status: str
    caller: str
    dialled: str
    parent_sid: str | None
    duration_seconds: int | None
    began_at: datetime | None


class _AtBase(TwilioHttpClient):
    """The SDK speaks to one host; ours may be a gateway in the country."""

    def __init__(self, base_url: str) -> None:
        super().__init__(timeout=REST_SECONDS)
        self.base_url = base_url

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        return super().request(method, url.replace(OFFICIAL, self.base_url, 1), *args, **kwargs)


class Phone:
    """The provider's REST interface, at the configured address."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client = Client(
            settings.twilio_account_sid,
            settings.twilio_auth_token,
            http_client=_AtBase(settings.twilio_api_base_url),
            # The environment could silently point the SDK to another region (telephony.md, 6).
            region="us1",
            environment={},
        )
        self._client.region = None

    def text(self, *, to: str, sender: str, body: str) -> str:
        """Send a text message; the provider's id for it."""
        with _in_our_words():
            return str(self._client.messages.create(to=to, from_=sender, body=body).sid)

    def sent_text(self, *, to: str, body: str, since: datetime) -> str | None:
        """The id of a text with these words that this telephone was sent since then, if any.

        Asked before a text is sent again whose sending had no known end.
        """
        with _in_our_words():
            rows = self._client.messages.list(to=to, limit=LOOKED_THROUGH)
        earliest = since - CLOCKS_DIFFER
        for row in rows:
            if row.body == body and row.date_created and row.date_created >= earliest:
                return str(row.sid)
        return None

    def text_status(self, sid: str) -> str:
        """How far a text is: queued, sent, delivered, undelivered, failed …"""
        with _in_our_words():
            return str(self._client.messages(sid).fetch().status)

    def call(self, sid: str) -> ProviderCall:
        """What became of a call; NotThere when the provider does not know it."""
        with _in_our_words():
            return _call(self._client.calls(sid).fetch())

    def calls_since(self, at: datetime) -> list[ProviderCall]:
        """Inbound calls that began since then, every one."""
        with _in_our_words():
            rows = self._client.calls.list(start_time_after=at)
        return [
            _call(row)
            for row in rows
            if row.parent_call_sid is None and str(row.direction).startswith("inbound")
        ]

    def recordings_since(self, at: datetime) -> list[ProviderRecording]:
        """Recordings made since then that the provider still has, every one."""
        with _in_our_words():
            rows = self._client.recordings.list(date_created_after=at)
        return [
            ProviderRecording(
                sid=str(row.sid),
                call_sid=str(row.call_sid),
                status=str(row.status),
                source=str(row.source),
                duration_seconds=int(row.duration) if row.duration else None,
                url=self._media_url(str(row.sid)),
            )
            for row in rows
        ]

    def recording_status(self, sid: str) -> str:
        """How far the provider is with a recording; NotThere when it has none of this name."""
        with _in_our_words():
            return str(self._client.recordings(sid).fetch().status)

    def delete_recording(self, sid: str) -> None:
        """Delete the sound at the provider; gone already is as good."""
        with suppress(NotThere), _in_our_words():
            self._client.recordings(sid).delete()

    def sound_of(self, url: str) -> bytes:
        """The sound behind a recording's address; NotThere while it is still being made.

        Only from the configured media host: an address in a webhook is not to be trusted.
        """
        parts = urlsplit(url)
        if parts.netloc != self._settings.twilio_media_host:
            raise PermissionError(f"recordings are not fetched from {parts.netloc}")
        if self._settings.in_production and parts.scheme != "https":
            raise PermissionError("recordings are fetched over https alone")
        auth = (self._settings.twilio_account_sid, self._settings.twilio_auth_token)
        wanted = url if url.endswith((".wav", ".mp3")) else f"{url}.wav"
        with (
            _in_our_words(),
            requests.get(
                wanted, auth=auth, timeout=MEDIA_SECONDS, stream=True, allow_redirects=False
            ) as response,
        ):
            if response.status_code == NOT_FOUND:
                raise NotThere("no such recording")
            response.raise_for_status()
            sound = response.raw.read(LARGEST_RECORDING + 1, decode_content=True)
        if len(sound) > LARGEST_RECORDING:
            raise ValueError("the recording is larger than any call can be")
        return bytes(sound)

    def _media_url(self, sid: str) -> str:
        scheme = urlsplit(self._settings.twilio_api_base_url).scheme
        account = self._settings.twilio_account_sid
        host = self._settings.twilio_media_host
        return f"{scheme}://{host}/2010-04-01/Accounts/{account}/Recordings/{sid}"


def _call(row: Any) -> ProviderCall:
    return ProviderCall(
        sid=str(row.sid),
        status=str(row.status),
        caller=str(row._from or ""),
        dialled=str(row.to or ""),
        parent_sid=row.parent_call_sid,
        duration_seconds=int(row.duration) if row.duration else None,
        began_at=row.start_time,
    )


@contextmanager
def _in_our_words() -> Iterator[None]:
    """Turn what the provider's SDK raises into our own errors: a code and a status, no words."""
    try:
        yield
    except TwilioRestException as error:
        raise _named(error.status, f"code {error.code}, status {error.status}") from None
    except requests.HTTPError as error:
        status = error.response.status_code
        raise _named(status, f"status {status}") from None
    except (requests.ConnectionError, requests.Timeout, urllib3.exceptions.HTTPError) as error:
        raise ProviderAway(type(error).__name__) from None


def _named(status: int, words: str) -> Exception:
    if status == NOT_FOUND:
        return NotThere(words)
    is_passing = status >= SERVER_ERROR or status == TOO_MANY
    return ProviderAway(words) if is_passing else ProviderRefused(words)
