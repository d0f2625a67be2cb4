"""A question is heard and answered from the knowledge base, or honestly not."""

from __future__ import annotations

import re

from faq_kb.search import Answer, Found
from hotline.actions import calls, demands, texts
from hotline.actions.events import note_call
from hotline.records import RatingSubject
from hotline.rules.redirects import Redirect
from ivr.dialogue import item, listening, person, rating, reading
from ivr.dialogue.turn import Turn

NONE_OF_THESE = "9"
CHINESE = re.compile("[\u4e00-\u9fff]")
NOTHING = Found("nothing", (), None, (), None)
SOLVED, NOT_SOLVED, ANOTHER, AGAIN = "1", "2", "3", "4"
GO_ON, TEXT = "1", "2"


def heard(turn: Turn, text: str) -> None:
    """A question in the caller's words: emergencies first, then what is found for it."""
    listening.understood(turn)
    redirects = turn.work.book.redirects
    emergency = redirects.emergency(text)
    if emergency is not None:
        note_call(turn.work, turn.call, "emergency_named", code=emergency.code)
        _say_redirect(turn, emergency)
    _place(turn, text)
    if turn.items is not None and redirects.asks_item_state(text):
        item.ask(turn, text)
        return
    # Before the knowledge base: 天气 sounds too much like 天然气, and these words are specific.
    for event, redirect in (
        ("channel_named", redirects.channel(text)),
        ("out_of_scope", redirects.everyday_matter(text)),
        ("item_state_asked", item.elsewhere(turn, text)),
    ):
        if redirect is not None:
            elsewhere(turn, text, event=event, redirect=redirect)
            return
    if turn.call.language == "en" and not CHINESE.search(text):
        # The base is Chinese: English letters would only find what happens to be spelled alike.
        keep(turn, text, NOTHING)
        turn.script.say("no_english_search")
        person.reach(turn)
        return
    found = turn.knowledge.find(turn.work, text, place_id=turn.call.jurisdiction_id)
    keep(turn, text, found)
    if found.verdict == "answer":
        reading.answer(turn, found.answers[0])
    elif found.verdict == "choices":
        choose_among(turn, found.answers)
    else:
        miss(turn, "ask_back" if found.verdict == "ask_back" else "miss")


def _place(turn: Turn, text: str) -> None:
    """The caller's words may name another place than the dialled line's (R-7a)."""
    organisation = turn.work.book.organisation
    place = organisation.place_named_in(text, within=turn.call.jurisdiction_id)
    if place is not None:
        calls.moved_to_place(turn.work, turn.call, place_id=place.id)


def keep(turn: Turn, text: str, found: Found) -> None:
    """Remember the question, what was found, and which unit it would belong to."""
    first = found.answers[0] if found.answers else None
    organisation = turn.work.book.organisation
    named = organisation.named_in(text, place_id=turn.call.jurisdiction_id)
    unit_id = belongs_to(turn, found.unit_id or (named.id if named else None))
    calls.asked(
        turn.work, turn.call, heard=text, confidence=turn.confidence, verdict=found.verdict,
        entry_id=first.entry_id if first else None,
        version_id=first.version_id if first and found.verdict == "answer" else None,
        score=found.score, candidates=list(found.candidates), unit_id=unit_id,
    )  # fmt: skip


def belongs_to(turn: Turn, unit_id: int | None) -> int | None:
    """Remember whose matter it is: the department at the caller's own level, where there is one.

    "所有查询立足于本级解决" (R-7a): a caller from 青禾县 is answered by 青禾县公安局.
    """
    if unit_id is not None:
        organisation = turn.work.book.organisation
        unit_id = organisation.same_department_at(unit_id, turn.call.jurisdiction_id).id
    turn.call.dialogue["unit_id"] = unit_id
    return unit_id


def elsewhere(turn: Turn, text: str, *, event: str, redirect: Redirect) -> None:
    """Not the hotline's matter: told where it belongs, and counted apart (R-6)."""
    calls.asked(
        turn.work, turn.call, heard=text, confidence=turn.confidence, verdict="out_of_scope"
    )
    note_call(turn.work, turn.call, event, code=redirect.code)
    if event == "channel_named":
        demands.heard(turn.work, turn.call, code=redirect.code)
    belongs_to(turn, None)
    turn.call.dialogue["served"] = True
    if turn.count("redirected") > turn.work.book.line.limits.misses:
        person.reach(turn)
        return
    place_id = turn.call.jurisdiction_id
    taken = demands.receiver_for(turn.work, code=redirect.code, place_id=place_id) is not None
    if taken:
        turn.call.dialogue["demand"] = redirect.code
    with turn.script.listen(turn.next("demand" if taken else "main")):
        _say_redirect(turn, redirect)
        turn.script.say("offer_to_pass_on" if taken else "redirect_end")


def _say_redirect(turn: Turn, redirect: Redirect) -> None:
    language = turn.call.language
    turn.script.read_out(redirect.in_language(language), language=language, redirect=redirect.code)


def miss(turn: Turn, prompt: str) -> None:
    """Nothing found: asked once more in other words; the second miss leads to a person (R-5)."""
    if turn.count("misses") >= turn.work.book.line.limits.misses:
        person.reach(turn)
    else:
        listening.main(turn, prompt)


def topic(turn: Turn, code: str) -> None:
    """A key of the flat list reads out one entry."""
    found = turn.knowledge.entry(turn.work, code=code)
    if found is None:
        miss(turn, "miss")
        return
    listening.understood(turn)
    unit_id = belongs_to(turn, found.unit_id)
    calls.asked(
        turn.work, turn.call, heard=found.question, confidence=None, verdict="answer",
        entry_id=found.entry_id, version_id=found.version_id, unit_id=unit_id,
    )  # fmt: skip
    reading.answer(turn, found)


def solved(turn: Turn) -> None:
    """Did it help? 1 yes, 2 no and a person, 3 another question, 4 again; or in words."""
    key = turn.digits or _spoken_verdict(turn)
    if key == SOLVED:
        calls.solved(turn.work, turn.call, yes=True)
        rating.invite(turn, subject=RatingSubject.SELF_SERVICE)
    elif key == NOT_SOLVED:
        calls.solved(turn.work, turn.call, yes=False)
        person.reach(turn)
    elif key == ANOTHER:
        listening.understood(turn)
        listening.main(turn, "another")
    elif key == AGAIN:
        again(turn)
    elif not key and turn.speech:
        # Neither yes nor no: the caller has gone on to the next question.
        heard(turn, turn.speech)
    elif listening.is_last_straw(turn):
        # The answer was read; whoever says nothing more is thanked, not rung through.
        rating.goodbye(turn)
    else:
        listening.solved(turn, "solved_again")


def more(turn: Turn) -> None:
    """There is more of the answer: 1 reads on, 2 sends all of it; silence has heard enough."""
    wishes = {"go_on": GO_ON, "first": GO_ON, "text_me": TEXT, "second": TEXT, "enough": ""}
    wish = turn.work.book.redirects.wish(turn.speech, among=tuple(wishes))
    key = turn.digits or wishes.get(wish or "", "")
    entry_id = turn.call.dialogue.get("entry_id", 0)
    if key == GO_ON:
        listening.understood(turn)
        found = turn.knowledge.entry(turn.work, entry_id=entry_id)
        if found is None:
            person.reach(turn)  # withdrawn while it was read
        else:
            reading.go_on(turn, found)
    elif key == TEXT and texts.reaches(turn.work, turn.call.caller_sealed):
        listening.understood(turn)
        texts.answer(turn.work, turn.call, entry_id=entry_id)
        turn.script.say("answer_text")
        listening.solved(turn)
    elif turn.speech and wish is None:
        solved(turn)
    else:
        listening.solved(turn)


def _spoken_verdict(turn: Turn) -> str:
    wish = turn.work.book.redirects.wish(turn.speech, among=("yes", "no", "person", "repeat"))
    return {"yes": SOLVED, "no": NOT_SOLVED, "person": NOT_SOLVED, "repeat": AGAIN}.get(
        wish or "", ""
    )


def again(turn: Turn) -> None:
    """Read the same answer again, but not for ever."""
    entry_id = turn.call.dialogue.get("entry_id")
    found = turn.knowledge.entry(turn.work, entry_id=entry_id) if entry_id else None
    if found is None or turn.count("repeats") > turn.work.book.line.limits.repeats:
        person.reach(turn)
        return
    reading.read(turn, found)


def choose_among(turn: Turn, answers: tuple[Answer, ...], prompt: str = "choices") -> None:
    """Two or three entries are close: the caller chooses (R-5)."""
    turn.call.dialogue["choices"] = [found.entry_id for found in answers]
    with turn.script.listen(turn.next("choose")):
        turn.script.say(prompt)
        for key, found in enumerate(answers, start=1):
            turn.script.say("choice", title=turn.title(found), key=key)
        turn.script.say("choices_end")


def choose(turn: Turn) -> None:
    """The caller picks one of the close entries, or none."""
    choices = turn.call.dialogue.get("choices", [])
    wishes = ("first", "second", "third", "none", "person")
    wish = turn.work.book.redirects.wish(turn.speech, among=wishes)
    spoken = {"first": "1", "second": "2", "third": "3", "none": NONE_OF_THESE}
    key = turn.digits or spoken.get(wish or "", "")
    if wish == "person":
        person.reach(turn)
    elif key == NONE_OF_THESE:
        miss(turn, "miss")
    elif key.isdigit() and 1 <= int(key) <= len(choices):
        chosen = turn.knowledge.entry(turn.work, entry_id=choices[int(key) - 1])
        if chosen is None:
            miss(turn, "miss")
            return
        listening.understood(turn)
        note_call(turn.work, turn.call, "chose", entry_id=chosen.entry_id)
        calls.chosen(turn.work, turn.call, entry_id=chosen.entry_id, version_id=chosen.version_id)
        belongs_to(turn, chosen.unit_id)
        reading.answer(turn, chosen)
    elif not key and turn.speech:
        heard(turn, turn.speech)
    elif listening.is_last_straw(turn):
        person.reach(turn)
    else:
        _offer_again(turn, choices)


def _offer_again(turn: Turn, choices: list[int]) -> None:
    close = turn.knowledge.entries(turn.work, entry_ids=choices)
    choose_among(turn, close, "choices_again")
