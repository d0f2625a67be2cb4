"""Demands that another channel owns (12345, …): recognised, and passed on with consent (R-6)."""

from __future__ import annotations

from sqlalchemy import Select, exists, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from hotline.actions import reading, telling
from hotline.actions.events import note_call
from hotline.errors import Refused, refuse_all
from hotline.records import ApiScope, Call, Channel, Demand, Inquiry, Question, Subject
from hotline.rules.organisation import Receiver
from hotline.rules.redirects import Redirect
from hotline.rules.wording import Wording
from hotline.text import telephone
from hotline.work import Work

Known = aliased(Demand)
LONGEST_TEXT = 5000
# What becomes of a demand when whoever made it agrees.
AGREED_TO = ("consented_at", "text", "phone_sealed")

EMPTY = Wording(key="demand.empty", zh="请写明诉求。", en="Say what the demand is.")
NO_PHONE = Wording(
    key="demand.no_phone",
    zh="转交要留下完整的联系电话，对方才能答复。",
    en="To pass it on, leave a complete telephone number, so that they can answer.",
)
NOBODY = Wording(
    key="demand.nobody",
    zh="这件事现在不能转交：内容已经改变，或者对方暂不接收。请核对后再提交。",
    en="This cannot be passed on now: its words have changed, or nobody takes it. Please check.",
)


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


def offered(work: Work, text: str, *, place_id: int) -> Redirect | None:
    """The channel whose demand these words are, if somebody takes what is passed on to it here."""
    found = work.book.redirects.channel(text)
    taken = found is not None and receiver_for(work, code=found.code, place_id=place_id) is not None
    return found if taken else None


def heard(work: Work, call: Call, *, code: str) -> None:
    """The question just asked is a demand that this channel owns."""
    _keep(
        work, origin=_of_question(call), redirect=code, jurisdiction_id=call.jurisdiction_id,
        channel=Channel.PHONE, question_id=call.dialogue["question_id"],
    )  # fmt: skip


def logged(work: Work, inquiry: Inquiry) -> None:
    """What was logged as an inquiry may be another channel's demand all the same.

    That of a call in which it was recognised already is the same one.
    """
    found = work.book.redirects.channel(inquiry.text or "")
    if found is not None and not work.db.scalar(
        _told_in(inquiry.call_id, code=found.code).limit(1)
    ):
        _keep(
            work, origin=f"inquiry:{inquiry.id}", redirect=found.code,
            jurisdiction_id=inquiry.jurisdiction_id, channel=inquiry.channel, inquiry_id=inquiry.id,
        )  # fmt: skip


def pass_on(work: Work, call: Call, *, code: str) -> bool:
    """The caller agrees that words and number go to the channel; whether anybody takes them.

    Agreeing twice passes on once. What was said stays where it stands, with the question.
    """
    receiver = receiver_for(work, code=code, place_id=call.jurisdiction_id)
    if receiver is None:
        return False
    demand_id = _keep(
        work, origin=_of_question(call), redirect=code, jurisdiction_id=call.jurisdiction_id,
        channel=Channel.PHONE, question_id=call.dialogue["question_id"], consented_at=work.now,
    )  # fmt: skip
    if demand_id is not None:
        note_call(work, call, "passed_on", code=code, webhook_id=receiver.webhook_id)
        telling.want(work, receiver, Subject.DEMAND, demand_id)
    return True


def pass_on_written(
    work: Work,
    *,
    origin: str,
    channel: Channel,
    place_id: int,
    code: str,
    text: str,
    phone: str | None,
    call: Call | None = None,
) -> Redirect:
    """Whoever made this demand agrees that these words and this number go to the channel.

    The same form sent twice passes on once, and what was recognised in the call is one demand with
    it; raises Refused where it cannot be.
    """
    known = telephone(phone)
    faults = [] if text else [Refused(EMPTY, field="text")]
    refuse_all(faults + ([] if known else [Refused(NO_PHONE, field="phone")]))
    assert known is not None
    found = offered(work, text, place_id=place_id)
    receiver = receiver_for(work, code=code, place_id=place_id)
    if found is None or found.code != code or receiver is None:
        raise Refused(NOBODY, field="text")
    if call is not None:
        # It may still be going on, and its history goes on with it.
        work.db.refresh(call, with_for_update=True)
        _take_over(work, call, code=code, origin=origin)
    demand_id = _keep(
        work, origin=origin, redirect=code, jurisdiction_id=place_id, channel=channel,
        consented_at=work.now, text=text[:LONGEST_TEXT],
        phone_sealed=work.seal.close(known.number),
    )  # fmt: skip
    if demand_id is not None:
        telling.want(work, receiver, Subject.DEMAND, demand_id)
        if call is not None:
            note_call(work, call, "passed_on", code=code, webhook_id=receiver.webhook_id)
        reading.passed_on(work, demand_id=demand_id, code=code)
    return found


def _of_question(call: Call) -> str:
    return f"question:{call.dialogue['question_id']}"


def _told_in(call_id: int | None, *, code: str) -> Select[int]:
    """The demands of this channel that were recognised in the call, the last first."""
    of_call = select(Demand.id).join(Question, Question.id == Demand.question_id)
    theirs = of_call.where(Question.call_id == call_id, Demand.redirect == code)
    return theirs.order_by(Demand.id.desc())


def _take_over(work: Work, call: Call, *, code: str, origin: str) -> None:
    """What was recognised in the call, and not agreed to there, is the demand of this origin."""
    waits = _told_in(call.id, code=code).where(Demand.consented_at.is_(None)).limit(1)
    known = exists().where(Known.origin == origin)
    taken = update(Demand).where(Demand.id == waits.scalar_subquery(), ~known)
    work.db.execute(taken.values(origin=origin, question_id=None))


def _keep(work: Work, **fields: object) -> int | None:
    """The demand of this origin: its id where it is new, or is agreed to now for the first time."""
    new = insert(Demand).values(named_at=work.now, **fields)
    agreed = {name: fields[name] for name in AGREED_TO if fields.get(name) is not None}
    kept = (
        new.on_conflict_do_update(
            index_elements=[Demand.origin], set_=agreed, where=Demand.consented_at.is_(None)
        )
        if agreed
        else new.on_conflict_do_nothing(index_elements=[Demand.origin])
    )
    return work.db.scalar(kept.returning(Demand.id))
