"""A person takes over: liaison, deputy, department line, operator; and when nobody does."""

from __future__ import annotations

from hotline.actions import calls, inquiries
from hotline.records import CallLeg, Channel, LegResult, RatingSubject
from hotline.rules.organisation import Body, Contact, next_contact
from hotline.rules.spoken import spoken_date, spoken_digits, spoken_time
from hotline.rules.zone import local
from ivr.dialogue import listening, message, rating
from ivr.dialogue.turn import Turn

RESOLVED, UNRESOLVED = "1", "2"
# Whoever is rung works in Chinese, whatever the caller speaks.
OFFICE_LANGUAGE = "zh-CN"
# What the caller is told besides: `code` and `code_end` say so.
OTHER_WAYS = "凭查询码拨打96128按6，可以查询办理进度。"


def reach(turn: Turn) -> None:
    """Bring the caller to a person: the department's if it is known and open, else an operator.

    Departments are rung in their own working hours only (R-9), operators in those of the place's
    government office (R-7). Out of hours, or when everybody has been tried, a message is taken.
    """
    unit = _department(turn)
    in_hours = _operators_on_duty(turn) or (unit is not None and turn.open_now(unit.id))
    calls.person_requested(turn.work, turn.call, in_hours=in_hours)
    if _has_talked(turn):
        # Back for more after a talk: everybody may be rung again, and nothing is resolved yet.
        turn.call.dialogue["tried"] = []
        turn.call.dialogue.pop("resolved", None)
    if not in_hours:
        turn.script.say("closed", next_opening=_next_opening(turn))
        message.take(turn)
        return
    ring_next(turn, first=True)


def ring_next(turn: Turn, *, first: bool = False) -> None:
    """Ring whoever is next, or log the question when nobody is left (R-8, R-10)."""
    found = _next(turn)
    if found is None:
        nobody(turn)
        return
    contact, unit = found
    _announce(turn, contact, unit, first=first)
    turn.call.dialogue["tried"] = [*turn.call.dialogue.get("tried", []), contact.target]
    leg = calls.ring(
        turn.work, turn.call, contact=contact, unit_id=unit.id if unit else None, in_hours=True
    )
    turn.call.dialogue["leg_id"] = leg.id
    turn.script.ring(
        contact.target,
        action=turn.next("after-dial"),
        whisper=f"/ivr/whisper?leg={leg.id}",
        status=f"/ivr/leg-status?leg={leg.id}",
        recording=f"/ivr/recording?of=talk&leg={leg.id}",
    )


def _has_talked(turn: Turn) -> bool:
    leg = turn.work.db.get(CallLeg, turn.call.dialogue.get("leg_id", 0))
    return leg is not None and leg.result is LegResult.ANSWERED


def _announce(turn: Turn, contact: Contact, unit: Body | None, *, first: bool) -> None:
    if first and contact.kind == "operator":
        turn.script.say("transfer_operator")
    elif contact.kind == "operator" and _department(turn) is not None:
        turn.script.say("back_to_operator")
    elif first and unit is not None:
        name = unit.name_en if turn.call.language == "en" else unit.short_name
        turn.script.say("transfer", unit=name)
    else:
        turn.script.say("next_contact")


def _next(turn: Turn) -> tuple[Contact, Body | None] | None:
    tried = turn.call.dialogue.get("tried", [])
    unit = _department(turn)
    if unit is not None and turn.open_now(unit.id):
        contact = next_contact(unit, tried=tried)
        if contact is not None:
            return contact, unit
    if _operators_on_duty(turn):
        for target in turn.work.book.line.duty_operators:
            if target not in tried:
                return Contact(kind="operator", target=target), None
    return None


def _department(turn: Turn) -> Body | None:
    unit = turn.work.book.organisation.units.get(turn.call.dialogue.get("unit_id") or 0)
    return unit if unit is not None and unit.is_active else None


def _operators_on_duty(turn: Turn) -> bool:
    office = turn.work.book.organisation.office_of(turn.call.jurisdiction_id)
    return turn.open_now(office.id)


def _next_opening(turn: Turn) -> str:
    organisation = turn.work.book.organisation
    office = organisation.office_of(turn.call.jurisdiction_id)
    at = organisation.hours(office.id).next_opening(turn.work.now, organisation.calendar(office.id))
    if at is None:
        return ""
    day = spoken_date(local(at).date(), turn.call.language)
    hour = spoken_time(local(at).time(), turn.call.language)
    # The sentence goes on, or ends with a stop of its own after "a.m.".
    return f"{day} at {hour}".rstrip(".") if turn.call.language == "en" else f"{day}，{hour}"


def after_dial(turn: Turn) -> None:
    """The telephone we rang has stopped ringing, or the talk is over."""
    leg = turn.work.db.get(CallLeg, turn.call.dialogue.get("leg_id", 0))
    if leg is None:
        reach(turn)
        return
    result = calls.leg_ended(
        turn.work, turn.call, leg,
        dial_status=turn.form.get("DialCallStatus", ""),
        talk_seconds=turn.form.number("DialCallDuration"),
        caller_left=turn.is_over,
        was_bridged={"true": True, "false": False}.get(turn.form.get("DialBridged", "")),
    )  # fmt: skip
    if turn.is_over:
        return
    if result is LegResult.ANSWERED:
        with turn.script.keys(turn.next("resolved")):
            turn.script.say("resolved")
    else:
        ring_next(turn)


def resolved(turn: Turn) -> None:
    """After a talk: was it answered? If not, it is logged at the unit at once (R-10)."""
    if turn.digits == UNRESOLVED:
        turn.call.dialogue["resolved"] = False
        leg = turn.work.db.get(CallLeg, turn.call.dialogue.get("leg_id", 0))
        # An operator's talk leaves the question with the department it belongs to.
        unit_id = (leg.unit_id if leg else None) or turn.call.dialogue.get("unit_id")
        logged = _log(turn, unit_id=unit_id)
        turn.script.say("logged_anyway", unit=turn.unit_name(logged.leg.unit_id))
        message.tell_code(turn, logged)
        rating.invite(turn, subject=RatingSubject.CALL)
        return
    if turn.digits == RESOLVED:
        turn.call.dialogue["resolved"] = True
    elif turn.digits and not listening.is_last_straw(turn):
        with turn.script.keys(turn.next("resolved")):
            turn.script.say("resolved_again")
        return
    rating.invite(turn, subject=RatingSubject.CALL)


def nobody(turn: Turn) -> None:
    """Nobody could be reached: the question is logged, with code and deadline (R-8, R-20)."""
    if calls.open_question(turn.work, turn.call) is None:
        message.take(turn)
        return
    logged = _log(turn, unit_id=turn.call.dialogue.get("unit_id"))
    turn.script.say("nobody")
    message.tell_code_and_wait(turn, logged)


def _log(turn: Turn, *, unit_id: int | None) -> inquiries.Logged:
    """The one inquiry of this call; the safety net uses the same origin."""
    return inquiries.log(
        turn.work,
        origin=f"call:{turn.call.id}",
        channel=Channel.PHONE,
        place_id=turn.call.jurisdiction_id,
        text=calls.open_words(turn.work, turn.call),
        unit_id=unit_id,
        call=turn.call,
        language=turn.call.language,
        other_ways_told=OTHER_WAYS,
    )


def whisper(turn: Turn, leg: CallLeg) -> None:
    """Tell the person rung who is calling about what, before they take the call (R-8)."""
    script = turn.script
    script.language = OFFICE_LANGUAGE
    with script.keys(f"/ivr/accept?leg={leg.id}"):
        if turn.call.caller_sealed is not None:
            last_four = spoken_digits(turn.call.caller_masked[-4:], OFFICE_LANGUAGE)
            caller = script.text("whisper_caller", last_four=last_four)
        else:
            caller = script.text("whisper_hidden")
        heard = calls.open_words(turn.work, turn.call)
        if turn.call.language != OFFICE_LANGUAGE:
            matter = script.text("whisper_english")
        elif heard:
            matter = script.text("whisper_matter", question=heard[:100].rstrip("。？?"))
        else:
            matter = script.text("whisper_no_matter")
        script.say("whisper", caller=caller, matter=matter)


def accept(turn: Turn, leg: CallLeg) -> None:
    """Press 1 to take the call; anything else, silence too, refuses it (fault 27)."""
    turn.script.language = OFFICE_LANGUAGE
    if turn.digits == RESOLVED and leg.result is None:
        calls.accept(turn.work, turn.call, leg)
        turn.script.say("whisper_connected")
    else:
        turn.script.say("whisper_declined")
        turn.script.hang_up()
