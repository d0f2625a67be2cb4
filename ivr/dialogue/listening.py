"""The questions the line asks again and again: what would you like to know, and was it solved."""

from __future__ import annotations

from ivr.dialogue.turn import Turn


def main(turn: Turn, *prompts: str, with_topics: bool = False) -> None:
    """Ask for the caller's question: speech, a key, or silence."""
    # The base is Chinese: its terms would only mislead who listens for English.
    chinese = turn.call.language != "en"
    place_id = turn.call.jurisdiction_id
    hints = turn.knowledge.hints(turn.work, place_id=place_id) if chinese else ()
    with turn.script.listen(turn.next("main"), hints=hints):
        for prompt in prompts:
            turn.script.say(prompt)
        if with_topics:
            turn.script.say_in("zh-CN" if turn.call.language == "en" else "en", "in_this_language")
            say_topics(turn)


def say_topics(turn: Turn) -> None:
    """The flat list of the most asked topics at keys 1 to 5 (R-2)."""
    topics = turn.work.book.line.topics
    parts = []
    for answer in turn.knowledge.entries(turn.work, codes=topics):
        key = topics.index(answer.code) + 1
        parts.append(turn.script.text("topic", title=turn.title(answer), key=key))
    if parts:
        turn.script.say(
            "main_topics", topics=("; " if turn.call.language == "en" else "；").join(parts)
        )


def solved(turn: Turn, prompt: str = "solved") -> None:
    """Ask whether the answer helped."""
    with turn.script.listen(turn.next("solved")):
        turn.script.say(prompt)


def is_last_straw(turn: Turn) -> bool:
    """Whether silence or nonsense has come once too often: then a person takes over (R-3)."""
    return turn.count("unclear") >= turn.work.book.line.limits.unclear


def understood(turn: Turn) -> None:
    """The caller was understood: silence and nonsense are counted anew."""
    turn.call.dialogue["unclear"] = 0
