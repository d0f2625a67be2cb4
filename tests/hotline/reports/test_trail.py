"""Whatever is changed behind the actions' back shows, and by its first row."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.orm import sessionmaker

from hotline import __main__ as command
from hotline import commands
from hotline.actions import anchors, reading
from hotline.commands.keeping import verify_audit
from hotline.reports.trail import Break, verify
from tests.factories import Town


def breaks(town: Town) -> list[Break]:
    town.db.flush()
    found = verify(town.db, town.house.seal)
    town.db.expire_all()
    return found


def do(town: Town, statement: str, **values: object) -> None:
    town.db.flush()
    town.db.execute(text(statement), values)


@pytest.fixture
def ledger(town: Town) -> Town:
    """A town with some history: two calls, an inquiry with a reply, and people who read it."""
    town.make_call(wants_person=True, rings=[("public_security", "busy", 0)])
    town.make_call(rated=2)
    logged = town.make_inquiry()
    town.reply(logged)
    for actor in (town.make_staff("operator", place="nanke") for _ in range(3)):
        reading.opened_inquiry(town.work(actor), inquiry_id=logged.inquiry.id)
    return town


def test_an_untouched_history_is_whole(ledger: Town) -> None:
    assert breaks(ledger) == []


@pytest.mark.parametrize(
    ("change", "seq", "fault"),
    [
        ("update call_event set data = data || '{\"x\": 1}' where id = :id", 3, "altered"),
        ("update call_event set at = at + interval '1 microsecond' where id = :id", 3, "altered"),
        ("update call_event set kind = 'solved' where id = :id", 3, "altered"),
        ("update call_event set actor_id = 7 where id = :id", 3, "altered"),
        ("update call_event set hash = '\\x00' where id = :id", 3, "altered"),
        ("delete from call_event where id = :id", 3, "missing"),
        ("update call_event set seq = 99 where id = :id", 3, "missing"),
    ],
)
def test_a_changed_call_names_its_first_bad_row(
    ledger: Town, change: str, seq: int, fault: str
) -> None:
    query = "select id, call_id from call_event where seq = 3 order by id limit 1"
    event_id, call_id = ledger.db.execute(text(query)).one()
    do(ledger, change, id=event_id)
    assert breaks(ledger) == [Break("call", call_id, seq, fault)]  # type: ignore[arg-type]


def test_a_cut_tail_shows(ledger: Town) -> None:
    call_id, count = ledger.db.execute(text("select id, event_count from call limit 1")).one()
    do(ledger, "delete from call_event where call_id = :id and seq = :seq", id=call_id, seq=count)
    assert breaks(ledger) == [Break("call", call_id, count, "missing")]


def test_a_history_that_is_gone_shows(ledger: Town) -> None:
    call_id = ledger.db.scalar(text("select id from call limit 1"))
    do(ledger, "delete from call_event where call_id = :id", id=call_id)
    assert breaks(ledger) == [Break("call", call_id, 1, "missing")]


def test_a_leg_put_under_another_event_shows(ledger: Town) -> None:
    do(ledger, "update inquiry_event set handling_leg_id = null where seq = 2")
    inquiry_id = ledger.db.scalar(text("select id from inquiry"))
    assert breaks(ledger) == [Break("inquiry", inquiry_id, 2, "altered")]


def test_who_read_what_cannot_be_wiped_from_the_middle(ledger: Town) -> None:
    do(ledger, "delete from read_event where seq = 2")
    assert breaks(ledger) == [Break("read_event", None, 2, "missing")]


def test_a_tail_cut_together_with_its_count_shows_by_the_anchor(ledger: Town) -> None:
    ledger.later(minutes=10)
    assert anchors.anchor(ledger.work()) is not None
    inquiry_id, count = ledger.db.execute(text("select id, event_count from inquiry")).one()
    do(ledger, "delete from inquiry_event where seq = :seq", seq=count)
    head = "(select hash from inquiry_event where seq = :seq)"
    do(ledger, f"update inquiry set event_count = :seq, head_hash = {head}", seq=count - 1)
    assert breaks(ledger) == [Break("inquiry", inquiry_id, count, "missing")]


def test_a_break_is_told_once(ledger: Town) -> None:
    ledger.later(minutes=10)
    anchors.anchor(ledger.work())
    inquiry_id, count = ledger.db.execute(text("select id, event_count from inquiry")).one()
    do(ledger, "delete from inquiry_event where seq = :seq", seq=count)
    assert breaks(ledger) == [Break("inquiry", inquiry_id, count, "missing")]


def test_a_vanished_inquiry_shows_by_the_anchor(ledger: Town) -> None:
    ledger.later(minutes=10)
    anchors.anchor(ledger.work())
    inquiry_id, count = ledger.db.execute(text("select id, event_count from inquiry")).one()
    for table in ("inquiry_event", "deadline", "handling_leg", "inquiry"):
        do(ledger, f"delete from {table}")
    assert breaks(ledger) == [Break("inquiry", inquiry_id, count, "missing")]


def test_an_inquiry_deleted_a_moment_after_it_was_logged_shows(ledger: Town) -> None:
    anchors.anchor(ledger.work())
    fresh = ledger.later(minutes=1).make_inquiry().inquiry
    first = anchors.anchor(ledger.work())
    assert first is not None
    assert list(first.data["heads"]) == [str(fresh.id)], "what was noted is not noted again"
    assert anchors.anchor(ledger.later(minutes=1).work()) is None
    fresh_id, count = fresh.id, fresh.event_count
    for table in ("inquiry_event", "deadline", "handling_leg"):
        do(ledger, f"delete from {table} where inquiry_id = :id" if table != "deadline" else
           "delete from deadline where handling_leg_id in "
           "(select id from handling_leg where inquiry_id = :id)", id=fresh_id)  # fmt: skip
    do(ledger, "delete from inquiry where id = :id", id=fresh_id)
    assert breaks(ledger) == [Break("inquiry", fresh_id, count, "missing")]


def test_an_event_committed_after_later_ones_is_anchored_all_the_same(ledger: Town) -> None:
    numbers = "nextval(pg_get_serial_sequence('inquiry_event', 'id'))"
    (low, *_), *_ = ledger.db.execute(text(f"select {numbers} from generate_series(1, 9)"))
    ledger.make_inquiry()
    anchors.anchor(ledger.work())
    slow = ledger.make_inquiry().inquiry
    do(ledger, "update inquiry_event set id = :low + seq where inquiry_id = :id", low=low,
       id=slow.id)  # fmt: skip
    ledger.db.expire_all()
    found = anchors.anchor(ledger.later(minutes=1).work())
    assert found is not None
    assert list(found.data["heads"]) == [str(slow.id)]


def test_an_altered_anchor_shows(ledger: Town) -> None:
    ledger.later(minutes=10)
    anchors.anchor(ledger.work())
    do(ledger, "update anchor set data = data || '{\"through\": 0}'")
    assert breaks(ledger) == [Break("anchor", None, 1, "altered")]
    assert str(breaks(ledger)[0]) == "anchor #1 已被改动 / was altered"


def test_the_command_names_what_was_altered_cut_or_deleted(
    ledger: Town, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger.later(minutes=10)
    anchors.anchor(ledger.work())
    ledger.db.flush()
    inquiry_id, last = ledger.db.execute(text("select id, event_count from inquiry")).one()
    monkeypatch.setattr(commands, "house", lambda: ledger.house)
    ledger.house.sessions = sessionmaker(
        ledger.db.connection(), join_transaction_mode="create_savepoint"
    )

    def told(*statements: str) -> tuple[int, str]:
        """What the command says when this was done; then it is undone."""
        with ledger.db.begin_nested() as done:
            for statement in statements:
                do(ledger, statement, last=last)
            code = verify_audit(command.parser().parse_args(["verify-audit"]))
            done.rollback()
        return code, capsys.readouterr().out.strip()

    assert told() == (0, "✓ 审计链完整 / the trail is whole")
    altered = f"✗ inquiry {inquiry_id} #2 已被改动 / was altered"
    assert told("update inquiry_event set data = '{}' where seq = 2") == (1, altered)
    missing = f"✗ inquiry {inquiry_id} #{last} 缺失 / is missing"
    assert told("delete from inquiry_event where seq = :last") == (1, missing)
    owned = ("inquiry_event", "deadline", "handling_leg", "inquiry")
    assert told(*(f"delete from {table}" for table in owned)) == (1, missing)
