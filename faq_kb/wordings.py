"""What an entry's text must be to be kept, and what is said when it is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from hotline.errors import Refused
from hotline.records import Publicity
from hotline.rules.wording import Wording
from hotline.text import clean, clean_lines

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_CODE = 80
LONGEST_QUESTION = 200
LONGEST_ANSWER = 4000
LONGEST_NOTE = 1000
LONGEST_URL = 500
URL = re.compile(r"https?://[^\s/]+(/\S*)?")
MOST_PHRASINGS = 200

NOT_YOURS = Wording(
    key="answer.not_yours",
    zh="您没有为该单位做这一步的权限。",
    en="You may not do this step for this unit.",
)
NOT_A_DRAFT = Wording(
    key="answer.not_a_draft", zh="只有草稿可以送审。", en="Only a draft can be handed in."
)
NOT_IN_REVIEW = Wording(
    key="answer.not_in_review", zh="这个版本不在审查中。", en="This version is not in review."
)
WRONG_STEP = Wording(
    key="answer.wrong_step",
    zh="审查须按顺序进行，现在不是这一步。",
    en="The steps are taken in their order, and this one is not next.",
)
SAME_PERSON = Wording(
    key="answer.same_person",
    zh="起草人和各步审查人必须是不同的人。",
    en="The author and the reviewer of every step must be different people.",
)
NO_OPINION = Wording(key="answer.no_opinion", zh="请填写审查意见。", en="Enter your opinion.")
OUT_OF_DATE = Wording(
    key="answer.out_of_date",
    zh="有效期已过，不能发布；请改有效期后重新送审。",
    en="It is past its validity and cannot be published; draft it anew with another date.",
)
ENDED = Wording(key="answer.ended", zh="这个版本已经停用。", en="This version is in use no longer.")
ANOTHERS = Wording(
    key="answer.anothers",
    zh="这个代码已由其他单位的条目使用。",
    en="This code belongs to another unit's entry.",
)
IN_REVIEW_ALREADY = Wording(
    key="answer.in_review_already",
    zh="该条目已有一个版本在审查中，请等审查结束或先撤回。",
    en="A version of this entry is in review; wait for its end, or withdraw it.",
)
REFERRED = Wording(
    key="answer.referred",
    zh="这个版本正在送请确定，等结果回来再审。",
    en="This version is before an authority; decide when its determination is back.",
)
NOT_TO_BE_PUBLIC = Wording(
    key="answer.not_to_be_public",
    zh="上级主管部门或保密部门已确定不予公开，只能退回。",
    en="The authority has determined that this is not to be public; it can only be sent back.",
)
NO_AUTHORITY = Wording(
    key="answer.no_authority",
    zh="请选择送请哪个部门确定。",
    en="Choose the authority that is to determine the case.",
)
NO_REFERRAL_REASON = Wording(
    key="answer.no_referral_reason",
    zh="请写明不能确定的理由。",
    en="Say why the case cannot be decided.",
)
DETERMINED = Wording(
    key="answer.determined",
    zh="这件事已经确定过了，或者版本已不在审查中。",
    en="This has been determined already, or the version is no longer in review.",
)
MAY_NOT_MARK = Wording(
    key="clarification.may_not_mark",
    zh="您的岗位不能标记需要澄清的信息。",
    en="Your role does not include marking what needs a clarification.",
)
NOTHING_SAID = Wording(
    key="clarification.nothing_said",
    zh="请写明流传的说法，或缺了什么信息。",
    en="Write down what is being said, or what information is missing.",
)
NO_REASON_TO_DROP = Wording(
    key="clarification.no_reason",
    zh="请写明为什么不需要澄清。",
    en="Say why no clarification is needed.",
)
SETTLED = Wording(
    key="clarification.settled",
    zh="这件事刚刚已经了结了，请看最新情况。",
    en="This has just been settled; see how it stands.",
)
WRONG_CODE = Wording(
    key="answer.wrong_code",
    zh="代码只能用小写字母、数字和短横。",
    en="A code has lower-case letters, digits and hyphens.",
)
INCOMPLETE = Wording(
    key="answer.incomplete",
    zh="请填写问题、答案、类别和来源，并注意长度：问题不超过200字，答案不超过4000字。",
    en="Enter question, answer, category and source; a question has at most 200 characters, "
    "an answer 4000.",
)
TOO_MANY_PHRASINGS = Wording(
    key="answer.too_many_phrasings",
    zh="其他问法最多200条，每条不超过200字。",
    en="At most 200 other phrasings, each of at most 200 characters.",
)
NO_REASON = Wording(
    key="answer.no_reason",
    zh="依申请公开和不予公开的条目须逐条写明理由。",
    en="An entry on request or withheld needs its reason.",
)
WRONG_DATES = Wording(
    key="answer.wrong_dates",
    zh="来源日期不能晚于今天，有效期不能早于今天。",
    en="The source is not of a later day than today, and the validity ends no earlier.",
)
WRONG_URL = Wording(
    key="answer.wrong_url",
    zh="来源网址应以 http:// 或 https:// 开头，不超过500字，中间没有空格。",
    en="An address of the source begins with http:// or https://, has no spaces and at most "
    "500 characters.",
)
OVERTAKEN = Wording(
    key="answer.overtaken",
    zh="您填写的时候，别人已经改过这个条目。您的内容没有丢，请与下面的最新版本核对后再保存。",
    en="Somebody else has changed this entry meanwhile. Nothing of yours is lost: compare it with "
    "the newest version below, then save again.",
)
TAKEN = Wording(
    key="answer.taken",
    zh="这个代码已经有一个条目了；如果您刚刚保存过，请到知识库列表里找它。",
    en="There is an entry with this code already; if you have just saved it, find it in the list.",
)
PERSONAL_DATA = Wording(
    key="answer.personal_data",
    zh="内容里有疑似个人信息（下面已逐处标出）。请删去；确属可以公开的办公信息的，逐处写明理由后再送审。",
    en="The text holds what looks like personal data, marked below. Remove it; where it is "
    "official and may be public, say why, then hand it in again.",
)
PERSONAL_DATA_STILL = Wording(
    key="answer.personal_data_still",
    zh="内容里还有没有确认过的疑似个人信息，不能发布；请退回起草人处理。",
    en="The text still holds what looks like personal data and nobody has confirmed it; send it "
    "back to its author.",
)
HALF_ENGLISH = Wording(
    key="answer.half_english",
    zh="英文问题和英文答案须同时填写。",
    en="Enter the English question and answer together, or neither.",
)


@dataclass(frozen=True)
class Text:
    """What a version says, and on what ground."""

    question: str
    answer: str
    phrasings: tuple[str, ...]
    category: str
    publicity: Publicity
    publicity_reason: str | None
    source: str
    source_on: date
    valid_until: date
    question_en: str | None
    answer_en: str | None
    source_number: str | None = None
    source_url: str | None = None


def checked(text: Text, *, on: date) -> Text:
    """The text without invisible marks and repetitions; raises Refused when something is wrong.

    Nothing is cut: what is too long is refused, since half an answer is a wrong one.
    """
    tidy = replace(
        text,
        question=_line(text.question),
        answer=clean_lines(text.answer, limit=LONGEST_ANSWER + 1),
        phrasings=tuple(dict.fromkeys(filter(None, map(_line, text.phrasings)))),
        category=_line(text.category),
        publicity_reason=clean_lines(text.publicity_reason or "", limit=LONGEST_NOTE) or None,
        source=_line(text.source),
        question_en=_line(text.question_en or "") or None,
        answer_en=clean_lines(text.answer_en or "", limit=LONGEST_ANSWER + 1) or None,
        source_number=_line(text.source_number or "") or None,
        source_url=clean(text.source_url or "", limit=LONGEST_URL + 1) or None,
    )
    lines = (tidy.question, tidy.category, tidy.source)
    others = (tidy.question_en or "", tidy.source_number or "")
    longest_line = max(map(len, (*lines, *others)))
    if not all(lines) or not tidy.answer or longest_line > LONGEST_QUESTION:
        raise Refused(INCOMPLETE)
    if max(len(tidy.answer), len(tidy.answer_en or "")) > LONGEST_ANSWER:
        raise Refused(INCOMPLETE)
    if len(tidy.phrasings) > MOST_PHRASINGS or any(
        len(phrasing) > LONGEST_QUESTION for phrasing in tidy.phrasings
    ):
        raise Refused(TOO_MANY_PHRASINGS)
    if tidy.publicity is not Publicity.PROACTIVE and not tidy.publicity_reason:
        raise Refused(NO_REASON)
    url = tidy.source_url
    if url is not None and not (len(url) <= LONGEST_URL and URL.fullmatch(url)):
        raise Refused(WRONG_URL)
    if tidy.source_on > on or tidy.valid_until < on:
        raise Refused(WRONG_DATES)
    if (tidy.question_en is None) != (tidy.answer_en is None):
        raise Refused(HALF_ENGLISH)
    return tidy


def check_code(code: str) -> None:
    """Raise Refused unless this can be an entry's code."""
    if not CODE.fullmatch(code) or len(code) > LONGEST_CODE:
        raise Refused(WRONG_CODE)


def opinion(text: str, *, missing: Wording = NO_OPINION) -> str:
    """A reviewer's opinion without invisible marks; raises Refused when there is none (R-52)."""
    text = clean_lines(text, limit=LONGEST_NOTE)
    if not text:
        raise Refused(missing)
    return text


def _line(text: str) -> str:
    return clean(text, limit=LONGEST_QUESTION + 1)
