"""Whatever is typed into whichever field of the console, it is never an error of ours."""

from __future__ import annotations

import re
from collections import Counter
from itertools import cycle, islice
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

import agents_console
from tests.agents_console.conftest import Desk
from tests.faq_kb.office import Office

NONSENSE = (
    "\x00", "\u202e" * 50, "👨‍👩‍👧‍👦",
    "２０２６－０２－３０", "2026-02-30", "'; drop table", "{{7*7}}",
    "9" * 18, "9" * 40, "<script>alert(1)</script>", "-1", "１２３４", "繁體字資訊公開", "../../x",
    "x" * 5_001, "",
)  # fmt: skip
# Everything that may be the name of a field: too many cost nothing, and none is forgotten.
FOLDER = Path(agents_console.__file__).parent
SOURCES = "".join(
    file.read_text() for kind in ("*.py", "*.html") for file in sorted(FOLDER.rglob(kind))
)
ARGUMENT = re.compile(r"<(?:[^:>]+:)?(\w+)>")
FIELDS = sorted(set(re.findall(r"""["']([a-z][a-z_]{0,24})["']""", SOURCES)))


@pytest.fixture
def office(db: Session) -> Office:
    return Office(db)


def test_nonsense_in_any_field_is_never_an_error_of_ours(office: Office, tmp_path: Path) -> None:
    desk = Desk(office, tmp_path)
    logged, version = office.make_inquiry(), office.submit(office.draft())
    call = office.make_call(wants_person=True, rings=[(None, "accepted", 60)])
    other = office.make_staff("liaison")
    desk.sit_down(*office.work().book.roles)
    known = {
        "inquiry_id": logged.inquiry.id, "leg_id": logged.leg.id, "call_id": call.id,
        "staff_id": other.id, "unit_id": logged.leg.unit_id, "figure_id": "M-1",
        "entry_id": version.entry_id, "version_id": version.id,
    }  # fmt: skip
    token = re.search(r'name="csrf_token" value="([^"]+)"', desk.get("/console/account").text)
    assert token is not None
    answers = Counter[int]()
    for rule in desk.app.url_map.iter_rules():
        path = ARGUMENT.sub(lambda part: str(known.get(part[1], 10**18)), rule.rule)
        if not path.startswith("/console") or rule.endpoint.endswith(("static", "sign_out")):
            continue
        for method in {"GET", "POST"} & (rule.methods or set()):
            nonsense = islice(cycle(NONSENSE), 5 if method == "POST" else 0, None)
            given = dict(zip(FIELDS, nonsense, strict=False)) | {"csrf_token": token[1]}
            as_what = "data" if method == "POST" else "query_string"
            answer = desk.client.open(path, method=method, **{as_what: given})
            answers[answer.status_code] += 1
            assert answer.status_code < 500, (method, path)
            assert "<script>alert" not in answer.text
    assert answers[200] + answers[422] >= 50
    assert desk.get("/console/").status_code == 200  # nobody was signed out on the way
