"""Who is nobody here learns nothing; who is somebody stays only as long as they are there."""

from __future__ import annotations

import pytest

from tests.agents_console.conftest import PASSWORD, Desk, words

WRONG = "用户名或密码不正确。"


def test_whoever_is_not_signed_in_is_sent_to_sign_in_and_back(desk: Desk) -> None:
    answer = desk.get("/console/inquiries?state=open")
    assert answer.status_code == 302
    assert answer.location == "/console/sign-in?next=/console/inquiries?state%3Dopen"
    _, row = desk.staff("operator", place="nanke")
    entered = desk.enter(row.username, next="/console/inquiries?state=open")
    assert entered.location == "/console/inquiries?state=open"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/console/", "/console/\\evil.example", "/phone",
     "/console//evil.example"],
)  # fmt: skip
def test_sign_in_leads_nowhere_else(desk: Desk, elsewhere: str) -> None:
    _, row = desk.staff("operator", place="nanke")
    assert desk.enter(row.username, next=elsewhere).location == "/console/"


def test_every_failure_reads_the_same(desk: Desk) -> None:
    _, row = desk.staff("operator", place="nanke")
    _, closed = desk.staff("operator", place="nanke")
    closed.is_active = False
    for username, password in (
        ("nobody", PASSWORD),
        (row.username, "wrong"),
        (closed.username, PASSWORD),
    ):
        answer = desk.enter(username, password)
        assert answer.status_code == 422
        assert WRONG in words(answer)
        assert f'value="{username}"' in answer.text
        assert PASSWORD not in answer.text


def test_guessing_is_throttled_even_with_the_right_password(desk: Desk) -> None:
    _, row = desk.staff("operator", place="nanke")
    for _ in range(8):
        desk.enter(row.username, "wrong")
    assert desk.enter(row.username).status_code == 429
    desk.town.later(minutes=16)
    assert desk.enter(row.username).status_code == 302


def test_half_an_hour_of_nothing_ends_the_session_and_keeps_what_was_typed(desk: Desk) -> None:
    desk.sit_down("operator")
    desk.town.later(minutes=29)
    assert desk.get("/console/").status_code == 200
    desk.town.later(minutes=29)
    assert desk.get("/console/").status_code == 200
    page = desk.client.get("/console/inquiries/new").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    desk.town.later(minutes=31)
    late = desk.client.post(
        "/console/inquiries/new", data={"csrf_token": token, "text": "很长的一段话" * 5}
    )
    assert late.status_code == 401
    assert "很长的一段话" * 5 in words(late)
    assert desk.get("/console/").status_code == 302


def test_no_session_outlasts_half_a_day_however_busy(desk: Desk) -> None:
    desk.sit_down("operator")
    for _ in range(12 * 3):
        desk.town.later(minutes=20)
        assert desk.get("/console/account").status_code == 200
    desk.town.later(minutes=1)
    assert desk.get("/console/account").status_code == 302


def test_an_ended_epoch_ends_every_session(desk: Desk) -> None:
    actor = desk.sit_down("operator")
    from hotline.records import Staff

    desk.town.db.get_one(Staff, actor.id).session_epoch += 1
    assert desk.get("/console/").status_code == 302


def test_signing_out_ends_the_session(desk: Desk) -> None:
    desk.sit_down("operator")
    with desk.client.session_transaction() as session:
        kept = dict(session)
    assert desk.send("/console/sign-out", seen="/console/account").status_code == 302
    assert desk.get("/console/").status_code == 302
    # The cookie of before, kept by somebody, is worth nothing either.
    with desk.client.session_transaction() as session:
        session.update(kept)
    assert desk.get("/console/").status_code == 302


def test_a_session_begins_anew_at_sign_in(desk: Desk) -> None:
    with desk.client.session_transaction() as brought:
        brought["heard"] = [1, 2, 3]
    desk.sit_down("operator")
    with desk.client.session_transaction() as session:
        assert "heard" not in session


def test_a_new_password_signs_out_everywhere_but_here(desk: Desk) -> None:
    _, row = desk.staff("operator", place="nanke")
    desk.enter(row.username)
    other = desk.app.test_client()
    with desk.client.session_transaction() as mine, other.session_transaction() as theirs:
        theirs.update(mine)
    new = "quite another sentence 2"
    answer = desk.send(
        "/console/account", seen="/console/account",
        password=PASSWORD, new_password=new, repeat=new,
    )  # fmt: skip
    assert answer.status_code == 302
    assert desk.get("/console/").status_code == 200
    assert other.get("/console/").status_code == 302


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {
                "password": "wrong",
                "new_password": "long enough for all",
                "repeat": "long enough for all",
            },
            "原密码不正确",
        ),
        (
            {"password": PASSWORD, "new_password": "tooshort!", "repeat": "tooshort!"},
            "密码至少12个字符",
        ),
        (
            {"password": PASSWORD, "new_password": "long enough for all", "repeat": "other"},
            "不一致",
        ),
    ],
)
def test_a_password_is_refused_with_its_reason(
    desk: Desk, fields: dict[str, str], said: str
) -> None:
    desk.sit_down("operator")
    answer = desk.send("/console/account", seen="/console/account", **fields)
    assert answer.status_code == 422
    assert said in words(answer)
    assert fields["new_password"] not in answer.text
