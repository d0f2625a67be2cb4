"""Notices to staff: what a person was told, what of it is settled, and what did not arrive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, String, and_, case, cast, exists, false, func, or_, select
from sqlalchemy.orm import aliased

from hotline.errors import NotFound
from hotline.records import (
    Explanation,
    ExplanationReview,
    Extension,
    Forward,
    HandlingLeg,
    Inquiry,
    Notice,
    NoticeAddress,
    NoticeChannel,
    NoticeChoice,
    NoticeDelivery,
    NoticeMessage,
    NoticeState,
    OutboxRow,
    OutboxState,
    Staff,
)
from hotline.reports import keyset, scope
from hotline.reports.names import Names, filled
from hotline.reports.shown import (
    AddressShown,
    ChoiceShown,
    FailingShown,
    Letter,
    NoticeShown,
    NoticesShown,
    Page,
)
from hotline.rules.notices import Until
from hotline.rules.wording import Wording
from hotline.work import Work

Filed = aliased(Explanation)
# More than this nobody counts: the bell says 99+.
MOST_COUNTED = 100
UNREAD_SHOWN = 100
FAILING = (NoticeState.FAILED, NoticeState.GAVE_UP)
FAILING_SHOWN_FOR = timedelta(days=7)
NO_SUCH_NOTICE = Wording(
    key="notice.unknown",
    zh="没有这条提醒，或者不是给您的。",
    en="There is no such notice, or it is not for you.",
)


def unread_count(work: Work, *, staff_id: int) -> int:
    """How many notices ask to be read by this person, a hundred at most."""
    query = _of_notices(select(Notice.id)).where(_is_unread_by(work, staff_id)).limit(MOST_COUNTED)
    return work.db.scalar(select(func.count()).select_from(query.subquery())) or 0


def listed(work: Work, *, after: str | None = None, limit: int = 30) -> NoticesShown:
    """The reader's notices: what asks to be read first, then all others, the newest first."""
    mine = work.actor.id or 0
    unread = _notices(work).where(_is_unread_by(work, mine))
    unread = unread.order_by(Notice.at.desc(), Notice.id.desc())
    is_over = or_(Notice.read_at.is_not(None), _settled(work))
    others = keyset.newest_first(
        _notices(work).where(_is_in_console_of(mine), is_over), Notice.at, Notice.id,  # type: ignore[arg-type]
        after=after, limit=limit,
    )  # fmt: skip
    found, following = keyset.cut(
        work.db.execute(others).all(), limit=limit, key=lambda row: (row[0].at, row[0].id)
    )
    first = work.db.execute(unread.limit(UNREAD_SHOWN)).all() if after is None else ()
    return NoticesShown(
        unread=shown(work, first), others=Page(rows=shown(work, found), after=following)
    )


def one(work: Work, *, notice_id: int) -> NoticeShown:
    """One notice of the reader's; NotFound when it is somebody else's."""
    query = _notices(work).where(Notice.id == notice_id, Notice.staff_id == work.actor.id)
    found = shown(work, work.db.execute(query).all())
    if not found:
        raise NotFound(NO_SUCH_NOTICE)
    return found[0]


def last_explanation(work: Work, *, leg_id: int) -> int:
    """The explanation of a leg that was filed last."""
    query = select(Explanation.id).where(Explanation.handling_leg_id == leg_id)
    return work.db.scalars(query.order_by(Explanation.id.desc()).limit(1)).one()


def letter(work: Work, *, message_id: int) -> Letter | None:
    """What a message is to say: all that waited for it and is not settled; None when nothing."""
    message = work.db.get_one(NoticeMessage, message_id)
    inside = select(NoticeDelivery.notice_id).where(NoticeDelivery.message_id == message_id)
    query = _notices(work).where(Notice.id.in_(inside), ~_settled(work)).order_by(Notice.id)
    notices = shown(work, work.db.execute(query).all())
    if not notices:
        return None
    language = work.db.get_one(Staff, message.staff_id).language
    return Letter(language="en" if language == "en" else "zh", notices=notices)


def choices(work: Work) -> tuple[ChoiceShown, ...]:
    """The kinds of notice that may reach the reader, in their order, with what he chose."""
    roles = work.actor.roles
    permissions = work.book.permissions(roles)
    mine = select(NoticeChoice).where(NoticeChoice.staff_id == work.actor.id)
    chosen = {row.kind: row.choice for row in work.db.scalars(mine)}
    return tuple(
        ChoiceShown(
            key=kind.key, name=kind.name, must=kind.must,
            choice=chosen.get(kind.key, kind.default),
        )
        for kind in work.book.notices.kinds.values()
        if kind.may_reach(roles, permissions)
    )  # fmt: skip


def addresses(work: Work, *, staff_id: int) -> Mapping[NoticeChannel, AddressShown]:
    """Where a person's notices go, and whether the last one arrived."""
    found = {}
    query = select(NoticeAddress).where(NoticeAddress.staff_id == staff_id)
    for row in work.db.scalars(query):
        tried = NoticeMessage.state.in_((*FAILING, NoticeState.SENT))
        last = work.db.scalar(
            select(NoticeMessage)
            .where(
                NoticeMessage.staff_id == staff_id, NoticeMessage.channel == row.channel, tried,
                NoticeMessage.made_at >= row.set_at,
            )
            .order_by(NoticeMessage.made_at.desc(), NoticeMessage.id.desc())
            .limit(1)
        )  # fmt: skip
        failed = last if last is not None and last.state in FAILING else None
        found[row.channel] = AddressShown(
            masked=row.masked,
            is_confirmed=row.confirmed_at is not None,
            code_sent_at=row.code_sent_at,
            code_failed_at=row.code_failed_at,
            failed_at=failed.made_at if failed else None,
            will_repeat=failed is not None and failed.state is NoticeState.FAILED,
            error=failed.error if failed else None,
        )
    return found


def failing(work: Work, *, limit: int = 50) -> tuple[tuple[FailingShown, ...], int]:
    """Messages of the last days to people in reach that did not arrive; how many there are."""
    query = (
        select(NoticeMessage, Staff, NoticeAddress.masked, func.count().over())
        .join(Staff, Staff.id == NoticeMessage.staff_id)
        .outerjoin(
            NoticeAddress,
            and_(
                NoticeAddress.staff_id == Staff.id, NoticeAddress.channel == NoticeMessage.channel
            ),
        )
        .where(
            NoticeMessage.state.in_(FAILING),
            NoticeMessage.made_at >= work.now - FAILING_SHOWN_FOR,
            scope.reach(work, "see_system").has_unit(Staff.unit_id),
        )
        .order_by(NoticeMessage.made_at.desc(), NoticeMessage.id.desc())
        .limit(limit)
    )
    names, found = Names(work), work.db.execute(query).all()
    return tuple(
        FailingShown(
            person=staff.name, unit=names.unit(staff.unit_id), channel=message.channel,
            masked=masked, state=message.state, attempts=message.attempts,
            made_at=message.made_at, error=message.error,
        )
        for message, staff, masked, _ in found
    ), found[0][3] if found else 0  # fmt: skip


def _is_in_console_of(staff_id: int) -> Any:
    return and_(Notice.staff_id == staff_id, Notice.in_console)


def _is_unread_by(work: Work, staff_id: int) -> Any:
    return and_(_is_in_console_of(staff_id), Notice.read_at.is_(None), ~_settled(work))


def _notices(work: Work) -> Select[Any]:
    """Notices with what their words and their state hang on."""
    query = select(Notice, Inquiry.reference, _settled(work).label("settled"))
    return _of_notices(query).outerjoin(Inquiry, Inquiry.id == Notice.inquiry_id)


def _of_notices(query: Select[Any]) -> Select[Any]:
    """A query of notices that may ask whether they are settled."""
    return query.outerjoin(HandlingLeg, HandlingLeg.id == Notice.handling_leg_id)


def _settled(work: Work) -> Any:
    """Whether what a notice asks for has been done, by whomever: asked, never stored."""
    kinds = work.book.notices.kinds.values()
    return case(
        *(
            (Notice.kind.in_([kind.key for kind in kinds if kind.until is until]), condition)
            for until, condition in DONE.items()
        ),
        else_=false(),
    )


def _waits(asked: type[Forward] | type[Extension]) -> Any:
    return exists().where(
        asked.handling_leg_id == Notice.handling_leg_id, asked.decided_at.is_(None)
    )


# What a notice waits for, as asked of its leg: made once, for the bell on every page asks it.
DONE = {
    Until.LEG_CLOSED: HandlingLeg.closed_at.is_not(None),
    Until.FORWARD_DECIDED: ~_waits(Forward),
    Until.EXTENSION_DECIDED: ~_waits(Extension),
    Until.EXPLAINED: exists().where(
        Filed.handling_leg_id == Notice.handling_leg_id, Filed.sent_back_at.is_(None)
    ),
    Until.EXPLANATION_MOVED: exists().where(
        ExplanationReview.explanation_id == Filed.id,
        Filed.handling_leg_id == Notice.handling_leg_id,
        ExplanationReview.at > Notice.at,
    ),
    Until.JOB_DONE: ~exists().where(
        OutboxRow.state == OutboxState.STUCK,
        OutboxRow.kind == cast(Notice.data["job"].astext, String),
    ),
}


def shown(work: Work, rows: Iterable[Any]) -> tuple[NoticeShown, ...]:
    """Notices as they read; of each the reference of its inquiry, and whether it is settled."""
    names, kinds = Names(work), work.book.notices.kinds
    return tuple(
        NoticeShown(
            id=notice.id,
            kind=notice.kind,
            name=kinds[notice.kind].name,
            text=_words(work, names, notice, reference),
            at=notice.at,
            is_read=notice.read_at is not None,
            is_settled=is_settled,
            reference=reference or "",
            inquiry_id=notice.inquiry_id,
            leg_id=notice.handling_leg_id,
        )
        for notice, reference, is_settled in rows
        if notice.kind in kinds
    )


def _words(work: Work, names: Names, notice: Notice, reference: str | None) -> Wording:
    """What a notice says, from the words of its kind: never a name, never a question."""
    text, data = work.book.notices.kinds[notice.kind].text, notice.data
    fields: dict[str, object] = {
        "reference": reference,
        "unit": names.maybe_unit(notice.unit_id),
        "due": _day(data["due_on"]) if "due_on" in data else None,
        "count": data.get("count"),
        "job": names.word("job", data["job"]) if "job" in data else None,
    }
    return Wording(key=text.key, zh=filled(text.zh, fields, "zh"), en=filled(text.en, fields, "en"))


def _day(written: str) -> Wording:
    on = date.fromisoformat(written)
    return Wording(key="day", zh=f"{on.month}月{on.day}日", en=written)
