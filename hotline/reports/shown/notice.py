"""Notices to staff, as pages and messages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hotline.records import NoticeChannel, NoticeState
from hotline.reports.shown.page import Page
from hotline.rules.notices import Choice
from hotline.rules.wording import Wording


@dataclass(frozen=True)
class NoticeShown:
    """One notice to the reader; one that is settled asks nothing of anybody any more."""

    id: int
    kind: str
    name: Wording
    text: Wording
    at: datetime
    is_read: bool
    is_settled: bool
    reference: str
    inquiry_id: int | None
    leg_id: int | None


@dataclass(frozen=True)
class NoticesShown:
    """What asks to be read, all of it that fits a page; and everything else, the newest first."""

    unread: tuple[NoticeShown, ...]
    others: Page[NoticeShown]


@dataclass(frozen=True)
class ChoiceShown:
    """A kind of notice that may reach the reader, and by what ways."""

    key: str
    name: Wording
    must: bool
    choice: Choice


@dataclass(frozen=True)
class AddressShown:
    """Where notices go by a channel, masked; and the last message, if it did not arrive."""

    masked: str
    is_confirmed: bool
    code_sent_at: datetime | None
    code_failed_at: datetime | None
    failed_at: datetime | None
    will_repeat: bool
    error: str | None


@dataclass(frozen=True)
class FailingShown:
    """A message to somebody that did not arrive."""

    person: str
    unit: Wording
    channel: NoticeChannel
    masked: str | None
    state: NoticeState
    attempts: int
    made_at: datetime
    error: str | None


@dataclass(frozen=True)
class Letter:
    """What goes into one message: each notice in the language of whoever gets it."""

    language: str
    notices: tuple[NoticeShown, ...]
