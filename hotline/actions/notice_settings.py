"""What a person does with notices: reads them, and chooses how they come."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert

from hotline.errors import Refused
from hotline.records import Notice, NoticeChoice
from hotline.rules.notices import Choice
from hotline.rules.wording import Wording
from hotline.work import Work

MUST = Wording(
    key="notices.must",
    zh="办理时限和督办的提醒不能在工作台中关闭。",
    en="Reminders of deadlines and of supervised handling cannot be switched off in the console.",
)


def read(work: Work, *, notice_id: int | None = None, inquiry_id: int | None = None) -> None:
    """The reader has seen one notice, those about one inquiry, or (neither named) all of them."""
    conditions = [Notice.staff_id == work.actor.id, Notice.in_console, Notice.read_at.is_(None)]
    if notice_id is not None:
        conditions.append(Notice.id == notice_id)
    if inquiry_id is not None:
        conditions.append(Notice.inquiry_id == inquiry_id)
    work.db.execute(update(Notice).where(*conditions).values(read_at=work.now))


def choose(work: Work, choices: Mapping[str, Choice]) -> None:
    """By what ways the reader wants each of these kinds from now on.

    Only what differs from what everybody has is kept, so that a better default reaches all others.
    """
    kinds = work.book.notices.kinds
    if any(kinds[key].must and not choice.console for key, choice in choices.items()):
        raise Refused(MUST)
    assert work.actor.id is not None
    mine = NoticeChoice.staff_id == work.actor.id
    work.db.execute(delete(NoticeChoice).where(mine, NoticeChoice.kind.in_(choices)))
    rows = [
        {
            "staff_id": work.actor.id, "kind": key, "console": choice.console,
            "sms": choice.sms, "email": choice.email,
        }
        for key, choice in choices.items()
        if choice != kinds[key].default
    ]  # fmt: skip
    if rows:
        work.db.execute(insert(NoticeChoice), rows)
