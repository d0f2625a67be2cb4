"""A lookup code is keyed in: to hear how an inquiry stands, or to complain about it."""

from __future__ import annotations

from collections.abc import Callable

from hotline.actions import inquiries, lookup, lost_codes, ratings, texts
from hotline.actions.events import note_inquiry
from hotline.errors import Throttled
from hotline.records import Channel, Complaint, Ground, Inquiry, InquiryState
from hotline.reports import published
from hotline.rules import lookup_code
from hotline.rules.zone import today
from hotline.text import telephone
from ivr.dialogue import listening, message, person, rating
from ivr.dialogue.turn import Turn

WITHOUT_CODE = LOST = "1"
ANOTHER, COMPLAIN = "3", "7"


def ask(turn: Turn, prompt: str = "enter_code") -> None:
    """Ask for the twelve digits; speech is no way to say a code (telephony.md, 5)."""
    with turn.script.keys(turn.next("lookup"), digits=lookup_code.CODE_DIGITS):
        turn.script.say(prompt)
        if prompt != "enter_code" and texts.reaches(turn.work, turn.call.caller_sealed):
            turn.script.say("lost_code")


def subject(turn: Turn) -> str:
    """Whose guesses are counted: the caller's number, or, hidden, this call alone (fault 37)."""
    if turn.call.caller_hash is None:
        return f"call:{turn.call.id}"
    return f"telephone:{turn.call.caller_hash.hex()}"


def looked_up(turn: Turn) -> None:
    """A code was keyed in: say how its inquiry stands, or ask again, three times at most."""
    if turn.digits == LOST and texts.reaches(turn.work, turn.call.caller_sealed):
        send_again(turn)
        return
    progress = _find(turn, again=ask, silent="enter_code_again")
    if progress is None:
        return
    turn.call.dialogue["served"] = True
    turn.call.dialogue["looked_up"] = progress.inquiry.id
    tell(turn, progress)
    inquiry = progress.inquiry
    if progress.has_reply and inquiry.last_four_hash is not None:
        with turn.script.keys(turn.next("proof"), digits=4):
            turn.script.say("proof")
    else:
        if progress.has_reply:
            turn.script.say("reply_by_person")
        after(turn)


def send_again(turn: Turn) -> None:
    """The codes go to the caller's own telephone; whether there are any is not said to a voice."""
    phone = telephone(turn.work.seal.open(turn.call.caller_sealed or b""))
    assert phone is not None
    try:
        lost_codes.send(turn.work, phone=phone)
    except Throttled:
        turn.script.say("throttled")
    else:
        turn.script.say("lost_code_sent")
    listening.main(turn, "another")


def _find(turn: Turn, *, again: Callable[[Turn, str], None], silent: str) -> lookup.Progress | None:
    """The inquiry whose code was keyed in; otherwise the script says what comes next."""
    if not turn.digits:
        # Silence is no wrong code: people look for the paper.
        if listening.is_last_straw(turn):
            person.reach(turn)
        else:
            again(turn, silent)
        return None
    code = lookup_code.normalise(turn.digits)
    try:
        progress = lookup.by_code(turn.work, code=code, subject=subject(turn))
    except Throttled:
        turn.script.say("throttled")
        listening.main(turn, "another")
        return None
    except lookup.Ended:
        turn.script.say("code_ended")
        listening.main(turn, "another")
        return None
    if progress is None:
        if turn.count("code_tries") >= turn.work.book.line.limits.code_tries:
            turn.script.say("code_gave_up")
            person.reach(turn)
        else:
            again(turn, "wrong_code")
        return None
    turn.call.dialogue["code_tries"] = 0
    turn.call.dialogue["code_sealed"] = turn.work.seal.close(code).decode()
    return progress


def tell(turn: Turn, progress: lookup.Progress) -> None:
    """State, deadline and published reply: all that a code alone opens (R-21)."""
    inquiry, leg = progress.inquiry, progress.current
    language = turn.call.language
    if inquiry.state is InquiryState.OPEN:
        turn.script.say("state_open", unit=turn.unit_name(leg.unit_id))
        if leg.is_overdue(turn.work.now):
            turn.script.say("overdue")
        else:
            message.tell_deadline(turn, leg)
        explained = published.explained(turn.work, [leg.id]).get(leg.id)
        if explained is not None:
            turn.script.read_out(
                turn.script.text("explained", text=explained), language=language,
                explanation_of=inquiry.reference,
            )  # fmt: skip
        days = (today(turn.work.now) - today(inquiry.received_at)).days
        if days:
            turn.script.say("days_in_all", days=days)
    else:
        turn.script.say(f"state_{inquiry.state.value}")
    public_reply = published.reply_to(turn.work, inquiry)
    if public_reply is not None:
        turn.script.read_out(
            turn.script.text("public_reply", text=public_reply.text), language=language,
            public_reply_of=inquiry.reference,
        )  # fmt: skip


def proof(turn: Turn) -> None:
    """The last four digits of the telephone open the reply to the inquirer (R-21)."""
    inquiry = turn.work.db.get(
        Inquiry, turn.call.dialogue.get("looked_up", 0), with_for_update=True
    )
    if inquiry is None or len(turn.digits) != 4:
        after(turn)
        return
    code = turn.work.seal.open(turn.call.dialogue["code_sealed"].encode())
    try:
        is_theirs = lookup.proven(
            turn.work, inquiry, code=code, proof=turn.digits, subject=subject(turn)
        )
    except Throttled:
        turn.script.say("throttled")
        after(turn)
        return
    if not is_theirs:
        turn.script.say("proof_wrong")
        after(turn)
        return
    _read_replies(turn, inquiry)
    if inquiry.state is InquiryState.REPLIED and ratings.invite_about_reply(turn.work, inquiry):
        ask_to_rate(turn)
    else:
        after(turn)


def _read_replies(turn: Turn, inquiry: Inquiry) -> None:
    """What each unit has answered (R-25); a complaint's answer in its three parts (R-41)."""
    replies = [("reply", *reply) for reply in lookup.replies(turn.work, inquiry)]
    complaint = turn.work.db.get(Complaint, inquiry.id)
    if complaint is not None and complaint.findings is not None:
        (_, unit_id, _), *_ = replies
        parts = ("findings", "opinion", "outcome")
        replies = [(part, unit_id, getattr(complaint, part)) for part in parts]
    for prompt, unit_id, text in replies:
        turn.script.read_out(
            turn.script.text(prompt, unit=turn.unit_name(unit_id), text=text),
            language=turn.call.language, reply_of=inquiry.reference,
        )  # fmt: skip
    note_inquiry(turn.work, inquiry, "reply_shown")


def ask_to_rate(turn: Turn, prompt: str = "reply_rating") -> None:
    """Invite to rate the written reply, which is rated apart from the call (R-13)."""
    with turn.script.keys(turn.next("reply-rated")):
        turn.script.say(prompt)


def reply_rated(turn: Turn) -> None:
    """A vote on the written reply, silence, or a wrong key, which is asked about once more."""
    if turn.digits.isdigit() and int(turn.digits) in ratings.SCORES:
        looked_up = turn.call.dialogue.get("looked_up", 0)
        inquiry = turn.work.db.get_one(Inquiry, looked_up, with_for_update=True)
        ratings.rate_reply(turn.work, inquiry, score=int(turn.digits))
        turn.script.say("reply_rated")
    elif turn.digits and turn.count("reply_rating_tries") == 1:
        ask_to_rate(turn, "rating_again")
        return
    after(turn)


def after(turn: Turn, prompt: str = "after_lookup") -> None:
    """What a caller may want once the state was told."""
    with turn.script.keys(turn.next("after-lookup")):
        turn.script.say(prompt)


def after_lookup(turn: Turn) -> None:
    """7 complains about the inquiry just heard, 3 asks something else."""
    if turn.digits == COMPLAIN:
        inquiry = turn.work.db.get(Inquiry, turn.call.dialogue.get("looked_up", 0))
        complain(turn, about=inquiry)
    elif turn.digits == ANOTHER:
        listening.main(turn, "another")
    elif turn.digits and not listening.is_last_straw(turn):
        after(turn, "after_lookup_again")
    else:
        rating.goodbye(turn)


def ask_for_complaint(turn: Turn, prompt: str = "complaint_code") -> None:
    """Ask which inquiry the complaint is about; conduct needs no code (R-42)."""
    with turn.script.keys(turn.next("complaint"), digits=lookup_code.CODE_DIGITS):
        turn.script.say(prompt)


def complaint(turn: Turn) -> None:
    """With a code the complaint is about that inquiry; 1 alone means there is none."""
    if turn.digits == WITHOUT_CODE:
        complain(turn, about=None)
    else:
        progress = _find(turn, again=ask_for_complaint, silent="complaint_code_again")
        if progress is not None:
            complain(turn, about=progress.inquiry)


def complain(turn: Turn, *, about: Inquiry | None) -> None:
    """Log the complaint with supervision, tell its code, and take it in the caller's own words."""
    if about is None:
        ground = Ground.CONDUCT
    elif about.state is InquiryState.REPLIED:
        ground = Ground.REPLY
    else:
        ground = Ground.NO_REPLY
    logged = inquiries.complain(
        turn.work,
        origin=f"call:{turn.call.id}:complaint:{about.id if about else 0}",
        channel=Channel.PHONE,
        place_id=about.jurisdiction_id if about else turn.call.jurisdiction_id,
        ground=ground,
        text=None,
        about=about,
        call=turn.call,
        language=turn.call.language,
    )
    turn.call.dialogue["served"] = True
    turn.script.say("complaint_logged")
    message.tell_code(turn, logged)
    turn.script.say("complaint_message")
    message.record(turn, logged)
