"""The people through whose hands an answer goes, and an answer for them to handle."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from faq_kb import actions
from hotline.records import Edition, FaqVersion, Publicity
from hotline.work import Work
from tests.factories import Town

STEPS = ("first_review", "second_review", "approval")
ENTRY = {
    "code": "id-card-lost",
    "question": "居民身份证丢失后怎么补办？",
    "answer": "请带户口簿到派出所申请补领，工本费四十元。",
    "phrasings": ["身份证丢了怎么补办", "身份证掉了咋个办"],
    "category": "户政",
    "publicity": Publicity.PROACTIVE,
    "source": "示例：户政业务办事指南",
    "source_on": date(2026, 3, 2),
    "valid_until": date(2028, 12, 31),
}
NEIGHBOURS = (
    ("noise", "夜间施工噪声扰民找谁管？", "半夜工地太吵"),
    ("fund-rent", "租房怎么提取住房公积金？", "公积金能交房租吗"),
    ("newborn", "新生儿怎么上户口？", "小孩出生登记"),
)


class Office(Town):
    """A town with an author, a reviewer for each step, and an editor of the neighbour county."""

    def __init__(self, db: Session) -> None:
        super().__init__(db)
        self.author = self.make_staff("kb_editor", place="nanke")
        self.first_reviewer = self.make_staff("first_reviewer", place="nanke")
        self.second_reviewer = self.make_staff("second_reviewer", place="nanke")
        self.approver = self.make_staff("approver", place="nanke")
        self.reviewer_of = dict(
            zip(STEPS, (self.first_reviewer, self.second_reviewer, self.approver), strict=True)
        )

    def draft(self, work: Work | None = None, **changes: Any) -> FaqVersion:
        """A draft of the example answer, or of one that differs from it."""
        unit_id = changes.pop("unit_id", None) or self.unit("public_security").id
        return actions.draft(
            work or self.work(self.author), unit_id=unit_id, **{**ENTRY, **changes}
        )

    def submit(self, version: FaqVersion) -> FaqVersion:
        actions.submit(self.work(self.author), version)
        return version

    def review(
        self, version: FaqVersion, step: str, *, passed: bool = True, opinion: str = "同意。"
    ) -> None:
        """The step's own reviewer decides."""
        work = self.work(self.reviewer_of[step])
        actions.review(work, version, step=step, passed=passed, opinion=opinion)

    def withdraw(self, version: FaqVersion, *, opinion: str = "政策已变。") -> None:
        """The author takes it back."""
        actions.withdraw(self.work(self.author), version, opinion=opinion)

    def publish(self, **changes: Any) -> FaqVersion:
        """An answer through all hands."""
        version = self.submit(self.draft(**changes))
        for step in STEPS:
            self.review(version, step)
        self.db.flush()
        return version

    def publish_neighbours(self) -> None:
        """Answers to other questions, as any base has them."""
        others = [
            self.submit(self.draft(code=code, question=question, phrasings=phrasings))
            for code, question, *phrasings in NEIGHBOURS
        ]
        for step in STEPS:
            work = self.work(self.reviewer_of[step])
            actions.review(work, *others, step=step, passed=True, opinion="同意。")

    def edition(self) -> int:
        """The edition of the knowledge base, 0 before the first."""
        self.db.flush()
        query = select(Edition.number).where(Edition.subject == "knowledge")
        return self.db.execute(query).scalar_one_or_none() or 0
