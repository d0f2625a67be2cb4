"""Thousands of rows, two hundred of them bad, through a process that is killed on the way.

With ROWS=20000 it is as large as an office's whole list: ROWS=20000 make test ARGS=this_file.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from faq_kb.exchange import imports
from hotline import executor, processes
from hotline.actions.roles import actor_of
from hotline.app import build_house
from hotline.clock import PracticeClock
from hotline.house import House
from hotline.records import FaqEntry, FaqImport, FaqImportRow, FaqVersion, ImportState, Staff
from hotline.settings import ROOT, load
from hotline.work import HOTLINE
from ivr.phone import Phone
from tests.databases import environment
from tests.faq_kb.test_exchange import GOOD, as_csv

ROWS = int(os.environ.get("ROWS", "4000"))
EVERY = ROWS // 200


def file() -> bytes:
    """The file; two hundred rows have a fault, by turns another one."""
    faults: tuple[dict[str, str], ...] = (
        {"有效期至": "2020-01-01"}, {"答案": ""}, {"公开属性": "半公开"}, {"承办单位": "无名局"},
    )  # fmt: skip

    def rows() -> Iterator[dict[str, Any]]:
        for n in range(ROWS):
            row = {**GOOD, "承办单位": "", "代码": f"many-{n}", "问题": f"第{n}件事怎么办？"}
            yield row | (faults[n // EVERY % 4] if n % EVERY == 7 else {})

    return as_csv(rows(), "gb18030")


def send(house: House, content: bytes) -> int:
    """The example's clerk sends the file in; the number of the import."""
    with house.open(HOTLINE) as work:
        clerk = work.db.scalars(select(Staff).where(Staff.username == "xinxiyuan.shili")).one()
        actor = actor_of(work.book.organisation, clerk)
        unit_id = work.book.organisation.unit("public_security").id
    with house.open(actor) as work:
        found = imports.receive(work, unit_id=unit_id, file_name="many.csv", content=content)
        return found.id


def results(house: House, import_id: int) -> dict[str, int]:
    query = select(FaqImportRow.result, func.count()).where(FaqImportRow.import_id == import_id)
    with house.sessions() as db:
        return {kind.value: n for kind, n in db.execute(query.group_by(FaqImportRow.result))}


def test_a_large_file_survives_the_death_of_its_process(
    fresh_database: Callable[[str], str], tmp_path: Path
) -> None:
    given = environment(fresh_database("example"), DATA_DIR=str(tmp_path))
    PracticeClock(tmp_path).set(datetime(2026, 11, 23, 2, 0, tzinfo=UTC))
    house = build_house(load(given))
    content = file()
    import_id = send(house, content)

    clock = processes.start(
        [sys.executable, "-m", "hotline", "clock"], cwd=ROOT, env=given,
        output=(tmp_path / "log").open("wb"),
    )  # fmt: skip
    while not results(house, import_id):
        with suppress(subprocess.TimeoutExpired):
            pytest.fail(f"the process ended by itself: {clock.wait(0.05)}")
    clock.kill()
    clock.wait()
    before = results(house, import_id)
    assert 0 < sum(before.values()) < ROWS

    # Its lease runs out, and whoever is next goes on where the dead process stopped.
    now = house.clock() + timedelta(minutes=10)
    house.clock = lambda: now
    began = time.monotonic()
    executor.run_all(house, Phone(house.settings))
    a_second = (ROWS - sum(before.values())) / (time.monotonic() - began)
    assert results(house, import_id) == {"new_entry": ROWS - 200, "refused": 200}
    with house.sessions() as db:
        assert db.get_one(FaqImport, import_id).state is ImportState.DONE
        mine = FaqEntry.code.startswith("many-")
        assert db.scalar(select(func.count()).where(mine)) == ROWS - 200
        versions = select(func.count(FaqVersion.id)).join(
            FaqEntry, FaqVersion.entry_id == FaqEntry.id
        )
        assert db.scalar(versions.where(mine)) == ROWS - 200

    again = send(house, content)
    executor.run_all(house, Phone(house.settings))
    assert results(house, again) == {"unchanged": ROWS - 200, "refused": 200}
    house.engine.dispose()
    print(f"{a_second:.0f} rows a second")
