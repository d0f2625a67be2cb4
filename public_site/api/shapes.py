"""What goes in and out of the interface; the models check it, and the document is made of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Base64Bytes, BaseModel, ConfigDict, Field

from hotline.records import InquiryKind, InquiryState, LegState
from hotline.rules.zone import local
from hotline.text import LONGEST_FILE_NAME
from public_site.following import LONGEST_CODE, LONGEST_PROOF
from public_site.searching import LONGEST_SEARCH, SHOWN
from public_site.sending import LONGEST_NAME, LONGEST_PASSWORD, LONGEST_PHONE, LONGEST_TEXT

LONGEST_NAMING = 64  # of a place's or unit's code
LONGEST_CATEGORY = 100
LONGEST_TOKEN = 2000
MOST_ATTACHMENTS = 50

# By the hotline's clock, so that what is told twice reads the same twice.
Instant = Annotated[datetime, AfterValidator(local)]
PlaceCode = Annotated[
    str,
    Field(max_length=LONGEST_NAMING, description="属地代码 / code of a place, from /jurisdictions"),
]
Token = Annotated[str, Field(min_length=1, max_length=LONGEST_TOKEN)]
UnitCode = Annotated[
    str, Field(max_length=LONGEST_NAMING, description="单位代码 / code of a unit, from /units")
]


class Asked(BaseModel):
    """What is sent; a field we do not know is refused, not overlooked."""

    model_config = ConfigDict(extra="forbid")


class Told(BaseModel):
    """What is answered."""

    model_config = ConfigDict(from_attributes=True)


class Words(Told):
    """A text in both languages."""

    zh: str
    en: str


class AnswersAsked(Asked):
    """A search of the published answers."""

    q: str = Field(min_length=1, max_length=LONGEST_SEARCH, description="问题 / the question")
    jurisdiction: PlaceCode | None = None
    limit: int = Field(default=SHOWN, ge=1, le=SHOWN)


class PlaceAsked(Asked):
    """A place, where it matters which; without one, the key's own."""

    jurisdiction: PlaceCode | None = None


class NothingAsked(Asked):
    """Nothing is asked."""


class Answer(Told):
    """A published answer, with its source and the source's date."""

    id: int
    code: str
    question: str
    answer: str
    question_en: str | None
    answer_en: str | None
    source: str
    source_on: date
    unit: str = Field(description="单位代码 / code of the unit that answers for it")


class Answers(Told):
    """What was found; `verdict` is what the line itself would do with the question.

    `elsewhere` says where the matter belongs when it is none of the hotline's: an emergency first.
    """

    verdict: str = Field(description="answer, choose or nothing")
    answers: list[Answer]
    elsewhere: Words | None


class Place(Told):
    """A place (属地) of the tree."""

    code: str
    name: Words
    level: str
    parent: str | None


class Places(Told):
    """The places this key files inquiries for."""

    jurisdictions: list[Place]


class Unit(Told):
    """A unit that answers inquiries."""

    code: str
    name: Words
    jurisdiction: str
    is_government_office: bool


class Units(Told):
    """The units an inquiry of the place may be meant for: its own, and those above it."""

    units: list[Unit]


class Categories(Told):
    """The categories of the published answers, the commonest first."""

    categories: list[str]


class SentIn(Asked):
    """What somebody sends in; without a telephone they set a query password (R-21)."""

    text: str = Field(min_length=1, max_length=LONGEST_TEXT, description="内容 / what it is about")
    jurisdiction: PlaceCode | None = None
    unit: UnitCode | None = Field(default=None, description="不清楚的不填 / empty if unclear")
    phone: str | None = Field(default=None, max_length=LONGEST_PHONE)
    name: str | None = Field(default=None, max_length=LONGEST_NAME)
    query_password: str | None = Field(default=None, max_length=LONGEST_PASSWORD)
    language: str = Field(default="zh-CN", pattern="^(zh-CN|en)$")
    attachments: list[Token] = Field(
        default=[],
        max_length=MOST_ATTACHMENTS,
        description="附件凭据 / tokens of files, from POST /attachments",
    )


class InquiryAsked(SentIn):
    """An inquiry; without a telephone the inquirer sets a query password (R-21)."""

    category: str | None = Field(default=None, max_length=LONGEST_CATEGORY)
    is_confidential: bool = False


class ComplaintAsked(SentIn):
    """A complaint: about the inquiry of a lookup code, or without one about silence or conduct.

    `unit` is the one complained about; it never sees who complains (R-40).
    """

    lookup_code: str | None = Field(default=None, max_length=LONGEST_CODE)
    ground: Literal["no_reply", "conduct"] = "conduct"


class Vote(Asked):
    """A vote on the written reply, from whoever holds the code; the first one counts (R-13)."""

    lookup_code: str = Field(max_length=LONGEST_CODE)
    score: int = Field(ge=1, le=5, description="1 非常满意 / very satisfied … 5 非常不满意")


class Rated(Told):
    """The vote is kept."""

    score: int


class Filed(Told):
    """The inquiry is logged; the lookup code is the citizen's, and to be told to nobody else."""

    lookup_code: str
    reference: str = Field(description="受理编号：通知中以此指称 / webhooks name the inquiry by it")
    received_at: Instant
    jurisdiction: str
    unit: Words
    due_on: date
    is_provisional: bool


class CodeAsked(Asked):
    """A lookup code; with the proof also what was asked and what was answered."""

    lookup_code: str = Field(max_length=LONGEST_CODE)
    proof: Annotated[str, AfterValidator(str.strip)] | None = Field(
        default=None,
        max_length=LONGEST_PROOF,
        description="电话后四位或查询密码 / last four digits of the telephone, or query password",
    )


class Deadline(Told):
    """A time limit, and how it was counted."""

    days: int
    due_on: date
    due_at: Instant
    is_provisional: bool
    is_overdue: bool
    explained: Words


class Leg(Told):
    """One unit's part of the inquiry (办理环节)."""

    unit: Words
    state: LegState
    state_name: Words
    received_at: Instant
    signed_for_at: Instant | None
    closed_at: Instant | None
    deadline: Deadline
    public_explanation: str | None


class AttachmentAsked(Asked):
    """A file for an inquiry; its content alone says what it is."""

    file_name: str = Field(min_length=1, max_length=LONGEST_FILE_NAME)
    content: Base64Bytes


class AttachmentKept(Told):
    """The file is kept for a day; an inquiry filed with its token takes it."""

    token: str
    file_name: str
    byte_count: int
    sha256: str


class OfferAsked(Asked):
    """What the proof has opened: the token beside the file's name."""

    token: Token


class AttachmentContent(Told):
    """A file, to be handed to the inquirer and to be kept nowhere else."""

    file_name: str
    media_type: str
    byte_count: int
    sha256: str
    content: Base64Bytes


class AttachmentOffered(Told):
    """A file of the inquirer's or of a reply; without a token it cannot be fetched now."""

    file_name: str
    byte_count: int
    is_from_inquirer: bool
    token: str | None = Field(description="有效期短 / holds for a short while")


class UnitReply(Told):
    """A unit's reply to the inquirer."""

    unit: Words
    text: str


class Personal(Told):
    """What the proof opens."""

    text: str | None
    replies: list[UnitReply]
    findings: str | None
    opinion: str | None
    outcome: str | None
    attachments: list[AttachmentOffered]


class PublicReply(Told):
    """A public reply (公开答复)."""

    title: str | None
    unit: Words
    published_at: Instant
    text: str


class Progress(Told):
    """How the inquiry stands; `personal` is there with the proof alone."""

    kind: InquiryKind
    state: InquiryState
    state_name: Words
    place: Words
    received_at: Instant
    legs: list[Leg]
    has_reply: bool
    public_reply: PublicReply | None
    personal: Personal | None = None


class Flaw(Told):
    """One field that is wrong; `pointer` is its place, as RFC 6901 writes it."""

    pointer: str
    detail: str


class Problem(Told):
    """A request that was not answered (RFC 9457), in the language of Accept-Language."""

    type: str
    title: str
    status: int
    detail: str
    code: str = Field(description="stays the same in every language and edition")
    errors: list[Flaw] = []
