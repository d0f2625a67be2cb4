"""What tests begin with: a small plainly fictitious town, its people, calls and inquiries.

Everything is made by the actions that make it in earnest, at the hour the test has set.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, exists, select
from sqlalchemy.orm import Session, sessionmaker

from hotline import rulebook
from hotline.actions import (
    calls,
    contacts,
    inquiries,
    legs,
    organisation,
    ratings,
    recordings,
    settle,
    working_time,
)
from hotline.actions.roles import actor_of
from hotline.db import make_engine
from hotline.house import House
from hotline.records import (
    Call,
    Channel,
    Complaint,
    Function,
    Ground,
    Inquiry,
    Jurisdiction,
    Level,
    Position,
    RatingSubject,
    Recording,
    RecordingKind,
    RoleGrant,
    Staff,
)
from hotline.rules.calendar import DayKind, SpecialDay
from hotline.rules.organisation import Body, Contact, Organisation
from hotline.rules.zone import HOTLINE_ZONE
from hotline.settings import CONFIG_DIR, Settings
from hotline.work import CALLER, HOTLINE, Actor, Grant, Work

BOOK = rulebook.load(CONFIG_DIR)
SETTINGS = Settings(
    database_url="postgresql+psycopg://nowhere.invalid/hotline",
    public_url="http://127.0.0.1:9612",
    secret_key="tests-only-secret-key-0123456789abcdefghij",
    masking_key="tests-only-masking-key-0123456789abcdefgh",
    twilio_account_sid="AC0123456789abcdef0123456789abcdef",
    twilio_auth_token="0123456789abcdef0123456789abcdef",
)
# A test has its own session, and needs no engine.
NOWHERE = make_engine(SETTINGS.database_url)
AS_BUILT: WeakKeyDictionary[Engine, Organisation] = WeakKeyDictionary()
WEEK = ["08:30-12:00 14:30-18:00"] * 5 + ["", ""]
DEPARTMENTS = {
    "government_office": "人民政府办公室",
    "public_security": "公安局",
    "human_resources": "人力资源和社会保障局",
    "supervision_office": "政府督查室",
}
CALLER_NUMBER = "+8613800010001"


class Town:
    """南柯州 with 青禾县 and 白鹭县 below it, four departments each; built where there is none yet.

    `now` is the hour of the next Work; `place` and `unit` give ids by code.
    """

    def __init__(self, db: Session, *, now: str = "2026-11-23 10:00") -> None:
        self.db = db
        self._numbers = itertools.count(1)
        self.house = House(settings=SETTINGS, engine=NOWHERE, clock=lambda: self.now, book=BOOK)
        self.at(now)
        if not db.scalar(select(exists().where(Jurisdiction.id.is_not(None)))):
            self._build()
            return
        # The same edition is the same organisation for all who begin with this database.
        self.house._organisation = AS_BUILT.get(db.get_bind().engine)
        AS_BUILT[db.get_bind().engine] = self.work().book.organisation

    def beside(self, settings: Settings) -> House:
        """A house of these settings, in the test's own transaction."""
        house = House(settings=settings, engine=NOWHERE, clock=lambda: self.now, book=BOOK)
        house.sessions = sessionmaker(
            self.db.connection(), join_transaction_mode="create_savepoint", expire_on_commit=False
        )
        house._organisation = self.house._organisation
        return house

    # ---- time and actors -------------------------------------------------------------------

    def at(self, wall_clock: str) -> Town:
        """It is now this hour at the hotline."""
        self.now = datetime.fromisoformat(wall_clock).replace(tzinfo=HOTLINE_ZONE)
        return self

    def later(self, **duration: float) -> Town:
        """Time goes by."""
        self.now += timedelta(**duration)
        return self

    def work(self, actor: Actor = HOTLINE) -> Work:
        """A Work of this actor, in the test's own transaction."""
        self.db.flush()
        return self.house.work(self.db, actor)

    def place(self, code: str) -> int:
        return self.work().book.organisation.place(code).id

    def unit(self, code: str) -> Body:
        return self.work().book.organisation.unit(code)

    def make_staff(
        self, *roles: str, place: str | None = None, unit: str = "government_office"
    ) -> Actor:
        """A member of staff of the unit, with these roles at the place, or else at the unit."""
        number = next(self._numbers)
        row = Staff(
            username=f"shili.{number}",
            staff_number=f"{9000 + number}",
            name=f"示例{number}号",
            unit_id=self.unit(unit).id,
            password_hash="nobody signs in with this",
            grants=[
                RoleGrant(
                    role=role,
                    jurisdiction_id=self.place(place) if place else None,
                    unit_id=None if place else self.unit(unit).id,
                )
                for role in roles
            ],
        )
        self.db.add(row)
        self.db.flush()
        return actor_of(self.work().book.organisation, row)

    # ---- the town --------------------------------------------------------------------------

    def _build(self) -> None:
        work = self.work()
        top: int | None = None
        for code, name, level in (
            ("nanke", "南柯州", Level.PREFECTURE),
            ("qinghe", "青禾县", Level.COUNTY),
            ("bailu", "白鹭县", Level.COUNTY),
        ):
            row = organisation.add_jurisdiction(
                work, code=code, parent_id=top, name=name, name_en=code.title(),
                short_name=name[:2], level=level,
            )  # fmt: skip
            top = top or row.id
            for department, chinese in DEPARTMENTS.items():
                self.make_unit(
                    code=department if code == "nanke" else f"{code}-{department}",
                    name=f"{name}{chinese}", name_en=f"{department} of {code}",
                    short_name=chinese[:3], place_id=row.id,
                    is_government_office=department == "government_office",
                )  # fmt: skip
            organisation.set_oversight(
                work, place_id=row.id, function=Function.COMPLAINTS,
                unit_id=self.unit("supervision_office" if code == "nanke"
                                  else f"{code}-supervision_office").id,
            )  # fmt: skip
        assert top is not None
        contacts.set_dialled_number(work, number="96128", place_id=top)
        working_time.set_hours(work, place_id=top, weekly=WEEK)
        working_time.set_calendar_days(
            work, place_id=None,
            days=[SpecialDay(date(2026, 10, 1), DayKind.HOLIDAY, "国庆节", "example notice")],
        )  # fmt: skip
        working_time.confirm_year(work, year=2026, source="example notice")

    def make_unit(self, *, code: str, place_id: int, **fields: Any) -> int:
        """A unit with everything registered, a liaison and a deputy; its id."""
        row = organisation.add_unit(
            self.work(), code=code, place_id=place_id,
            **{
                "kind": "行政机关",
                "service_line": f"sip:line-{code}@practice.invalid",
                "first_person": "王演示",
                "deputy_leader": "赵演示",
                "undertaking_office": "办公室",
                **fields,
            },
        )  # fmt: skip
        self.db.flush()
        for position in Position:
            contacts.add_liaison(
                self.work(), unit_id=row.id, name=f"{fields['short_name']}示例",
                position=position, target=f"sip:{position.value}-{code}@practice.invalid",
                verified_on=date(2026, 9, 1), trained_on=date(2026, 3, 1),
            )  # fmt: skip
        self.db.flush()
        return row.id

    # ---- calls -----------------------------------------------------------------------------

    def make_call(
        self,
        *,
        place: str = "nanke",
        caller: str | None = CALLER_NUMBER,
        question: str | None = None,
        verdict: str = "answer",
        solved: bool | None = None,
        wants_person: bool | None = None,
        rings: Sequence[tuple[str | None, str, int]] = (),
        hangs_up_ringing: bool = False,
        seconds: int = 60,
        rated: int | None = None,
        is_test: bool = False,
        settled: bool = True,
    ) -> Call:
        """A call from its first ring to its end, as the test tells it.

        `wants_person` says whether in working hours. `rings` lists (unit code or None for the
        operator, the provider's dial status or "accepted", seconds talked).
        """
        call = self._arrive(place, caller, is_test=is_test)
        began = self.now
        work = self.work(CALLER)
        calls.notice_played(work, call, version="2026-11")
        if question is not None:
            work = self.later(seconds=1).work(CALLER)
            calls.asked(work, call, heard=question, confidence=0.9, verdict=verdict, score=0.8)
            call.dialogue["served"] = verdict == "answer"
            if solved is not None:
                calls.solved(work, call, yes=solved)
                ratings.invite(work, call, subject=RatingSubject.SELF_SERVICE)
        if wants_person is not None:
            calls.person_requested(work, call, in_hours=wants_person)
        for unit_code, dial_status, talk_seconds in rings:
            self._ring(call, unit_code, dial_status, talk_seconds, left=hangs_up_ringing)
        if rated is not None:
            ratings.invite(self.work(CALLER), call, subject=RatingSubject.CALL)
            if rated:
                ratings.rate(self.work(CALLER), call, score=rated)
        self.now = max(self.now, began + timedelta(seconds=seconds))
        if settled:
            calls.move_status(self.work(CALLER), call, status="completed", duration_seconds=seconds)
            settle.settle(self.work(), call)
        self.db.flush()
        return call

    def _arrive(self, place: str, caller: str | None, *, is_test: bool) -> Call:
        sid = f"CA{next(self._numbers):032x}"
        call = calls.arrive(self.work(CALLER), sid=sid, caller=caller, dialled="96128")
        call.is_test = is_test
        calls.moved_to_place(self.work(CALLER), call, place_id=self.place(place))
        return call

    def _ring(
        self, call: Call, unit_code: str | None, dial_status: str, talk_seconds: int, *, left: bool
    ) -> None:
        unit = self.unit(unit_code) if unit_code else None
        tried = {leg.target for leg in calls.legs_of(self.work(), call)}
        contact = Contact(kind="operator", target=f"sip:operator-{len(tried)}@practice.invalid")
        if unit is not None:
            contact = next(one for one in unit.contacts if one.target not in tried)
        leg = calls.ring(
            self.work(), call, contact=contact, unit_id=unit.id if unit else None, in_hours=True
        )
        calls.leg_status(self.work(), leg, sid=f"CA{next(self._numbers):032x}", status="ringing")
        self.later(seconds=4)
        if dial_status == "accepted":
            calls.accept(self.work(Actor(kind="callee")), call, leg)
            self.later(seconds=talk_seconds)
        calls.leg_ended(
            self.work(), call, leg,
            dial_status="completed" if dial_status == "accepted" else dial_status,
            talk_seconds=talk_seconds if dial_status == "accepted" else None, caller_left=left,
        )  # fmt: skip

    def make_recording(
        self, call: Call, *, kind: RecordingKind = RecordingKind.CALL, **fields: Any
    ) -> Recording:
        """A recording of the call that is at home."""
        number = next(self._numbers)
        recording = recordings.announced(
            self.work(), call, sid=f"RE{number:032x}", status="completed",
            url="http://127.0.0.1:9613/example", kind=kind, duration_seconds=30, **fields,
        )  # fmt: skip
        recordings.fetched(
            self.work(), recording, file_name=f"{number}.wav", sha256="0" * 64, byte_count=960
        )
        self.db.flush()
        return recording

    # ---- inquiries -------------------------------------------------------------------------

    def make_inquiry(
        self,
        *,
        place: str = "nanke",
        unit: str | None = "public_security",
        text: str | None = "身份证丢了怎么补办",
        phone: str | None = CALLER_NUMBER,
        channel: Channel = Channel.WEB,
        **fields: Any,
    ) -> inquiries.Logged:
        """An inquiry, open at the unit (None: at the place's government office)."""
        logged = inquiries.log(
            self.work(), origin=f"test:{next(self._numbers)}", channel=channel,
            place_id=self.place(place), text=text, phone=phone,
            unit_id=self.unit(unit).id if unit else None, **fields,
        )  # fmt: skip
        self.db.flush()
        return logged

    def make_complaint(
        self,
        *,
        about: str = "public_security",
        place: str = "nanke",
        about_inquiry: Inquiry | None = None,
        **fields: Any,
    ) -> inquiries.Logged:
        """A complaint about the unit's conduct, or about a reply of its, open at supervision."""
        logged = inquiries.complain(
            self.work(), origin=f"test:{next(self._numbers)}", channel=Channel.PHONE,
            place_id=self.place(place), text="窗口态度不好", about=about_inquiry,
            ground=Ground.REPLY if about_inquiry else Ground.CONDUCT,
            about_unit_id=self.unit(about).id, **fields,
        )  # fmt: skip
        self.db.flush()
        return logged

    def reply(self, logged: inquiries.Logged, text: str = "请带户口簿到派出所办理。") -> None:
        """The unit of the inquiry's first leg replies."""
        legs.reply(
            self.work(self.acting_for(logged.leg.unit_id)), logged.inquiry, logged.leg,
            reply=text, internal_note="已电话联系。",
        )  # fmt: skip

    def answer_complaint(self, logged: inquiries.Logged, *, is_upheld: bool = False) -> None:
        """Supervision answers the complaint in its three parts."""
        grants = (Grant(role="supervision", unit_ids=frozenset({logged.leg.unit_id})),)
        legs.answer_complaint(
            self.work(Actor(kind="staff", unit_id=logged.leg.unit_id, grants=grants)),
            logged.inquiry, logged.leg, self.db.get_one(Complaint, logged.inquiry.id),
            findings="已调阅", opinion="责令改正", outcome="已道歉", is_upheld=is_upheld,
        )  # fmt: skip

    def bind(self, function: Function, *, unit: str, place: str = "nanke") -> None:
        """Give a unit a function of supervision."""
        organisation.set_oversight(
            self.work(), place_id=self.place(place), function=function, unit_id=self.unit(unit).id
        )

    def acting_for(self, unit_id: int) -> Actor:
        """Somebody with the right to work on the unit's legs."""
        grants = (Grant(role="reply_officer", unit_ids=frozenset({unit_id})),)
        return Actor(kind="staff", unit_id=unit_id, grants=grants)
