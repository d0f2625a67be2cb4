"""Edition numbers: whoever changes what people edit counts one up, and every process sees it."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert

from hotline.records import Edition
from hotline.work import Work

ORGANISATION = "organisation"
KNOWLEDGE = "knowledge"
# Whose a change is that is no place's, unit's or person's: of the nation's days.
NATION = "nation"


def count_up(work: Work, subject: str) -> int:
    """Count the edition of `subject` up in this transaction, and give its new number.

    The row is held until the commit, so that nobody sees an edition before the ones below it.
    """
    statement = (
        insert(Edition)
        .values(subject=subject, number=1)
        .on_conflict_do_update(
            index_elements=[Edition.subject], set_={"number": Edition.number + 1}
        )
        .returning(Edition.number)
    )
    return work.db.execute(statement).scalar_one()


def recount_key(change: int) -> str:
    """By what the outbox knows the job that counts deadlines again after this change."""
    return f"recompute_deadlines:{change}"
