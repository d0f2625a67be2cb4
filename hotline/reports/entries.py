"""The knowledge base as those see it who keep it: entries in every state, and the life of one."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Select, func, not_, or_, select
from sqlalchemy.orm import aliased, lazyload

from hotline.errors import NotFound
from hotline.records import FaqCleared, FaqEntry, FaqReview, FaqVersion, Staff, VersionState
from hotline.reports import entry_history, keyset, referrals, scope
from hotline.reports.names import Names
from hotline.reports.shelves import Live, Newest, Shelf, WantedEntries, on_shelf
from hotline.reports.shown import (
    ClearedShown,
    EntryPage,
    EntryRow,
    Page,
    ReferralShown,
    VersionShown,
)
from hotline.rules.review import next_step
from hotline.rules.wording import Wording
from hotline.rules.zone import today
from hotline.work import Work

NO_SUCH_ENTRY = Wording(
    key="entry.unknown",
    zh="没有这个条目，或者您无权查看。",
    en="There is no such entry, or none that you may see.",
)


def listed(
    work: Work,
    *,
    wanted: WantedEntries | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page[EntryRow]:
    """Entries in scope, the one changed last on top."""
    query = _entries(work, wanted or WantedEntries())
    query = keyset.newest_first(query, Newest.drafted_at, Newest.id, after=after, limit=limit)  # type: ignore[arg-type]
    found, following = keyset.cut(
        work.db.execute(query).all(),
        limit=limit,
        key=lambda row: (row[1].drafted_at, row[1].id),
    )
    names, ids = Names(work), [row[1].id for row in found]
    passed, referred = _passed(work, ids), referrals.of_versions(work, names, ids)
    rows = tuple(_row(work, names, passed, referred, *row) for row in found)
    return Page(rows=rows, after=following)


def count_waiting(work: Work) -> int:
    """How many entries wait for the actor."""
    query = _entries(work, WantedEntries(shelf=Shelf.WAITING))
    return work.db.scalar(select(func.count()).select_from(query.subquery())) or 0


def page(work: Work, *, entry_id: int) -> EntryPage:
    """Everything about one entry; NotFound when there is none, or none this actor may see."""
    seen = (FaqEntry.id == entry_id, scope.entries_in_scope(work))
    entry = work.db.scalar(select(FaqEntry).where(*seen))
    if entry is None:
        raise NotFound(NO_SUCH_ENTRY)
    of_entry = select(FaqVersion).where(FaqVersion.entry_id == entry_id)
    versions = work.db.scalars(of_entry.order_by(FaqVersion.number)).all()
    names = Names(work)
    passed = _passed(work, [version.id for version in versions])
    authors = _names_of(work, {version.author_id for version in versions})
    shown = {
        version.id: _version(work, names, version, passed.get(version.id, ()), authors)
        for version in (versions[-1], *(v for v in versions if v.id == entry.live_version_id))
    }
    live = shown.get(entry.live_version_id or 0)
    return EntryPage(
        id=entry.id,
        code=entry.code,
        unit_id=entry.unit_id,
        unit=names.unit(entry.unit_id),
        category=entry.category,
        newest=shown[versions[-1].id],
        live=live,
        is_expired=live is not None and live.valid_until < today(work.now),
        history=entry_history.told(work, names, versions),
        referrals=referrals.of_versions(work, names, [versions[-1].id]).get(versions[-1].id, ()),
        cleared=_cleared(work, entry_id),
    )


def categories(work: Work) -> tuple[str, ...]:
    """The categories in use, the commonest first."""
    query = select(FaqEntry.category).group_by(FaqEntry.category).order_by(func.count().desc())
    return tuple(work.db.scalars(query.limit(keyset.LONGEST_PAGE)))


def _entries(work: Work, wanted: WantedEntries) -> Select[FaqEntry, FaqVersion, FaqVersion, str]:
    """Entry, newest version, live version and author, of the entries wanted."""
    newer = aliased(FaqVersion)
    is_newest = not_(
        select(newer.id)
        .where(newer.entry_id == Newest.entry_id, newer.number > Newest.number)
        .exists()
    )
    conditions = [is_newest, scope.entries_in_scope(work)]
    if wanted.shelf is not None:
        conditions.append(on_shelf(work, wanted.shelf))
    if wanted.unit_id is not None:
        conditions.append(FaqEntry.unit_id == wanted.unit_id)
    for word in wanted.words.split():
        texts = (Newest.question, Newest.answer, FaqEntry.code)
        conditions.append(or_(*(text.icontains(word, autoescape=True) for text in texts)))
    return (
        select(FaqEntry, Newest, Live, Staff.name)
        .join(Newest, Newest.entry_id == FaqEntry.id)
        .join(Staff, Staff.id == Newest.author_id)
        .outerjoin(Live, Live.id == FaqEntry.live_version_id)
        .where(*conditions)
        .options(lazyload(Newest.phrasings), lazyload(Live.phrasings))
    )


def _row(
    work: Work,
    names: Names,
    passed: dict[int, list[str]],
    referred: dict[int, tuple[ReferralShown, ...]],
    entry: FaqEntry,
    newest: FaqVersion,
    live: FaqVersion | None,
    author: str,
) -> EntryRow:
    step = _due(work, newest, passed.get(newest.id, ()))
    last = referred.get(newest.id, ())[-1:] if step else ()
    return EntryRow(
        id=entry.id,
        code=entry.code,
        question=newest.question,
        unit=names.unit(entry.unit_id),
        number=newest.number,
        state=newest.state,
        state_name=names.word("version_state", newest.state.value),
        step_name=names.word("step", step) if step else None,
        publicity=newest.publicity,
        publicity_name=names.word("publicity", newest.publicity.value),
        is_live=live is not None,
        is_expired=live is not None and live.valid_until < today(work.now),
        valid_until=newest.valid_until,
        author=author,
        drafted_at=newest.drafted_at,
        referral=next((one for one in last if one.decided_at is None), None),
    )


def _version(
    work: Work,
    names: Names,
    row: FaqVersion,
    passed: Collection[str],
    authors: dict[int, str],
) -> VersionShown:
    step = _due(work, row, passed)
    copied = (
        "id", "number", "state", "question", "answer", "question_en", "answer_en", "publicity",
        "publicity_reason", "source", "source_number", "source_url", "source_on", "valid_until",
        "author_id", "drafted_at", "published_at",
    )  # fmt: skip
    return VersionShown(
        state_name=names.word("version_state", row.state.value),
        step=step,
        step_name=names.word("step", step) if step else None,
        phrasings=tuple(phrasing.text for phrasing in row.phrasings),
        publicity_name=names.word("publicity", row.publicity.value),
        author=authors.get(row.author_id, ""),
        **{name: getattr(row, name) for name in copied},
    )


def _due(work: Work, row: FaqVersion, passed: Collection[str]) -> str | None:
    """The step of the review that this version waits for."""
    if row.state is not VersionState.IN_REVIEW:
        return None
    return next_step(work.book.review_steps, passed)


def _passed(work: Work, version_ids: Sequence[int]) -> dict[int, list[str]]:
    """The steps each version has passed."""
    query = select(FaqReview.version_id, FaqReview.step).where(
        FaqReview.version_id.in_(version_ids), FaqReview.passed
    )
    found: dict[int, list[str]] = {}
    for version_id, step in work.db.execute(query):
        found.setdefault(version_id, []).append(step)
    return found


def _cleared(work: Work, entry_id: int) -> tuple[ClearedShown, ...]:
    query = (
        select(FaqCleared.text, FaqCleared.reason, Staff.name, FaqCleared.cleared_at)
        .join(Staff, Staff.id == FaqCleared.staff_id)
        .where(FaqCleared.entry_id == entry_id)
        .order_by(FaqCleared.id)
    )
    return tuple(ClearedShown(*row) for row in work.db.execute(query))


def _names_of(work: Work, staff_ids: Collection[int]) -> dict[int, str]:
    query = select(Staff.id, Staff.name).where(Staff.id.in_(staff_ids))
    return dict(list(work.db.execute(query)))
