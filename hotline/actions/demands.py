"""A demand that another channel owns (12345, …) is passed on, with the caller's consent (R-6)."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert

from hotline.actions import telling
from hotline.actions.events import note_call
from hotline.records import ApiScope, Call, Demand, Subject
from hotline.rules.organisation import Receiver
from hotline.work import Work


def receiver_for(work: Work, *, code: str, place_id: int) -> Receiver | None:
    """Who takes demands for this channel here: one alone, the nearest, lest two deal with it."""
    organisation = work.book.organisation
    path = organisation.places[place_id].path
    takers = [
        one
        for one in organisation.receivers
        if ApiScope.HEAR_DEMANDS in one.hears and one.redirect == code and one.place_id in path
    ]
    return max(takers, key=lambda one: path.index(one.place_id), default=None)


def pass_on(work: Work, call: Call, *, code: str, question_id: int) -> bool:
    """The caller agrees that words and number go to the channel; whether anybody takes them.

    Agreeing twice passes on once. What was said stays where it stands, with the question.
    """
    receiver = receiver_for(work, code=code, place_id=call.jurisdiction_id)
    if receiver is None:
        return False
    new = insert(Demand).values(question_id=question_id, redirect=code, consented_at=work.now)
    demand_id = work.db.scalar(
        new.on_conflict_do_nothing(index_elements=[Demand.question_id]).returning(Demand.id)
    )
    if demand_id is not None:
        note_call(work, call, "passed_on", code=code, webhook_id=receiver.webhook_id)
        telling.want(work, receiver, Subject.DEMAND, demand_id)
    return True
