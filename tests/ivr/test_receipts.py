"""A callback that failed is kept, and made good when the trouble is over."""

from __future__ import annotations

from sqlalchemy import text

from hotline.jobs import replay_callbacks
from hotline.records import Receipt, Recording
from tests.ivr.faults import without_table
from tests.line import Line


def test_a_recording_announced_while_its_table_was_out_of_reach_is_not_lost(line: Line) -> None:
    with line.house.engine.begin() as connection:
        connection.execute(text("alter table recording rename to recording_away"))
    line.call("!", settle=False, expect_problems=True)
    with line.house.engine.begin() as connection:
        connection.execute(text("alter table recording_away rename to recording"))
    line.pass_time(1)
    with without_table(line, "recording"):
        for _ in range(5):
            replay_callbacks(line.house, line.provider)
            line.pass_time(60)
    line.pass_time(180)
    failed = [receipt for receipt in line.rows(Receipt) if receipt.error]
    assert [receipt.replays for receipt in failed] == [3], "at once, a minute later, then three"
    assert [receipt.key.partition(":")[0] for receipt in failed] == ["recording"]
    assert not line.rows(Recording)
    replay_callbacks(line.house, line.provider)
    line.do_jobs(after_seconds=10)
    assert line.one(Recording).file_name
    assert not [receipt for receipt in line.rows(Receipt) if receipt.error]
