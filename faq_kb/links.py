"""The links of sources: when each is asked for, and what came of it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from faq_kb.drafting import may
from faq_kb.wordings import NOT_YOURS
from hotline import outbox
from hotline.errors import NotAllowed, NotFound
from hotline.records import FaqEntry, FaqVersion, SourceLink, VersionState
from hotline.rules.wording import Wording
from hotline.work import Work

EVERY = timedelta(days=7)
AGAIN = timedelta(days=1)  # after a failure
MOST = 200  # asked for in one go
NO_SUCH_LINK = Wording(key="link.unknown", zh="没有这个网址。", en="There is no such address.")


def plan(work: Work) -> None:
    """Take in the links of live versions, and put those that are due into the outbox."""
    on_live = (
        select(FaqVersion.source_url)
        .join(FaqEntry, FaqEntry.live_version_id == FaqVersion.id)
        .where(FaqVersion.state == VersionState.PUBLISHED, FaqVersion.source_url.is_not(None))
    )
    known = select(SourceLink.url)
    urls = work.db.scalars(on_live.where(FaqVersion.source_url.not_in(known)).distinct()).all()
    if urls:
        rows = [{"url": url, "next_check_at": work.now, "failures": 0} for url in urls]
        work.db.execute(insert(SourceLink).on_conflict_do_nothing(), rows)
    due = select(SourceLink).where(
        SourceLink.next_check_at <= work.now, SourceLink.url.in_(on_live)
    )
    for link in work.db.scalars(due.order_by(SourceLink.next_check_at).limit(MOST)):
        _put(work, link)


def _put(work: Work, link: SourceLink) -> None:
    key = f"link:{link.id}:{int(link.next_check_at.timestamp())}"
    outbox.put(work, "check_link", key=key, link_id=link.id)


def checked(work: Work, *, link_id: int, fault: str | None) -> None:
    """Keep what came of asking for a link; one failure is none yet."""
    link = work.db.get_one(SourceLink, link_id, with_for_update=True)
    link.checked_at, link.fault = work.now, fault
    if fault is None:
        link.reached_at, link.failures, link.failing_since = work.now, 0, None
        link.next_check_at = work.now + EVERY
    else:
        link.failures += 1
        link.failing_since = link.failing_since or work.now
        link.next_check_at = work.now + AGAIN


def ask_again(work: Work, *, link_id: int) -> None:
    """Whoever keeps an entry with this link wants to know now."""
    link = work.db.get(SourceLink, link_id, with_for_update=True)
    if link is None:
        raise NotFound(NO_SUCH_LINK)
    units = (
        select(FaqEntry.unit_id)
        .join(FaqVersion, FaqVersion.id == FaqEntry.live_version_id)
        .where(FaqVersion.source_url == link.url)
    )
    if not any(may(work, "draft_answers", unit_id=unit_id) for unit_id in work.db.scalars(units)):
        raise NotAllowed(NOT_YOURS)
    link.next_check_at = work.now
    _put(work, link)
