"""A callback that failed is kept, and made good when the trouble is over."""

from __future__ import annotations

from sqlalchemy import text

from hotline.jobs import replay_callbacks
from hotline.records import Receipt, Recording
from tests.line import Line


def test_a_recording_announced_while_its_table_was_out_of_reach_is_not_lost(line: Line) -> None:
    with line.house.engine.begin() as connection:
        connection.execute(text("alter table recording rename to recording_away"))
    line.call("!", settle=False, expect_problems=True)
    with line.house.engine.begin() as connection:
        connection.execute(text("alter table recording_away rename to recording"))
    failed = [receipt for receipt in line.rows(Receipt) if receipt.error]
    assert [receipt.key.partition(":")[0] for receipt in failed] == ["recording"]
    assert not line.rows(Recording)
    replay_callbacks(line.house, line.provider)
    line.do_jobs(after_seconds=10)
    assert line.one(Recording).file_name
    assert not [receipt for receipt in line.rows(Receipt) if receipt.error]
