"""Every text that leaves the house on a typical call, in both languages, word for word."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from hotline import rulebook
from hotline.actions import extensions, legs
from hotline.records import Inquiry, Staff
from hotline.settings import CONFIG_DIR
from hotline.work import Actor, Grant
from ivr.practice.calls import Call
from ivr.practice.people import NO_ANSWER, Speech
from tests import golden
from tests.line import Line

CARD = "社保卡丢了怎么补办"
MOBILE = "+8613800010001"
CODE_SPOKEN = [
    re.compile("(?<=查询码是)[零幺二三四五六七八九，]+(?=。)|(?<=再说一遍，)[零幺二三四五六七八九，]+(?=。)"),
    re.compile(r"(?:(?:zero|one|two|three|four|five|six|seven|eight|nine)[ ,]*){12}"),
]  # fmt: skip
CODE_WRITTEN = re.compile(r"\d{4} \d{4} \d{4}")
LANGUAGES = {"zh-CN": (), "en": ("8",)}
languages = pytest.mark.parametrize("language", LANGUAGES)


def heard(*calls: Call) -> str:
    """What was said in these calls to whom, a line a <Say>, with the code covered."""
    parts = []
    for call in calls:
        for leg in call.legs:
            said = [f"{'来电人' if leg is call.leg else leg.to}："]
            for text in call.said_to(leg):
                for code in CODE_SPOKEN:
                    text = code.sub("<code>", text)
                said.append(text)
            if len(said) > 1:
                parts.append("\n".join(said) + "\n")
    return "\n".join(parts)


@languages
def test_a_question_answered(line: Line, language: str) -> None:
    call = line.call(*LANGUAGES[language], "2", "4", "1", "9", "1")
    golden.same(f"answered.{language}", heard(call))


@languages
def test_a_question_nobody_answers(line: Line, language: str) -> None:
    line.at("2026-02-13 10:00").phone.people.set("*", NO_ANSWER)
    asked = line.call(*LANGUAGES[language], "2", "2", "1", "-", stays=True, from_=MOBILE)
    golden.same(f"logged.{language}", heard(asked))
    line.do_jobs(after_seconds=60)
    (text,) = line.phone.account.messages()
    golden.same(f"sms.{language}", CODE_WRITTEN.sub("<code>", text.body) + "\n")


@languages
def test_a_time_limit_that_is_extended(line: Line, language: str) -> None:
    line.at("2026-02-13 10:00").phone.people.set("*", NO_ANSWER)
    line.call(*LANGUAGES[language], "2", "2", "1", "-", stays=True, from_=MOBILE)
    line.do_jobs(after_seconds=60)
    with line.work() as work:
        unit_id = legs.open_legs(work, line.inquiry)[0].unit_id
        anybody = work.db.scalars(select(Staff.id).where(Staff.unit_id == unit_id)).first()
        roles = ("reply_officer", "unit_head")
        grants = tuple(Grant(role=role, unit_ids=frozenset({unit_id})) for role in roles)
        work = replace(work, actor=Actor(kind="staff", id=anybody, unit_id=unit_id, grants=grants))
        inquiry = work.db.get_one(Inquiry, line.inquiry.id, with_for_update=True)
        (leg,) = legs.open_legs(work, inquiry)
        extensions.request_extension(work, inquiry, leg, to_days=20, reason="需要会商")
        extensions.approve_extension(work, inquiry, leg)
    line.do_jobs(after_seconds=60)
    *_, text = line.phone.account.messages()
    golden.same(f"extended.{language}", text.body + "\n")


@languages
def test_a_talk_with_the_department(line: Line, language: str) -> None:
    call = line.call(*LANGUAGES[language], "2", "2", "2", "3")
    golden.same(f"talked.{language}", heard(call))


@languages
def test_a_message_at_night(line: Line, language: str) -> None:
    line.at("2026-11-23 22:00")
    call = line.call(*LANGUAGES[language], "0", Speech("低保怎么申请", seconds=9), from_=MOBILE)
    golden.same(f"message.{language}", heard(call))


@languages
def test_silence_and_misunderstanding(line: Line, language: str) -> None:
    line.phone.people.set("*", NO_ANSWER)
    silent = line.call(*LANGUAGES[language], "-", "*", hangs_up_on="tone")
    missed = line.call(*LANGUAGES[language], "xyzzy", "*", "*", hangs_up_on="tone")
    golden.same(f"unclear.{language}", heard(silent, missed))


@languages
def test_a_lookup_and_a_complaint(line: Line, language: str) -> None:
    line.phone.people.set("*", NO_ANSWER)
    line.call(CARD, "2", stays=True, from_=MOBILE)
    with line.work() as work:
        code = work.seal.open(line.inquiry.lookup_code_sealed)
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    lookup = line.call(*LANGUAGES[language], "6", wrong, code, "-")
    line.at("2026-12-30 10:00")
    complaint = line.call(*LANGUAGES[language], "6", code, "7", Speech("没有答复", seconds=9))
    golden.same(f"lookup.{language}", heard(lookup, complaint))


@languages
def test_a_lost_code_sent_again(line: Line, language: str) -> None:
    line.phone.people.set("*", NO_ANSWER)
    for _ in range(2):
        line.call(*LANGUAGES[language], "2", "2", stays=True, from_=MOBILE)
    line.phone.account.forget()
    lost = line.call(*LANGUAGES[language], "6", "-", "1#", from_=MOBILE)
    (text,) = line.phone.account.messages()
    golden.same(f"lost.{language}", heard(lost))
    golden.same(f"sms_lost.{language}", CODE_WRITTEN.sub("<code>", text.body) + "\n")


@languages
def test_every_prompt_there_is(language: str) -> None:
    """A prompt no typical call speaks is still seen when it changes."""
    prompts = rulebook.load(CONFIG_DIR).prompts[language]
    text = "".join(f"{key}: {prompts[key]}\n" for key in sorted(prompts))
    golden.same(f"prompts.{language}", text)
