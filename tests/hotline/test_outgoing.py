"""Notices go out: once, in working time, over a real mail server and the practice phone."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select

from hotline import jobs
from hotline.actions import notice_addresses, notice_settings, notices, posting
from hotline.actions.notices import Telling
from hotline.actions.roles import actor_of
from hotline.errors import Refused, Throttled
from hotline.outgoing import write
from hotline.records import (
    Notice,
    NoticeAddress,
    NoticeChannel,
    NoticeMessage,
    NoticeState,
    OutboxRow,
    OutboxState,
    Staff,
)
from hotline.reports import notices as reports
from hotline.reports.shown import Letter
from hotline.rules.notices import Choice, Mail
from hotline.work import Actor, Work
from tests import golden, post_office
from tests.line import Line
from tests.post_office import PostOffice

MOBILE, EMAIL = "+8613800020002", "chen@example.com"
SMS, MAIL = NoticeChannel.SMS, NoticeChannel.EMAIL
BY_SMS, BY_MAIL = Choice(True, True, Mail.OFF), Choice(True, False, Mail.AT_ONCE)
KIND = "entries_to_review"
WIDE = ord("０") - ord("0")  # how far off the digits are that Chinese keyboards write


def code_of(work: Work, staff_id: int, channel: NoticeChannel) -> str:
    """The code that is on its way to an address."""
    address = work.db.get_one(NoticeAddress, (staff_id, channel))
    assert address.code_sealed is not None
    return work.seal.open(address.code_sealed)


class Person:
    """A member of staff with an address, and what is told to them."""

    def __init__(self, line: Line, channel: NoticeChannel, choice: Choice) -> None:
        self.line = line
        with line.work() as work:
            row = work.db.scalars(select(Staff).where(Staff.username == "chen.shili")).one()
            self.id = row.id
            given = MOBILE if channel is SMS else EMAIL
            notice_addresses.set_address(work, row, channel=channel, given=given)
            self.code = code_of(work, self.id, channel)
        with line.house.open(Actor(kind="staff", id=self.id)) as work:
            row = work.db.get_one(Staff, self.id)
            assert notice_addresses.confirm(work, row, channel=channel, code=self.code) is None
            notice_settings.choose(work, {KIND: choice, "job_stuck": choice})

    def tell(self, *counts: int) -> None:
        with self.line.work() as work:
            notices.tell(
                work, *(Telling(KIND, f"test:{n}", [self.id], data={"count": n}) for n in counts)
            )

    def send(self, *, after: float = 0) -> None:
        """Gather what waits, and do every job that is due."""
        self.line.pass_time(after)
        jobs.gather_notices(self.line.house, self.line.provider)
        self.line.do_jobs()

    @property
    def message(self) -> NoticeMessage:
        return self.line.one(NoticeMessage)

    def bodies(self) -> list[str]:
        return [text.body for text in self.line.phone.account.messages()]


@pytest.fixture
def phone_owner(line: Line) -> Person:
    return Person(line, SMS, BY_SMS)


@pytest.fixture(scope="module")
def _office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[PostOffice, Path]]:
    folder = tmp_path_factory.mktemp("post-office")
    with post_office.opened(folder) as office:
        yield office, folder


@pytest.fixture
def office(
    _office: tuple[PostOffice, Path], line: Line, monkeypatch: pytest.MonkeyPatch
) -> PostOffice:
    office, folder = _office
    office.took.clear()
    office.recipient_answers, office.mail_answers = [post_office.TAKEN], [post_office.TAKEN]
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "ca.pem"))
    mailing_by(line, monkeypatch, office.url)
    return office


def mailing_by(line: Line, monkeypatch: pytest.MonkeyPatch, url: str | None) -> None:
    settings = line.house.settings.model_copy(
        update={"smtp_url": url, "smtp_sender": "96128@example.com"}
    )
    monkeypatch.setattr(line.house, "settings", settings)


# ---- text messages --------------------------------------------------------------------------


def test_what_came_at_night_is_one_text_in_the_morning(phone_owner: Person) -> None:
    phone_owner.line.at("2026-11-23 22:00")
    phone_owner.tell(1, 2)
    phone_owner.send()
    assert phone_owner.bodies() == []
    phone_owner.line.at("2026-11-24 08:30")
    phone_owner.send()
    phone_owner.send(after=3600)
    assert phone_owner.bodies() == [
        "【96128】您有2条提醒：待审查的知识库条目等。请登录工作台办理。"
    ]
    assert phone_owner.message.state is NoticeState.SENT


def test_a_text_whose_end_nobody_knows_is_looked_for_before_it_is_sent_again(
    phone_owner: Person,
) -> None:
    """We died after the provider had taken it; and, the second time, before."""
    line = phone_owner.line
    phone_owner.tell(1)
    jobs.gather_notices(line.house, line.provider)
    with line.work() as work:
        message = work.db.get_one(NoticeMessage, phone_owner.message.id)
        message.body = "【96128】知识库有1个条目等待您审查。请登录工作台办理。"
        posting.hand_over(work, message)
    line.provider.text(to=MOBILE, sender="96128", body=phone_owner.message.body or "")
    line.do_jobs(after_seconds=300)
    assert len(phone_owner.bodies()) == 1
    assert phone_owner.message.state is NoticeState.SENT
    line.phone.account.forget()
    with line.work() as work:
        message = work.db.get_one(NoticeMessage, phone_owner.message.id)
        message.state = NoticeState.FAILED
        posting.post(work, message, at=work.now)
    line.do_jobs()
    assert len(phone_owner.bodies()) == 1


def test_a_text_that_did_not_arrive_is_sent_again_and_then_given_up(line: Line) -> None:
    phone_owner = Person(line.at("2026-11-23 08:40"), SMS, BY_SMS)
    line.phone.account.texts_become[MOBILE] = "undelivered"
    phone_owner.tell(1)
    phone_owner.send()
    for sent, pause in ((1, 1801), (2, 3601), (3, 3601)):
        assert len(phone_owner.bodies()) == sent
        line.do_jobs(after_seconds=601)  # the provider is asked
        line.do_jobs(after_seconds=pause)
    assert len(phone_owner.bodies()) == 3
    assert phone_owner.message.state is NoticeState.GAVE_UP
    with line.work() as work:
        shown = reports.addresses(work, staff_id=phone_owner.id)[SMS]
        assert (shown.error, shown.will_repeat) == ("undelivered", False)
        keeper = dataclasses.replace(work, actor=admin(work))
        ((row,), count) = reports.failing(keeper)
        assert (row.masked, count) == ("138****0002", 1)


def admin(work: Work) -> Actor:
    row = work.db.scalars(select(Staff).where(Staff.username == "guanli.shili")).one()
    return actor_of(work.book.organisation, row)


def test_what_was_settled_meanwhile_is_not_sent(phone_owner: Person) -> None:
    line = phone_owner.line.at("2026-11-23 22:00")
    with line.work() as work:
        telling = Telling("job_stuck", "stuck", [phone_owner.id], data={"job": "import_file"})
        notices.tell(work, telling)  # and nothing of the kind is stuck any more
    line.at("2026-11-24 09:00")
    phone_owner.send()
    assert phone_owner.bodies() == []
    assert phone_owner.message.state is NoticeState.NOT_NEEDED


# ---- e-mail -----------------------------------------------------------------------------------


def test_mail_goes_over_tls_and_says_nothing_of_anybody(line: Line, office: PostOffice) -> None:
    person = Person(line, MAIL, BY_MAIL)
    person.tell(3)
    person.send()
    person.send(after=3600)
    (mail,) = office.took
    assert (mail["To"], mail["From"], mail["Subject"]) == (
        EMAIL, "96128 <96128@example.com>", "【96128】待审查的知识库条目",
    )  # fmt: skip
    assert mail["Message-ID"] == f"<notices-{person.message.id}@127.0.0.1>"
    assert "知识库有3个条目等待您审查。\nhttp://127.0.0.1:9612/console/notices/" in (
        mail.get_content()
    )


def test_a_digest_waits_for_the_next_working_day(line: Line, office: PostOffice) -> None:
    person = Person(line, MAIL, Choice(True, False, Mail.DAILY))
    line.at("2026-11-27 09:00")
    person.tell(1, 2)
    person.send()
    line.at("2026-11-29 12:00")
    person.send()
    assert office.took == []
    line.at("2026-11-30 08:30")
    person.send()
    (mail,) = office.took
    assert mail["Subject"] == "【96128】2条提醒"


@pytest.mark.parametrize(
    ("answer", "state", "took"),
    [
        ("451 later", NoticeState.SENT, 1),
        ("554 never, but whose fault", NoticeState.SENT, 1),
    ],
)
def test_mail_that_is_not_taken_is_sent_again_under_the_same_name(
    line: Line, office: PostOffice, answer: str, state: NoticeState, took: int
) -> None:
    office.mail_answers = [answer, post_office.TAKEN]
    person = Person(line, MAIL, BY_MAIL)
    person.tell(1)
    person.send()
    assert person.message.state is NoticeState.FAILED
    assert "later" not in (person.message.error or "")
    person.send(after=600)
    assert (person.message.state, len(office.took)) == (state, took)
    assert office.took[0]["Message-ID"] == f"<notices-{person.message.id}@127.0.0.1>"


def test_an_address_that_is_refused_is_given_up_at_once(line: Line, office: PostOffice) -> None:
    office.recipient_answers = ["550 no such mailbox"]
    person = Person(line, MAIL, BY_MAIL)
    person.tell(1)
    person.send()
    person.send(after=3600)
    assert (person.message.state, person.message.attempts) == (NoticeState.GAVE_UP, 1)
    (job,) = [row for row in line.rows(OutboxRow) if row.kind == "send_notices"]
    assert job.state is OutboxState.DONE


def test_mail_waits_for_a_server_that_is_away(
    line: Line, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailing_by(line, monkeypatch, "smtp://127.0.0.1:9")
    person = Person(line, MAIL, BY_MAIL)
    person.tell(1)
    person.send()
    assert (person.message.state, person.message.error) == (
        NoticeState.FAILED, "MailAway: ConnectionRefusedError",
    )  # fmt: skip
    mailing_by(line, monkeypatch, office.url)
    person.send(after=600)
    assert person.message.state is NoticeState.SENT
    assert len(office.took) == 1


def test_no_mail_goes_unencrypted_or_to_a_stranger(
    line: Line, office: PostOffice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    person = Person(line, MAIL, BY_MAIL)
    monkeypatch.delenv("SSL_CERT_FILE")
    person.tell(1)
    person.send()
    assert person.message.error == "MailFailed: SSLCertVerificationError"
    with post_office.opened(tmp_path, with_tls=False) as open_office:
        mailing_by(line, monkeypatch, open_office.url)
        person.send(after=600)
        assert person.message.error == "MailFailed: SMTPNotSupportedError"
        assert open_office.took == []


def test_where_people_practise_mail_is_a_file(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    mailing_by(line, monkeypatch, None)
    person = Person(line, MAIL, BY_MAIL)
    person.tell(1)
    person.send()
    file = line.house.settings.data_dir / "mail" / f"notices-{person.message.id}.eml"
    assert file.exists()


# ---- words ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_kind_of_notice_in_every_channel(line: Line, language: str) -> None:
    """Word for word, with the same example in each; a change to one is seen and decided."""
    data = {"due_on": "2026-12-02", "count": 3, "job": "import_file"}
    said = []
    with line.work() as work:
        unit_id = work.book.organisation.unit("public_security").id
        kinds = work.book.notices.kinds
        rows = [
            Notice(id=number, kind=kind, at=work.now, unit_id=unit_id, data=data)
            for number, kind in enumerate(kinds, start=1)
        ]
        of_legs = {kind for kind, rule in kinds.items() if "{reference}" in rule.text.zh}
        shown = reports.shown(
            work, [(row, "20261123-000001" if row.kind in of_legs else None, False) for row in rows]
        )
        for notices_in in (*((one,) for one in shown), shown[:2]):
            letter = Letter(language="en" if language == "en" else "zh", notices=notices_in)
            text, mail = NoticeMessage(channel=SMS), NoticeMessage(channel=MAIL)
            write(work, line.house, text, letter)
            write(work, line.house, mail, letter)
            said.append(f"{text.body}\n{mail.subject}\n")
    golden.same(f"notices.{language}", "\n".join([*said, str(mail.body)]))


def test_nothing_but_the_code_goes_to_an_address_before_it_is_confirmed(
    line: Line, tmp_path: Path
) -> None:
    """By SMS and by e-mail alike; the code is good once, the last one sent alone."""
    line.house.settings = line.house.settings.model_copy(update={"data_dir": tmp_path})
    with line.work() as work:
        row = work.db.scalars(select(Staff).where(Staff.username == "chen.shili")).one()
        for channel, given in ((SMS, MOBILE), (MAIL, EMAIL)):
            notice_addresses.set_address(work, row, channel=channel, given=given)
        first = code_of(work, row.id, SMS)
        notice_addresses.send_again(work, row, channel=SMS)
        codes = {channel: code_of(work, row.id, channel) for channel in (SMS, MAIL)}
        both = Choice(True, True, Mail.AT_ONCE)
    with line.house.open(Actor(kind="staff", id=row.id)) as work:
        notice_settings.choose(work, {KIND: both})
        notices.tell(work, Telling(KIND, "test:1", [row.id], data={"count": 1}))
    jobs.gather_notices(line.house, line.provider)
    line.do_jobs()
    texts = [text.body for text in line.phone.account.messages()]
    assert texts == [texts[0]] * 2
    assert f"验证码{codes[SMS]}，30分钟内有效" in texts[0]
    [mail] = (tmp_path / "mail").glob("*.eml")
    assert mail.name.startswith("address-")
    with line.house.open(Actor(kind="staff", id=row.id)) as work:
        row = work.db.get_one(Staff, row.id)
        if first != codes[SMS]:
            wrong = notice_addresses.confirm(work, row, channel=SMS, code=first)
            assert wrong is not None
            assert "以最后一次收到的为准" in wrong.wording.zh
        typed = " ".join(chr(ord(digit) + WIDE) for digit in codes[SMS])
        assert notice_addresses.confirm(work, row, channel=SMS, code=typed) is None
        twice = notice_addresses.confirm(work, row, channel=SMS, code=codes[SMS])
        assert twice is not None
        assert "已经确认过" in twice.wording.zh
    line.pass_time(31 * 60)
    with line.house.open(Actor(kind="staff", id=row.id)) as work:
        row = work.db.get_one(Staff, row.id)
        late = notice_addresses.confirm(work, row, channel=MAIL, code=codes[MAIL])
        assert late is not None
        assert "已经过期" in late.wording.zh


def test_codes_are_neither_guessed_nor_sent_without_end(line: Line) -> None:
    with line.work() as work:
        row = work.db.scalars(select(Staff).where(Staff.username == "chen.shili")).one()
        notice_addresses.set_address(work, row, channel=SMS, given=MOBILE)
        for _ in range(4):
            notice_addresses.send_again(work, row, channel=SMS)
        with pytest.raises(Throttled):
            notice_addresses.send_again(work, row, channel=SMS)
        code = code_of(work, row.id, SMS)
        wrong = "000000" if code != "000000" else "111111"
        said = [notice_addresses.confirm(work, row, channel=SMS, code=wrong) for _ in range(6)]
        assert [type(one) for one in said] == [Refused] * 5 + [Throttled]
        assert isinstance(notice_addresses.confirm(work, row, channel=SMS, code=code), Throttled)


def test_an_address_sent_twice_at_once_is_kept_once(line: Line) -> None:
    gate = Barrier(2)

    def save(_: int) -> None:
        with line.work() as work:
            row = work.db.scalars(select(Staff).where(Staff.username == "chen.shili")).one()
            gate.wait()
            notice_addresses.set_address(work, row, channel=SMS, given=MOBILE)

    with ThreadPoolExecutor() as both:
        assert list(both.map(save, range(2))) == [None, None]
    with line.work() as work:
        assert len(work.db.scalars(select(NoticeAddress)).all()) == 1
