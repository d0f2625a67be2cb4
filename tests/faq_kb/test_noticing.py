"""What of the knowledge base waits is told in working time, and not again until it was read."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.actions import notice_settings
from hotline.noticing import tell_person
from hotline.records import Notice, Staff
from hotline.reports import notices as reports
from tests.faq_kb.office import Office


def test_a_reviewer_is_told_once_a_day_what_waits(db: Session, office: Office) -> None:
    reviewer = office.first_reviewer
    row = db.get_one(Staff, reviewer.id)

    def told(at: str) -> list[int]:
        for _ in range(2):
            tell_person(office.at(at).work(), row)
        mine = select(Notice.data).where(Notice.staff_id == reviewer.id).order_by(Notice.id)
        return [data["count"] for data in db.scalars(mine)]

    assert told("2026-11-23 09:00") == []
    version = office.submit(office.draft())
    assert told("2026-11-23 20:00") == []
    assert told("2026-11-24 09:00") == [1]
    assert told("2026-11-25 09:00") == [1]  # unread still
    notice_settings.read(office.work(reviewer))
    assert told("2026-11-26 09:00") == [1, 1]
    office.review(version, "first_review")
    assert told("2026-11-27 09:00") == [1, 1]
    assert reports.unread_count(office.work(), staff_id=reviewer.id or 0) == 0
