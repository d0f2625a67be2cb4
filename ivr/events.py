"""What each knock of the provider means: to the dialogue, to a leg, to a recording."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from faq_kb.search import KnowledgeBase
from hotline.actions import calls, recordings
from hotline.actions.events import note_call
from hotline.item_states import ItemPlatform
from hotline.records import Call, CallLeg, RecordingKind
from hotline.rulebook import Rulebook
from hotline.work import Work
from ivr import dialogue
from ivr.dialogue import Turn, opening, person
from ivr.form import Form
from ivr.script import apology, last_resort, nothing, refusal


def call_arrives(work: Work, form: Form, knowledge: KnowledgeBase) -> str:
    """The first webhook of a call."""
    call = _call(work, form)
    if call.ended_at is not None:
        return nothing()
    calls.move_status(work, call, status="in-progress")
    turn = Turn(work=work, call=call, form=form, knowledge=knowledge)
    opening.voice(turn)
    return _said(turn, "voice")


def dialogue_step(
    work: Work,
    form: Form,
    knowledge: KnowledgeBase,
    items: ItemPlatform | None,
    *,
    step: str,
    turn: str,
) -> str:
    """A step of the dialogue, if it is the one that was asked for; a stale one changes nothing."""
    call = _call(work, form)
    now = Turn(work=work, call=call, form=form, knowledge=knowledge, items=items)
    is_stale = str(call.turn) != turn
    if now.is_over and (is_stale or step not in dialogue.COUNTS_LATE):
        # The caller has gone: what was heard late is kept at most (fault 10).
        note_call(work, call, "heard_too_late", step=step)
        return nothing()
    if is_stale:
        note_call(work, call, "out_of_turn", step=step, turn=turn[:12])
        now.stays()
        opening.resume(now)
    else:
        dialogue.play(now, step)
    return _said(now, step)


def call_status(work: Work, form: Form) -> str:
    """The provider's word for where the call is; it may come first, late, twice or disordered."""
    if form.get("ParentCallSid"):
        # A child leg's event never overwrites the parent (fault 42).
        return nothing()
    call = _call(work, form)
    status = form.get("CallStatus", "")
    calls.move_status(work, call, status=status, duration_seconds=form.number("CallDuration"))
    return nothing()


def leg_status(work: Work, form: Form, args: Form) -> str:
    """Where a person rung is: ringing, answered, gone."""
    leg = _leg(work, form, args)
    if leg is not None:
        calls.leg_status(
            work, leg, sid=form.get("CallSid", ""), status=form.get("CallStatus", ""),
            duration_seconds=form.number("CallDuration"),
        )  # fmt: skip
    return nothing()


def whisper(work: Work, form: Form, args: Form, knowledge: KnowledgeBase) -> str:
    """The person rung has lifted the receiver and hears who is calling."""
    leg, call = _leg_and_call(work, form, args)
    if leg is None or call is None or leg.result is not None or call.ended_at is not None:
        # Nobody is left to be put through, and a replay must not hear who called about what.
        return refusal()
    turn = Turn(work=work, call=call, form=form, knowledge=knowledge)
    person.whisper(turn, leg)
    return turn.script.xml()


def accept(work: Work, form: Form, args: Form, knowledge: KnowledgeBase) -> str:
    """The person rung takes the call, or does not."""
    leg, call = _leg_and_call(work, form, args)
    if leg is None or call is None or leg.result is not None or call.ended_at is not None:
        return refusal()
    turn = Turn(work=work, call=call, form=form, knowledge=knowledge)
    person.accept(turn, leg)
    return turn.script.xml()


def recording(work: Work, form: Form, args: Form) -> str:
    """The provider has a recording, or tells that there is none."""
    call = _call(work, form)
    kind = RecordingKind(args.get("of", RecordingKind.CALL))
    recordings.announced(
        work, call,
        sid=form.get("RecordingSid", ""),
        status=form.get("RecordingStatus", "completed"),
        url=form.get("RecordingUrl", ""),
        kind=kind,
        duration_seconds=form.number("RecordingDuration"),
        call_leg_id=args.number("leg"),
        inquiry_id=args.number("inquiry"),
    )  # fmt: skip
    return nothing()


def fallback(work: Work, form: Form, knowledge: KnowledgeBase) -> str:
    """Something of ours failed; the caller still reaches a person, or leaves a message."""
    call = _call(work, form)
    note_call(work, call, "fallback", error=form.get("ErrorCode", "")[:12])
    turn = Turn(work=work, call=call, form=form, knowledge=knowledge)
    if turn.is_over:
        return nothing()
    if turn.count("fallbacks") > 1:
        return apology(work.book, language=call.language)
    turn.script.say("apology")
    person.reach(turn)
    return _said(turn, "fallback")


def after_apology(book: Rulebook, form: Form, args: Form) -> str:
    """What follows the apology's own ringing and recording; needs nothing but this request."""
    # Nobody whispers here, so whoever lifted the receiver was put through.
    talked = form.get("DialBridged") == "true" or form.get("DialCallStatus") == "completed"
    gone = form.get("CallStatus") == "completed" or talked
    if gone or args.get("after") == "message":
        return nothing()
    language = args.get("language", "")
    return last_resort(book, language=language if language in book.prompts else "zh-CN")


def _call(work: Work, form: Mapping[str, str]) -> Call:
    return calls.arrive(
        work,
        sid=form.get("CallSid", "")[:64],
        caller=form.get("From"),
        dialled=form.get("To", ""),
        status=form.get("CallStatus", "ringing"),
    )


def _leg(work: Work, form: Form, args: Form) -> CallLeg | None:
    leg_id = args.number("leg")
    if leg_id is not None:
        return work.db.get(CallLeg, leg_id, with_for_update=True)
    query = select(CallLeg).where(CallLeg.sid == form.get("CallSid", ""))
    return work.db.scalar(query.with_for_update())


def _leg_and_call(work: Work, form: Form, args: Form) -> tuple[CallLeg | None, Call | None]:
    """A leg and its call, the call held first, as every other step does (no deadlock)."""
    leg_id = args.number("leg")
    known = work.db.get(CallLeg, leg_id) if leg_id else None
    if known is None:
        return None, None
    call = work.db.get(Call, known.call_id, with_for_update=True)
    work.db.refresh(known, with_for_update=True)
    known.sid = known.sid or form.get("CallSid")
    return known, call


def _said(turn: Turn, step: str) -> str:
    """Remember what was keyed and said; a code that was keyed is not remembered."""
    keys = turn.digits if len(turn.digits) <= 1 else "•" * len(turn.digits)
    note_call(turn.work, turn.call, "turn", step=step, keys=keys or None, said=turn.script.said)
    return turn.script.xml()
