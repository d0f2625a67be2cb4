"""What happens to a call: it arrives, goes forward, rings people, ends and is settled."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert

from hotline import outbox
from hotline.actions import callers
from hotline.actions.events import note_call
from hotline.records import Call, CallLeg, LegKind, Question
from hotline.rules.organisation import Contact
from hotline.rules.outcome import LegResult, leg_result
from hotline.text import telephone
from hotline.work import Work

# A call only moves forward; a late "ringing" never undoes "completed" (faults 4, 8).
FINAL = 4
RANK = {"queued": 0, "initiated": 1, "ringing": 2, "in-progress": 3} | dict.fromkeys(
    ("completed", "busy", "failed", "no-answer", "canceled"), FINAL
)
# What a number that hides itself is called in lists.
HIDDEN_CALLER = "—"


def rank(status: str) -> int:
    """How far along a provider's status is; every final one ranks alike, an unknown one nowhere."""
    return RANK.get(status, -1)


def arrive(
    work: Work,
    *,
    sid: str,
    caller: str | None,
    dialled: str,
    status: str = "ringing",
    at: datetime | None = None,
) -> Call:
    """The call with this sid, made now if nobody knows it yet; held until the Work ends.

    Any event may be the first we hear of a call (fault 7), and two may come at once (fault 1).
    `at` tells when it arrived, where that is known to be earlier than now.
    """
    phone = telephone(caller)
    known = find(work, sid=sid)
    if known is not None:
        if phone is not None and known.caller_sealed is None:
            callers.known(work, known, phone=phone)
        if dialled and not known.dialled:
            known.dialled, known.jurisdiction_id = dialled[:64], place_dialled(work, dialled)
            note_call(work, known, "arrived", dialled=known.dialled)
        return known
    place_id = place_dialled(work, dialled)
    new = (
        insert(Call)
        .values(
            sid=sid,
            caller_sealed=work.seal.close(phone.number) if phone else None,
            caller_hash=work.seal.hash("telephone", phone.number) if phone else None,
            caller_masked=phone.masked if phone else HIDDEN_CALLER,
            dialled=dialled[:64],
            jurisdiction_id=place_id,
            status=status if 0 <= rank(status) < FINAL else "ringing",
            arrived_at=at or work.now,
            dialogue={},
            turn=0,
            language="zh-CN",
            is_test=False,
            event_count=0,
            head_hash=bytes(32),
        )
        .on_conflict_do_nothing(index_elements=["sid"])
        .returning(Call.id)
    )
    is_new = work.db.scalar(new) is not None
    call = find(work, sid=sid)
    assert call is not None
    if is_new:
        note_call(work, call, "arrived", dialled=dialled[:64])
    return call


# Every webhook of a call begins with it: built once.
WITH_SID = select(Call).where(Call.sid == bindparam("sid")).with_for_update()


def find(work: Work, *, sid: str) -> Call | None:
    """The call with this sid, held until the Work ends; None when it is unknown."""
    return work.db.scalar(WITH_SID, {"sid": sid})


def place_dialled(work: Work, dialled: str) -> int:
    """The place a dialled number stands for; the topmost prefecture's when it is not listed."""
    organisation = work.book.organisation
    number = telephone(dialled)
    bare = dialled.split(":", 1)[-1].split("@", 1)[0].split(";", 1)[0]
    for form in (dialled, bare, number.number if number else bare):
        if form in organisation.dialled:
            return organisation.dialled[form]
    # Every line is somebody's: an unlisted one is the first listed number's.
    return next(iter(organisation.dialled.values()))


def notice_played(work: Work, call: Call, *, version: str) -> None:
    """The recording notice is about to be spoken (PIPL 17); keeps which one and when."""
    call.notice_version, call.notice_at = version, work.now
    note_call(work, call, "notice_played", version=version)


def move_status(
    work: Work, call: Call, *, status: str, duration_seconds: int | None = None
) -> None:
    """Take the provider's word for where the call is, forward only; the end settles it soon."""
    if rank(status) <= rank(call.status):
        return
    call.status = status
    note_call(work, call, "status", status=status)
    if rank(status) == FINAL:
        end(work, call, duration_seconds=duration_seconds)


def end(work: Work, call: Call, *, duration_seconds: int | None) -> None:
    """The call is over: its end is kept once, and its settling is made certain."""
    if call.ended_at is not None:
        return
    if duration_seconds is None:
        duration_seconds = max(0, int((work.now - call.arrived_at).total_seconds()))
    call.duration_seconds = duration_seconds
    call.ended_at = min(work.now, call.arrived_at + timedelta(seconds=duration_seconds))
    # The answers of the last steps may still be on their way: settle a little later.
    due_at = work.now + timedelta(seconds=SETTLE_AFTER_SECONDS)
    outbox.put(work, "settle_call", key=f"settle:{call.id}", call_id=call.id, due_at=due_at)


SETTLE_AFTER_SECONDS = 3


def moved_to_place(work: Work, call: Call, *, place_id: int) -> None:
    """The caller's words name another place than the dialled line's (R-7a)."""
    if call.jurisdiction_id != place_id:
        note_call(work, call, "place_named", old=call.jurisdiction_id, new=place_id)
        call.jurisdiction_id = place_id


NEW_QUESTION = insert(Question).returning(Question.id)


def asked(
    work: Work,
    call: Call,
    *,
    heard: str,
    confidence: float | None,
    verdict: str,
    entry_id: int | None = None,
    version_id: int | None = None,
    score: float | None = None,
    candidates: list[Any] | None = None,
    unit_id: int | None = None,
) -> None:
    """Keep a question with what was found for it; the words stay outside the chained history."""
    # Below the ORM: its id is wanted at once, the call's own changes are written once, at the end.
    call.dialogue["question_id"] = work.db.connection().scalar(
        NEW_QUESTION,
        {
            "call_id": call.id,
            "asked_at": work.now,
            "heard": heard,
            "confidence": confidence,
            "verdict": verdict,
            "entry_id": entry_id,
            "version_id": version_id,
            "score": score,
            "edition": work.book.knowledge_edition,
            "candidates": candidates or [],
            "unit_id": unit_id,
        },
    )


def person_requested(work: Work, call: Call, *, in_hours: bool) -> None:
    """The caller wants, or needs, a person; the first time counts for the wait."""
    if call.human_requested_at is None:
        call.human_requested_at = work.now
        call.human_requested_in_hours = in_hours
        note_call(work, call, "person_requested", in_hours=in_hours)


def ring(
    work: Work,
    call: Call,
    *,
    contact: Contact,
    unit_id: int | None,
    in_hours: bool,
) -> CallLeg:
    """A person is about to be rung for this caller."""
    leg = CallLeg(
        call_id=call.id,
        kind=LegKind(contact.kind),
        unit_id=unit_id,
        liaison_id=contact.liaison_id,
        target=contact.target,
        planned_at=work.now,
        in_hours=in_hours,
        status="planned",
    )
    work.db.add(leg)
    work.db.flush()
    note_call(
        work, call, "ringing", leg_id=leg.id, to=contact.kind, unit_id=unit_id,
        liaison_id=contact.liaison_id,
    )  # fmt: skip
    return leg


def leg_status(
    work: Work, leg: CallLeg, *, sid: str, status: str, duration_seconds: int | None = None
) -> None:
    """Take the provider's word for where a leg is, forward only."""
    if rank(status) <= rank(leg.status):
        return
    leg.sid = leg.sid or sid
    leg.status = status
    if rank(status) >= RANK["ringing"] and leg.rung_at is None:
        leg.rung_at = work.now
    if rank(status) == FINAL:
        leg.ended_at = leg.ended_at or work.now
        if leg.accepted_at and leg.talk_seconds is None and duration_seconds is not None:
            leg.talk_seconds = duration_seconds


def accept(work: Work, call: Call, leg: CallLeg, *, at: datetime | None = None) -> None:
    """The person rung pressed the key to take the call; lifting the receiver is not enough."""
    if leg.accepted_at is None:
        leg.accepted_at = at or work.now
        leg.rung_at = leg.rung_at or leg.accepted_at
        call.human_answered_at = call.human_answered_at or leg.accepted_at
        note_call(work, call, "accepted", leg_id=leg.id)


def leg_ended(
    work: Work,
    call: Call,
    leg: CallLeg,
    *,
    dial_status: str,
    talk_seconds: int | None,
    caller_left: bool,
    was_bridged: bool | None = None,
) -> LegResult:
    """How ringing this person ended; decided once, and not by `completed`.

    The provider's word whether the two were connected counts; where it gives none, our own
    acceptance, of which either the request or the answer may have been lost.
    """
    if leg.result is None:
        accepted = leg.accepted_at is not None
        if was_bridged:
            accept(work, call, leg, at=work.now - timedelta(seconds=talk_seconds or 0))
        elif was_bridged is False and accepted:
            # A key was pressed, and yet the two never spoke.
            if call.human_answered_at == leg.accepted_at:
                call.human_answered_at = None
            leg.accepted_at = None
        spoke = leg.accepted_at is not None
        leg.result = leg_result(
            dial_status=dial_status, accepted=accepted, spoke=spoke, caller_left=caller_left
        )
        if spoke and talk_seconds is not None:
            leg.talk_seconds = talk_seconds
        leg.ended_at = leg.ended_at or work.now
        note_call(work, call, "leg_ended", leg_id=leg.id, result=leg.result.value,
                  talk_seconds=leg.talk_seconds)  # fmt: skip
    return leg.result


def legs_of(work: Work, call: Call) -> list[CallLeg]:
    """The people rung in this call, in order."""
    return list(
        work.db.scalars(select(CallLeg).where(CallLeg.call_id == call.id).order_by(CallLeg.id))
    )


def solved(work: Work, call: Call, *, yes: bool) -> None:
    """The caller says whether the answer to the last question helped."""
    question_id = call.dialogue.get("question_id")
    question = work.db.get(Question, question_id) if question_id else None
    if question is not None and question.solved is None:
        question.solved = yes
        note_call(work, call, "solved" if yes else "not_solved", question_id=question.id)


def chosen(work: Work, call: Call, *, entry_id: int, version_id: int) -> None:
    """The caller chose this entry among the close ones."""
    question = work.db.get(Question, call.dialogue.get("question_id", 0))
    if question is not None:
        question.entry_id, question.version_id = entry_id, version_id


def open_question(work: Work, call: Call) -> Question | None:
    """The last question that was ours to answer, unless the caller said that it is solved."""
    query = select(Question).where(Question.call_id == call.id, Question.verdict != "out_of_scope")
    last = work.db.scalars(query.order_by(Question.id.desc()).limit(1)).first()
    return None if last is None or last.solved else last


def open_words(work: Work, call: Call) -> str | None:
    """The open question in the caller's words."""
    question = open_question(work, call)
    return question.heard if question else None
