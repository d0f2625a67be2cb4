"""The exported ledger keeps to its schemas, and gives nobody away."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import export
from hotline.actions import inquiries, reading
from hotline.db import make_engine
from hotline.records import (
    Call,
    CallEvent,
    CallLeg,
    Complaint,
    HandlingLeg,
    Inquiry,
    InquiryEvent,
    Rating,
    Recording,
    RecordingKind,
)
from hotline.settings import ROOT
from tests import databases
from tests.factories import CALLER_NUMBER, Town

KINDS = list(export.LEDGERS)
# Columns that do not leave, each for a reason: sealed or keyed personal data, secrets, the state
# of a dialogue, addresses inside the house, and counters that mean nothing outside.
WITHHELD: dict[Any, set[str]] = {
    Call: {"caller_sealed", "caller_hash", "turn", "dialogue", "jurisdiction_id"},
    CallEvent: set(),
    CallLeg: {"unit_id"},
    Inquiry: {
        "lookup_code_sealed", "lookup_code_hash", "phone_sealed", "phone_hash", "last_four_hash",
        "query_password_hash", "inquirer_name", "origin", "jurisdiction_id",
        "first_responder_unit_id", "api_key_id",
    },
    Complaint: {"inquiry_id", "about_unit_id"},
    HandlingLeg: {"unit_id", "version", "remind_at"},
    InquiryEvent: set(),
    Recording: {"provider_url", "file_name"},
    Rating: set(),
}  # fmt: skip
EXPORTED_AS = {
    Call: "calls", CallEvent: "call-events", CallLeg: "call-legs", Inquiry: "inquiries",
    Complaint: "inquiries", HandlingLeg: "handling-legs", InquiryEvent: "inquiry-events",
    Recording: "recordings", Rating: "ratings",
}  # fmt: skip


def schema(kind: str) -> dict[str, Any]:
    found = json.loads((export.SCHEMAS / f"{kind}.schema.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def rows(town: Town, kind: str, **since: date) -> list[dict[str, Any]]:
    town.db.flush()
    return list(export.export(town.db, kind, **since))


@pytest.fixture
def town(db: Session) -> Town:
    """A town in which everything has happened once."""
    town = Town(db)
    call = town.make_call(
        question="我的电话是13800010001", verdict="none", wants_person=True,
        rings=[("public_security", "no-answer", 0), (None, "accepted", 30)], rated=2,
    )  # fmt: skip
    recording = town.make_recording(call, kind=RecordingKind.TALK)
    town.make_call(caller=None, is_test=True, settled=False)
    said = "我是演示人，电话138 0001 0001，身份证110101199001010019，2026-11-23登记的"
    logged = town.make_inquiry(text=said, call=call, name="演示人")
    inquiries.code_given(town.work(), logged.inquiry)
    town.reply(logged, text="请致电08740000000")
    town.make_inquiry(is_confidential=True, call=call)
    town.make_complaint(phone=CALLER_NUMBER)
    clerk = town.make_staff("operator", place="nanke")
    reading.reveal_number(town.work(clerk), logged.inquiry, reason="回拨13800010001")
    reading.heard_recording(town.work(clerk), recording)
    return town


@pytest.mark.parametrize("kind", KINDS)
def test_every_row_keeps_to_its_schema(town: Town, kind: str) -> None:
    described = schema(kind)
    Draft202012Validator.check_schema(described)
    validator = Draft202012Validator(described, format_checker=FormatChecker())
    found = rows(town, kind)
    assert found
    for row in found:
        validator.validate(json.loads(json.dumps(row)))
        assert list(row) == described["required"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_is_documented(kind: str) -> None:
    described = schema(kind)
    assert set(described["required"]) == set(described["properties"])
    assert described["additionalProperties"] is False
    assert all(column["description"] for column in described["properties"].values())


@pytest.mark.parametrize("record", EXPORTED_AS, ids=lambda record: record.__tablename__)
def test_every_column_of_a_record_is_exported_or_withheld_on_purpose(record: Any) -> None:
    columns = set(record.__table__.columns.keys())
    exported = set(schema(EXPORTED_AS[record])["properties"])
    assert columns - exported == WITHHELD[record]


def test_no_number_no_name_and_no_code_leaves(town: Town) -> None:
    text = "\n".join(
        json.dumps(row, ensure_ascii=False) for kind in KINDS for row in rows(town, kind)
    )
    sealed = town.db.scalars(select(Inquiry.lookup_code_sealed)).all()
    codes = [town.house.seal.open(one) for one in sealed]
    assert codes
    for secret in ("13800010001", "0001 0001", "110101199001010019", "08740000000", *codes):
        assert secret not in text
    inquiry = rows(town, "inquiries")[0]
    assert inquiry["text"] == "我是演示人，电话****，身份证****，2026-11-23登记的"
    assert inquiry["phone_masked"] == "138****0001"
    assert "inquirer_name" not in inquiry


def test_whoever_asked_for_confidentiality_cannot_be_traced(town: Town) -> None:
    (hidden,) = (row for row in rows(town, "inquiries") if row["is_confidential"])
    assert hidden["phone_masked"] is None
    assert hidden["call_id"] is None


def test_instants_are_utc_and_dates_are_dates(town: Town) -> None:
    assert rows(town, "calls")[0]["arrived_at"] == "2026-11-23T02:00:00Z"
    assert rows(town, "handling-legs")[0]["received_on"] == "2026-11-23"


def test_since_begins_at_midnight_at_the_hotline(db: Session) -> None:
    town = Town(db)
    town.at("2026-11-22 23:59").make_call()
    first = town.at("2026-11-23 00:00").make_call().id
    assert [row["id"] for row in rows(town, "calls", since=date(2026, 11, 23))] == [first]
    assert len(rows(town, "calls")) == 2


def test_an_empty_ledger_is_empty(db: Session) -> None:
    assert [list(export.export(db, kind)) for kind in KINDS] == [[]] * len(KINDS)


def test_a_ledger_that_there_is_not_is_refused(db: Session) -> None:
    with pytest.raises(KeyError):
        next(export.export(db, "staff"))


def test_the_command_prints_json_lines(fresh_database: Callable[[str], str]) -> None:
    url = fresh_database("empty")
    engine = make_engine(url)
    with Session(engine, expire_on_commit=False) as db:
        made = Town(db).make_call().id
        db.commit()
    engine.dispose()
    with tempfile.TemporaryDirectory() as data_dir:
        given = os.environ | databases.environment(url, DATA_DIR=data_dir)
        done = subprocess.run(
            [sys.executable, "-m", "hotline", "export", "calls", "--since", "2026-11-01"],
            cwd=ROOT, env=given, capture_output=True, text=True, check=True,
        )  # fmt: skip
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [made]
