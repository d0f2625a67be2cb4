"""People follow inquiries and save filters; their own affair, and so no event of the inquiry."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from hotline.errors import Refused
from hotline.records import Followed, Inquiry, SavedFilter
from hotline.rules.wording import Wording
from hotline.work import Work

MOST_FILTERS = 30

NO_NAME = Wording(
    key="filter.no_name", zh="请给这组条件起个名称。", en="Give these conditions a name."
)
NOTHING_ASKED = Wording(
    key="filter.nothing_asked", zh="请先选好筛选条件，再保存。", en="Choose conditions first."
)
TOO_MANY = Wording(
    key="filter.too_many",
    zh=f"最多保存{MOST_FILTERS}组条件，请先删去不用的。",
    en=f"At most {MOST_FILTERS} are kept; delete one you do not use.",
)


def follow(work: Work, inquiry: Inquiry) -> None:
    """Follow the inquiry from now on; what has happened is seen."""
    told = insert(Followed).values(
        staff_id=work.actor.id, inquiry_id=inquiry.id, since_at=work.now,
        seen_seq=inquiry.event_count,
    )  # fmt: skip
    work.db.execute(told.on_conflict_do_nothing())


def unfollow(work: Work, *, inquiry_id: int) -> None:
    """Follow it no more."""
    theirs = (Followed.staff_id == work.actor.id, Followed.inquiry_id == inquiry_id)
    work.db.execute(delete(Followed).where(*theirs))


def looked(work: Work, *, inquiry_id: int, seq: int) -> None:
    """Whoever follows the inquiry has its page before him, with its history up to here."""
    theirs = (Followed.staff_id == work.actor.id, Followed.inquiry_id == inquiry_id)
    work.db.execute(update(Followed).where(*theirs, Followed.seen_seq < seq).values(seen_seq=seq))


def save_filter(
    work: Work, *, name: str, asked: Mapping[str, str], is_shared: bool = False
) -> None:
    """Keep these conditions under the name; the same name again means the newer ones."""
    if not name:
        raise Refused(NO_NAME, field="filter_name")
    if not asked:
        raise Refused(NOTHING_ASKED)
    others = select(func.count()).where(
        SavedFilter.staff_id == work.actor.id, SavedFilter.name != name
    )
    if (work.db.scalar(others) or 0) >= MOST_FILTERS:
        raise Refused(TOO_MANY)
    values = {
        "asked": dict(asked), "saved_at": work.now,
        "shared_with_unit_id": work.actor.unit_id if is_shared else None,
    }  # fmt: skip
    made = insert(SavedFilter).values(staff_id=work.actor.id, name=name, **values)
    work.db.execute(
        made.on_conflict_do_update(
            index_elements=[SavedFilter.staff_id, SavedFilter.name], set_=values
        )
    )


def forget_filter(work: Work, *, filter_id: int) -> None:
    """One's own filter goes; nobody else's can."""
    own = (SavedFilter.id == filter_id, SavedFilter.staff_id == work.actor.id)
    work.db.execute(delete(SavedFilter).where(*own))
