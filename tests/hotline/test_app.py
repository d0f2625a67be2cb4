"""Those who watch over the hotline learn whether it is well, and nothing that helps a stranger."""

from __future__ import annotations

import structlog

from tests.ivr.faults import outage
from tests.line import Line


def test_a_hotline_that_is_well_says_so(line: Line) -> None:
    answer = line.app.test_client().get("/readyz")
    assert answer.status_code == 200
    assert answer.get_json()["database"] == {"ok": True, "says": "answers"}


def test_strangers_learn_the_kind_of_a_failure_and_not_its_words(line: Line) -> None:
    with outage(line), structlog.testing.capture_logs() as logs:
        answer = line.app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["database"] == {"ok": False, "says": "OperationalError"}
    assert "127.0.0.1" not in answer.text
    assert [log["event"] for log in logs].count("not ready") >= 1


def test_what_is_too_late_is_told_in_words_of_our_own(line: Line) -> None:
    line.call(settle=False)
    line.pass_time(600)
    says = line.app.test_client().get("/readyz").get_json()["jobs"]["says"]
    assert "more than five minutes late" in says
