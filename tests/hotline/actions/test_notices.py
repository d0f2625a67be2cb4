"""Who is told what, once, and what the words are; reminders of deadlines (R-36)."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from hotline import outbox
from hotline.actions import (
    absences,
    deadlines,
    extensions,
    forwards,
    notices,
    overdue,
    reminders,
    roles,
    supervising,
    work_lists,
    working_time,
)
from hotline.actions import notice_addresses as addresses
from hotline.actions import notice_settings as chosen
from hotline.errors import NotAllowed, Refused
from hotline.records import (
    Function,
    InquiryEvent,
    Notice,
    NoticeAddress,
    NoticeChannel,
    NoticeDelivery,
    OutboxRow,
    OutboxState,
    Staff,
)
from hotline.reports import notices as reports
from hotline.rules.calendar import DayKind, SpecialDay
from hotline.rules.notices import Choice, Mail
from hotline.rules.zone import local, today
from hotline.work import Actor
from tests.factories import Town

RECEIVED = "2026-11-23 10:00"  # due on 2026-11-30, 18:00


def told(town: Town, *actors: Actor) -> list[str]:
    """Do what the outbox holds of events, and give the kinds that these people were told since."""
    before = set(town.db.scalars(select(Notice.id)))
    jobs = (
        select(OutboxRow)
        .where(OutboxRow.kind == "tell_of_event", OutboxRow.state == OutboxState.WAITING)
        .order_by(OutboxRow.id)
    )
    for job in town.db.scalars(jobs).all():
        event = select(InquiryEvent).filter_by(
            inquiry_id=job.payload["inquiry_id"], seq=job.payload["seq"]
        )
        for _ in range(2):  # a job may be done twice
            notices.tell_of_event(town.work(), town.db.scalars(event).one())
        outbox.finish(town.db, job.id, now=town.now)
    return kinds(town, *actors, before=before)


def kinds(town: Town, *actors: Actor, before: set[int] = frozenset()) -> list[str]:  # type: ignore[assignment]
    wanted = [actor.id for actor in actors]
    rows = town.db.scalars(select(Notice).order_by(Notice.id))
    return [row.kind for row in rows if row.id not in before and row.staff_id in wanted]


def remind(town: Town) -> None:
    for _ in range(2):
        reminders.remind(town.work(), limit=100)


@pytest.fixture
def liaison(town: Town) -> Actor:
    return town.make_staff("liaison", unit="public_security")


# ---- who ---------------------------------------------------------------------------------------


def test_the_liaison_is_told_before_the_head_and_no_neighbour_is(
    town: Town, liaison: Actor
) -> None:
    head = town.make_staff("unit_head", unit="public_security")
    neighbour = town.make_staff("liaison", unit="human_resources")
    town.make_inquiry()
    assert told(town, liaison) == ["leg_arrived"]
    assert kinds(town, head, neighbour) == []
    assert told(town, liaison, head, neighbour) == []


def test_the_nearest_reviewer_is_told_and_never_whoever_asked(town: Town, liaison: Actor) -> None:
    here = town.make_staff("forward_reviewer", unit="public_security")
    above = town.make_staff("forward_reviewer", place="nanke")
    logged = town.make_inquiry()
    told(town)
    forwards.request_forward(town.work(liaison), logged.inquiry, logged.leg, reason="不属于本单位")
    assert told(town, here, above, liaison) == ["forward_to_review"]
    assert reports.unread_count(town.work(), staff_id=here.id or 0) == 1
    forwards.approve_forward(town.work(here), logged.inquiry, logged.leg)
    assert told(town, liaison) == ["forward_decided"]
    # Decided by whomever: it asks for nothing any more.
    assert reports.unread_count(town.work(), staff_id=here.id or 0) == 0
    (row,) = reports.listed(town.work(here)).others.rows
    assert (row.is_settled, row.is_read) == (True, False)


def test_an_extension_waits_for_its_head_and_the_answer_goes_to_whoever_asked(
    town: Town, liaison: Actor
) -> None:
    head = town.make_staff("unit_head", unit="public_security")
    far = town.make_staff("unit_head", place="nanke")
    logged = town.at(RECEIVED).make_inquiry()
    told(town)
    extensions.request_extension(
        town.work(liaison), logged.inquiry, logged.leg, to_days=10, reason="需要会商"
    )
    assert told(town, head, far) == ["extension_to_agree"]
    extensions.approve_extension(town.work(head), logged.inquiry, logged.leg)
    assert told(town, liaison) == ["extension_decided"]
    (row, *_) = reports.listed(town.work(liaison)).unread
    assert row.text.zh == (
        f"您为查询事项{logged.inquiry.reference}申请的延期已有结果，到期日是12月7日。"
    )


def test_a_complaint_is_told_to_supervision_and_to_nobody_it_is_about(town: Town) -> None:
    supervision = town.make_staff("supervision", unit="supervision_office")
    both = town.make_staff("supervision", unit="supervision_office")
    row = town.db.get_one(Staff, both.id)
    row.unit_id = town.unit("public_security").id
    deputy = town.make_staff("liaison", unit="public_security")
    absences.name_deputy(
        town.work(supervision), town.db.get_one(Staff, supervision.id), deputy_id=deputy.id,
        from_on=today(town.now), until_on=today(town.now),
    )  # fmt: skip
    town.make_complaint(about="public_security")
    assert told(town, supervision) == ["complaint_arrived"]
    assert kinds(town, both, deputy) == []


def test_what_comes_back_and_what_is_designated_say_so(town: Town, liaison: Actor) -> None:
    office = town.make_staff("government_office", unit="government_office")
    logged = town.make_inquiry()
    told(town)
    leg = logged.leg
    for expected in ("leg_returned", "leg_designated"):
        forwards.request_forward(town.work(liaison), logged.inquiry, leg, reason="不属于本单位")
        reviewer = town.make_staff("forward_reviewer", place="nanke")
        at_office = forwards.approve_forward(town.work(reviewer), logged.inquiry, leg)
        told(town)
        forwards.dispatch(
            town.work(office), logged.inquiry, at_office, to_unit_id=leg.unit_id, reason="属于你局"
        )
        leg = forwards.approve_forward(town.work(reviewer), logged.inquiry, at_office)
        if expected == "leg_returned":
            told(town)
            back = forwards.return_to_sender(town.work(liaison), logged.inquiry, leg, reason="不")
            assert told(town, office) == ["leg_returned"]
            forwards.dispatch(
                town.work(office), logged.inquiry, back, to_unit_id=leg.unit_id, reason="属于你局"
            )
            leg = forwards.approve_forward(town.work(reviewer), logged.inquiry, back)
            assert told(town, liaison) == ["leg_designated"]
            return


def test_each_step_of_a_review_is_told_to_whose_it_is(town: Town, liaison: Actor) -> None:
    logged = town.make_inquiry()
    told(town)
    people = [
        town.make_staff(role, place="nanke")
        for role in ("first_reviewer", "second_reviewer", "approver")
    ]
    one = overdue.explain(
        town.work(liaison), logged.inquiry, logged.leg, text="会商", public_text="正在会商。"
    )
    for person in people:
        assert told(town, *people) == ["explanation_to_review"]
        assert reports.unread_count(town.work(), staff_id=person.id or 0) == 1
        overdue.review(
            town.later(minutes=1).work(person), logged.inquiry, logged.leg, one,
            passed=True, opinion="同意",
        )  # fmt: skip
        assert reports.unread_count(town.work(), staff_id=person.id or 0) == 0
    assert told(town, liaison, *people) == ["explanation_decided"]


def test_supervision_hears_of_what_is_late_and_the_unit_of_being_supervised(
    town: Town, liaison: Actor
) -> None:
    for function in (Function.OVERSIGHT, Function.SUPERVISED):
        town.bind(function, unit="supervision_office")
    supervision = town.make_staff("supervision", place="nanke", unit="supervision_office")
    head = town.make_staff("unit_head", unit="public_security")
    logged = town.at(RECEIVED).make_inquiry()
    told(town)
    overdue.announce(town.at("2026-11-30 18:01").work(), logged.inquiry, logged.leg)
    assert told(town, liaison, head, supervision) == ["leg_overdue", "leg_overdue", "overdue_below"]
    supervising.supervise(town.work(supervision), logged.inquiry, logged.leg, order="三日内报告")
    assert told(town, liaison, head) == ["supervised", "supervised"]
    colleague = town.make_staff("supervision", place="nanke", unit="supervision_office")
    supervising.report_progress(town.work(liaison), logged.inquiry, logged.leg, text="已核实")
    assert told(town, supervision, colleague, liaison) == ["progress_reported"]


@pytest.mark.parametrize("why", ["has left", "supervises no more"])
def test_progress_goes_to_whoever_holds_supervised_handling_once_who_began_it_is_gone(
    town: Town, liaison: Actor, why: str
) -> None:
    town.bind(Function.OVERSIGHT, unit="human_resources")
    town.bind(Function.SUPERVISED, unit="supervision_office")
    one, another, oversight = (
        town.make_staff("supervision", place="nanke", unit=unit)
        for unit in ("supervision_office", "supervision_office", "human_resources")
    )
    logged = town.make_inquiry()
    supervising.supervise(town.work(one), logged.inquiry, logged.leg, order="三日内报告")
    told(town)
    person = town.db.get_one(Staff, one.id)
    if why == "has left":
        person.is_active = False
    else:
        roles.drop(town.work(), person, person.grants[0])
    supervising.report_progress(town.work(liaison), logged.inquiry, logged.leg, text="已办理")
    assert told(town, one, another, oversight) == ["progress_reported"]
    assert kinds(town, another) == ["progress_reported"]


# ---- the deadline --------------------------------------------------------------------------------


def test_a_unit_is_reminded_once_a_stage_and_in_working_time(town: Town, liaison: Actor) -> None:
    logged = town.at(RECEIVED).make_inquiry()
    for moment, expected in (
        ("2026-11-25 17:59", []),
        ("2026-11-26 03:00", []),
        ("2026-11-26 08:30", ["leg_due_soon"]),
        ("2026-11-27 09:00", ["leg_due_soon"]),
        ("2026-11-29 10:00", ["leg_due_soon"]),
        ("2026-11-30 09:00", ["leg_due_soon", "leg_due_today"]),
        ("2026-11-30 18:30", ["leg_due_soon", "leg_due_today"]),
        ("2026-12-01 08:30", ["leg_due_soon", "leg_due_today", "explanation_wanted"]),
        ("2026-12-09 08:30", ["leg_due_soon", "leg_due_today", "explanation_wanted"]),
    ):
        remind(town.at(moment))
        assert kinds(town, liaison) == expected, moment
    town.db.refresh(logged.leg)
    assert logged.leg.remind_at is None


def test_what_is_answered_is_not_reminded_of(town: Town, liaison: Actor) -> None:
    logged = town.at(RECEIVED).make_inquiry()
    remind(town.at("2026-11-26 09:00"))
    assert reports.unread_count(town.work(), staff_id=liaison.id or 0) == 1
    town.reply(logged)
    remind(town.at("2026-11-30 09:00"))
    assert kinds(town, liaison) == ["leg_due_soon"]
    assert reports.unread_count(town.work(), staff_id=liaison.id or 0) == 0


def test_a_deadline_that_moves_is_reminded_of_anew(town: Town, liaison: Actor) -> None:
    logged = town.at(RECEIVED).make_inquiry()
    remind(town.at("2026-11-26 09:00"))
    days = [SpecialDay(date(2026, 11, 30), DayKind.HOLIDAY, "临时放假", "notice")]
    working_time.set_calendar_days(town.work(), place_id=None, days=days)
    deadlines.recompute(town.work(), {logged.inquiry.id: logged.inquiry}, [logged.leg])
    town.db.expire_all()
    assert logged.leg.due_on == date(2026, 12, 1)
    remind(town.at("2026-11-26 15:00"))
    assert kinds(town, liaison) == ["leg_due_soon", "leg_due_soon"]
    remind(town.at("2026-11-27 09:00"))
    assert kinds(town, liaison) == ["leg_due_soon", "leg_due_soon"]
    version = logged.leg.version
    town.db.refresh(logged.leg)
    assert logged.leg.version == version  # nobody's form is overtaken by a reminder


# ---- how --------------------------------------------------------------------------------------


def address(town: Town, actor: Actor, channel: NoticeChannel, given: str) -> None:
    row = town.db.get_one(Staff, actor.id)
    addresses.set_address(town.work(actor), row, channel=channel, given=given)
    known = town.db.get(NoticeAddress, (actor.id, channel))
    if known is None:
        return
    code = town.work().seal.open(known.code_sealed or b"")
    assert addresses.confirm(town.work(actor), row, channel=channel, code=code) is None


def waiting(town: Town) -> list[tuple[str, str]]:
    rows = town.db.execute(
        select(NoticeDelivery.channel, NoticeDelivery.due_at).order_by(NoticeDelivery.channel)
    )
    return [(channel.value, f"{local(at):%m-%d %H:%M}") for channel, at in rows]


def test_it_goes_out_by_what_was_chosen_when_the_office_opens(town: Town, liaison: Actor) -> None:
    address(town, liaison, NoticeChannel.SMS, "13800020002")
    address(town, liaison, NoticeChannel.EMAIL, "zhao@example.com")
    chosen.choose(town.work(liaison), {"leg_arrived": Choice(False, True, Mail.DAILY)})
    town.at("2026-11-27 20:00").make_inquiry()
    assert told(town, liaison) == ["leg_arrived"]
    assert waiting(town) == [("email", "11-30 08:30"), ("sms", "11-30 08:30")]
    assert reports.listed(town.work(liaison)).unread == ()  # not wanted in the console


def test_an_address_is_checked_sealed_and_shown_masked(town: Town, liaison: Actor) -> None:
    for channel, given in (
        (NoticeChannel.EMAIL, "zhao@"),
        (NoticeChannel.EMAIL, "zhao@localhost"),
        (NoticeChannel.SMS, "0871-3333333"),
        (NoticeChannel.SMS, "一三八"),
    ):
        with pytest.raises(Refused):
            address(town, liaison, channel, given)
    address(town, liaison, NoticeChannel.SMS, "１３８ ０００２ ０００２")
    address(town, liaison, NoticeChannel.EMAIL, "Zhao.Shili@example.com")
    shown = reports.addresses(town.work(liaison), staff_id=liaison.id or 0)
    assert [one.masked for one in shown.values()] == ["138****0002", "Z***@example.com"]
    rows = town.db.scalars(select(NoticeAddress)).all()
    assert not any(b"0002" in row.sealed or b"Shili" in row.sealed for row in rows)
    address(town, liaison, NoticeChannel.SMS, "")
    assert list(reports.addresses(town.work(liaison), staff_id=liaison.id or 0)) == [
        NoticeChannel.EMAIL
    ]


def test_another_s_address_is_for_whoever_keeps_the_accounts(town: Town, liaison: Actor) -> None:
    row = town.db.get_one(Staff, liaison.id)
    keeper = town.make_staff("administrator", place="nanke")
    elsewhere = town.make_staff("administrator", place="bailu")
    sms = NoticeChannel.SMS
    addresses.set_address(town.work(keeper), row, channel=sms, given="13800020002")
    for stranger in (elsewhere, town.make_staff("liaison", unit="public_security")):
        with pytest.raises(NotAllowed):
            addresses.set_address(town.work(stranger), row, channel=sms, given="13800020003")


def test_what_the_law_asks_for_stays_in_the_console(town: Town, liaison: Actor) -> None:
    off = Choice(console=False, sms=False, email=Mail.OFF)
    with pytest.raises(Refused, match="cannot be switched off"):
        chosen.choose(town.work(liaison), {"leg_overdue": off})
    chosen.choose(town.work(liaison), {"leg_arrived": off})
    town.make_inquiry()
    assert told(town, liaison) == []
    default = town.work().book.notices.kinds["leg_arrived"].default
    chosen.choose(town.work(liaison), {"leg_arrived": default})
    town.make_inquiry()
    assert told(town, liaison) == ["leg_arrived"]


def test_nobody_reads_another_s_notice(town: Town, liaison: Actor) -> None:
    other = town.make_staff("liaison", unit="human_resources")
    town.make_inquiry()
    told(town)
    (mine,) = reports.listed(town.work(liaison)).unread
    with pytest.raises(Refused):
        reports.one(town.work(other), notice_id=mine.id)
    chosen.read(town.work(other), notice_id=mine.id)
    assert reports.unread_count(town.work(), staff_id=liaison.id or 0) == 1
    chosen.read(town.work(liaison), inquiry_id=mine.inquiry_id)
    assert reports.unread_count(town.work(), staff_id=liaison.id or 0) == 0


def test_a_deputy_is_told_for_as_long_as_the_other_is_away(town: Town, liaison: Actor) -> None:
    deputy = town.make_staff("reply_officer", unit="public_security")
    absences.name_deputy(
        town.work(liaison), town.db.get_one(Staff, liaison.id), deputy_id=deputy.id,
        from_on=today(town.now), until_on=today(town.now),
    )  # fmt: skip
    town.make_inquiry()
    assert told(town, liaison, deputy) == ["leg_arrived", "leg_arrived"]
    town.later(days=1).make_inquiry()
    assert told(town, deputy) == []


def test_whoever_follows_an_inquiry_hears_once_that_it_moved(town: Town, liaison: Actor) -> None:
    office = town.make_staff("government_office", place="nanke")
    logged = town.make_inquiry()
    told(town)
    work_lists.follow(town.work(office), logged.inquiry)
    overdue.announce(town.at("2026-12-09 09:00").work(), logged.inquiry, logged.leg)
    assert told(town, office) == ["followed_moved"]
    town.reply(logged)
    assert told(town, office) == []  # not read yet
