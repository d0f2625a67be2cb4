"""What other systems are told, as it is sent; the models are also what the interface documents.

No lookup code and no word of the inquirer's: references that the receiver knows, states and times.
A demand passed on is the one exception, and its caller has agreed.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field

from hotline.records import (
    Call,
    Demand,
    HandlingLeg,
    Inquiry,
    InquiryKind,
    InquiryState,
    LegState,
    Question,
    Subject,
    Telling,
)
from hotline.reports.names import Names
from hotline.rules.zone import local
from hotline.work import Work

Instant = Annotated[datetime, AfterValidator(local)]
Version = Annotated[
    int,
    Field(
        ge=1,
        description="只增不减：低于已收到的版本应忽略"
        " / only grows; ignore what is below a version you have",
    ),
]
# What a unit's own to-do list makes of the state of a leg: what left the unit is done there.
TASK_STATE: dict[LegState, Literal["open", "done", "withdrawn"]] = {
    LegState.OPEN: "open",
    LegState.REPLIED: "done",
    LegState.FORWARDED: "done",
    LegState.RETURNED: "done",
    LegState.WITHDRAWN: "withdrawn",
}


class Said(BaseModel):
    """A text in both languages."""

    zh: str
    en: str


class InquiryTold(BaseModel):
    """How an inquiry stands."""

    reference: str = Field(description="受理编号 / as told when it was filed")
    version: Version
    kind: InquiryKind
    state: InquiryState
    unit: str = Field(description="单位代码 / code of the unit that has it, or had it last")
    is_overdue: bool
    due_on: date
    is_provisional: bool = Field(description="暂定 / may move with the next holiday notice")
    received_at: Instant
    replied_at: Instant | None


class TaskTold(BaseModel):
    """A to-do item (待办) of a unit: to be kept under `id`, whatever was known of it before."""

    id: str
    version: Version
    state: Literal["open", "done", "withdrawn"]
    title: Said
    unit: str = Field(description="单位代码 / code of the unit whose item it is")
    reference: str
    url: str = Field(description="在工作台打开 / opens it in the console")
    is_overdue: bool
    due_on: date
    due_at: Instant
    is_provisional: bool
    received_at: Instant
    closed_at: Instant | None


class DemandTold(BaseModel):
    """A caller's demand, in their own words; they have agreed that this goes to this channel."""

    id: str
    version: Version
    channel: str = Field(description="渠道代码 / code of the channel, such as citizen_hotline")
    jurisdiction: str
    text: str
    phone: str | None
    consented_at: Instant


class InquiryChanged(BaseModel):
    """查询事项的状态 / how an inquiry stands, told after it has changed."""

    type: Literal["inquiry.changed"] = "inquiry.changed"
    timestamp: Instant
    data: InquiryTold


class TaskChanged(BaseModel):
    """单位待办 / a unit's to-do item, told when it arrives, is late, moves its deadline or ends."""

    type: Literal["task.changed"] = "task.changed"
    timestamp: Instant
    data: TaskTold


class DemandPassedOn(BaseModel):
    """诉求转办 / a demand that this channel owns: with personal data, by the caller's consent."""

    type: Literal["demand.passed_on"] = "demand.passed_on"
    timestamp: Instant
    data: DemandTold


Message = InquiryChanged | TaskChanged | DemandPassedOn


def message(work: Work, telling: Telling, *, public_url: str) -> Message:
    """The message about the subject as it stands now."""
    if telling.subject is Subject.INQUIRY:
        return _of_inquiry(work, telling)
    if telling.subject is Subject.DEMAND:
        return _of_demand(work, telling)
    return _of_task(work, telling, public_url)


def _of_demand(work: Work, telling: Telling) -> DemandPassedOn:
    demand = work.db.get_one(Demand, telling.subject_id)
    text, phone_sealed = demand.text, demand.phone_sealed
    if text is None:
        question = work.db.get_one(Question, demand.question_id)
        text, phone_sealed = question.heard, work.db.get_one(Call, question.call_id).caller_sealed
    place = work.book.organisation.places[demand.jurisdiction_id]
    assert demand.consented_at is not None
    return DemandPassedOn(
        timestamp=demand.consented_at,
        data=DemandTold(
            id=f"demand-{demand.id}",
            version=telling.wanted_version,
            channel=demand.redirect,
            jurisdiction=place.code,
            text=text,
            phone=work.seal.open(phone_sealed) if phone_sealed else None,
            consented_at=demand.consented_at,
        ),
    )


def _of_inquiry(work: Work, telling: Telling) -> InquiryChanged:
    inquiry = work.db.get_one(Inquiry, telling.subject_id)
    theirs = HandlingLeg.inquiry_id == (inquiry.merged_into_id or inquiry.id)
    legs = work.db.query(HandlingLeg).where(theirs).order_by(HandlingLeg.id).all()
    current = ([leg for leg in legs if leg.state is LegState.OPEN] or legs)[-1]
    return InquiryChanged(
        timestamp=telling.wanted_at,
        data=InquiryTold(
            reference=inquiry.reference,
            version=telling.wanted_version,
            kind=inquiry.kind,
            state=inquiry.state,
            unit=work.book.organisation.units[current.unit_id].code,
            is_overdue=current.is_overdue(work.now),
            due_on=current.due_on,
            is_provisional=current.is_provisional,
            received_at=inquiry.received_at,
            replied_at=inquiry.replied_at,
        ),
    )


def _of_task(work: Work, telling: Telling, public_url: str) -> TaskChanged:
    leg = work.db.get_one(HandlingLeg, telling.subject_id)
    inquiry = work.db.get_one(Inquiry, leg.inquiry_id)
    names = Names(work)
    kind = names.word("inquiry_kind", inquiry.kind.value)
    organisation = work.book.organisation
    webhook_id = telling.webhook_id
    receiver = next((one for one in organisation.receivers if one.webhook_id == webhook_id), None)
    # A leg that a unit outside the receiver's place has taken over is done where it was.
    is_theirs = receiver is not None and organisation.tells_tasks_of(leg.unit_id, receiver)
    clock = names.clock(leg.clock)
    return TaskChanged(
        timestamp=telling.wanted_at,
        data=TaskTold(
            id=f"leg-{leg.id}",
            version=telling.wanted_version,
            state=TASK_STATE[leg.state] if is_theirs else "done",
            title=Said(
                zh=f"{kind.zh} {inquiry.reference}（{clock.zh}）",
                en=f"{kind.en} {inquiry.reference} ({clock.en})",
            ),
            unit=work.book.organisation.units[leg.unit_id].code,
            reference=inquiry.reference,
            url=f"{public_url}/console/inquiries/{inquiry.id}",
            is_overdue=leg.is_overdue(work.now),
            due_on=leg.due_on,
            due_at=leg.due_at,
            is_provisional=leg.is_provisional,
            received_at=leg.received_at,
            closed_at=leg.closed_at,
        ),
    )
