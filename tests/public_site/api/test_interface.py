"""Other channels file inquiries, follow them and search, each with its key (R-61)."""

from __future__ import annotations

import pytest

from hotline.actions import api_keys, legs
from hotline.records import ApiScope, Channel, HandlingLeg
from tests.factories import BOOK
from tests.public_site.api.channel import Library
from tests.public_site.test_following import REPLY, wrong_code
from tests.public_site.visitor import words

PROBLEM = "application/problem+json"


def filed(library: Library, **fields: str) -> str:
    answer = library.file(**fields)
    assert answer.status_code == 201, answer.text
    assert answer.json is not None
    return str(answer.json["lookup_code"])


def follow(library: Library, code: str, proof: str | None = None):
    return library.post("/inquiries/lookup", {"lookup_code": code, "proof": proof})


def test_an_inquiry_of_a_channel_stands_in_the_one_ledger_and_the_site_finds_it(
    library: Library,
) -> None:
    answer = library.file(unit="public_security", category="户政")
    assert answer.json is not None
    assert answer.json["unit"]["zh"] == "南柯州公安局"
    assert answer.json["due_on"] == "2026-11-30"
    (inquiry,) = library.inquiries()
    assert (inquiry.channel, inquiry.category) == (Channel.READING_POINT, "户政")
    assert "办理中" in words(library.follow(answer.json["lookup_code"]))


def test_the_same_idempotency_key_twice_is_one_inquiry_and_one_answer(library: Library) -> None:
    first, second = library.file(), library.file()
    assert first.status_code == second.status_code == 201
    assert first.text == second.text
    assert len(library.inquiries()) == 1
    assert library.codes_texted() == 1
    other = library.file("另一个问题")
    assert (other.status_code, other.json["code"]) == (422, "api.idempotency_key_used")  # type: ignore[index]
    assert len(library.inquiries()) == 1


def test_neither_another_channel_nor_the_site_is_answered_with_the_code_of_an_inquiry(
    library: Library,
) -> None:
    code = filed(library)
    _, library.secret = library.make_key()
    assert filed(library) != code
    assert code not in library.ask(form_id=f"{library.key.id}:one").text.replace(" ", "")
    assert len(library.inquiries()) == 3


def test_the_code_alone_opens_nothing_personal_and_the_proof_opens_the_reply(
    library: Library,
) -> None:
    code = filed(library, unit="public_security", name="张示例")
    (inquiry,) = library.inquiries()
    leg = library.office.db.query(HandlingLeg).one()
    work = library.office.work(library.office.acting_for(leg.unit_id))
    legs.reply(work, inquiry, leg, reply=REPLY, internal_note="内部情况")
    closed = follow(library, code)
    assert closed.status_code == 200, closed.text
    assert closed.json is not None
    assert closed.json["state_name"] == {"zh": "已答复", "en": "replied"}
    for personal in ("夜市", "张示例", REPLY, "13800010001", "内部情况"):
        assert personal not in closed.text
    wrong = follow(library, code, "9999")
    assert (wrong.status_code, wrong.json["code"]) == (422, "lookup.wrong_proof")  # type: ignore[index]
    opened = follow(library, code, "0001")
    assert opened.json is not None
    assert opened.json["personal"]["replies"][0]["text"] == REPLY
    assert "内部情况" not in opened.text


def test_guessing_with_a_key_is_hopeless_and_leaves_the_site_open(library: Library) -> None:
    code = filed(library)
    for _ in range(BOOK.line.guards["api_lookup"].per_subject):
        assert follow(library, wrong_code(code)).status_code == 422
    shut = follow(library, code)
    assert shut.status_code == 429
    assert shut.headers["Retry-After"]
    assert "办理中" in words(library.follow(code))


def test_the_answers_are_found_as_on_the_site(library: Library) -> None:
    library.office.publish()
    library.office.publish_neighbours()
    found = library.ask_for("/answers", query_string={"q": "身份证丢了怎么补办"})
    assert found.json is not None
    assert found.json["verdict"] == "answer"
    assert found.json["answers"][0]["answer"].startswith("请带户口簿")
    assert found.json["answers"][0]["source_on"] == "2026-03-02"
    danger = library.ask_for("/answers", query_string={"q": "着火了"})
    assert "119" in danger.json["elsewhere"]["zh"]  # type: ignore[index]
    assert library.ask_for("/categories").json == {"categories": ["户政"]}


def test_units_and_places_are_those_of_the_key(library: Library) -> None:
    _, county = library.make_key(place="qinghe")
    places = library.ask_for("/jurisdictions", secret=county).json
    assert [place["code"] for place in places["jurisdictions"]] == ["qinghe"]  # type: ignore[index]
    units = library.ask_for("/units", secret=county).json
    assert {unit["jurisdiction"] for unit in units["units"]} == {"qinghe", "nanke"}  # type: ignore[index]
    elsewhere = library.post(
        "/inquiries", {"text": "问", "phone": "13800010001", "jurisdiction": "nanke"},
        secret=county, once="x",
    )  # fmt: skip
    assert (elsewhere.status_code, elsewhere.json["code"]) == (403, "api.place_elsewhere")  # type: ignore[index]


def test_a_key_opens_what_it_is_for_until_it_is_revoked(library: Library) -> None:
    key, secret = library.make_key(ApiScope.READ_ANSWERS)
    assert secret.encode() not in key.key_hash
    assert library.ask_for("/units", secret=secret).status_code == 200
    refused = library.post("/inquiries", {"text": "问"}, secret=secret, once="x")
    assert (refused.status_code, refused.json["code"]) == (403, "api.no_scope")  # type: ignore[index]
    api_keys.revoke(library.office.work(), key_id=key.id)
    for wrong in (secret, "", "hotline_nobody", "密"):
        shut = library.ask_for("/units", secret=wrong.encode().decode("latin-1"))
        assert (shut.status_code, shut.mimetype) == (401, PROBLEM)


def test_a_key_is_let_in_as_often_as_agreed(library: Library) -> None:
    _, secret = library.make_key(per_minute=2)
    statuses = [library.ask_for("/units", secret=secret).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert library.ask_for("/units").status_code == 200
    library.office.later(minutes=2)
    assert library.ask_for("/units", secret=secret).status_code == 200


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "api.malformed"),
        (b"{", 400, "api.malformed"),
        (b"\xff\xfe", 400, "api.malformed"),
        (b'{"text": "\\ud800"}', 400, "api.malformed"),
        (b"[" * 100_000, 400, "api.malformed"),
        (b'{"text": "a\\u0000b", "phone": "12"}', 422, "inquirer.wrong_phone"),
        (b'{"text": "\\u202e\\u200b", "phone": "13800010001"}', 422, "inquiry.empty"),
        (b'{"text": "a", "phone": "13800010001", "unit": "../../x"}', 422, "form.wrong_unit"),
        (b'{"text": "a", "jurisdiction": "nowhere"}', 422, "api.no_place"),
        (b'{"text": "a", "reference": "1"}', 422, "api.flawed"),
        (b"[]", 422, "api.flawed"),
        (b'{"text": "' + b"x" * 5001 + b'"}', 422, "api.flawed"),
        (b'{"text": "' + b"x" * 200_000 + b'"}', 413, "api.too_large"),
    ],
)
def test_bad_input_is_told_and_never_breaks_anything(
    library: Library, body: bytes, status: int, code: str
) -> None:
    answer = library.ask_for(
        "/inquiries", method="POST", data=body, content_type="application/json", once="x"
    )
    assert (answer.status_code, answer.mimetype) == (status, PROBLEM), answer.text
    assert answer.json is not None
    assert answer.json["code"] == code
    assert library.inquiries() == []


def test_problems_speak_the_readers_language_and_name_the_field(library: Library) -> None:
    flawed = {"text": "", "phone": "1" * 40}
    chinese = library.post("/inquiries", flawed, once="x").json
    english = library.post("/inquiries", flawed, once="x", language="en-GB,en;q=0.8").json
    assert chinese is not None
    assert english is not None
    assert chinese["errors"] == [
        {"pointer": "/text", "detail": "此项不能为空。"},
        {"pointer": "/phone", "detail": "最多32个字。"},
    ]
    assert english["errors"][1]["detail"] == "At most 32 characters."


def test_what_is_no_request_of_the_interface_is_told_as_a_problem(library: Library) -> None:
    wrong = [
        (library.ask_for("/nothing/here"), 404),
        (library.ask_for("/units", method="DELETE"), 405),
        (library.ask_for("/inquiries", method="POST", data="text=a", once="x"), 415),
        (library.post("/inquiries", {"text": "a"}), 422),
        (library.post("/inquiries", {"text": "a"}, once="空"), 422),
    ]
    for answer, status in wrong:
        assert (answer.status_code, answer.mimetype) == (status, PROBLEM), answer.text
    assert wrong[1][0].headers["Allow"] == "GET, HEAD"


def test_a_complaint_goes_to_supervision_once_and_says_nothing_of_it_to_the_unit(
    library: Library,
) -> None:
    code = filed(library, unit="public_security")
    body = {"text": "一直没有人回复", "phone": "13800010001", "lookup_code": code}
    first = library.post("/complaints", body, once="c")
    assert (first.status_code, first.json["unit"]["zh"]) == (201, "南柯州政府督查室")  # type: ignore[index]
    assert library.post("/complaints", body, once="c").text == first.text
    conduct = {"text": "态度不好", "query_password": "桃李不言", "unit": "public_security"}
    used = library.post("/complaints", conduct, once="c")
    assert used.json["code"] == "api.idempotency_key_used", used.text  # type: ignore[index]
    other = library.post("/complaints", conduct, once="d")
    assert other.json["code"] == "inquirer.no_password", other.text  # type: ignore[index]
    conduct["query_password"] = "桃李不言下自成蹊"
    assert library.post("/complaints", conduct, once="d").status_code == 201
    wrong = library.post("/complaints", {**body, "lookup_code": wrong_code(code)}, once="e")
    assert wrong.json["code"] == "lookup.unknown"  # type: ignore[index]
    assert len(library.inquiries()) == 3


def test_the_written_reply_is_rated_once_and_not_before_it_is_there(library: Library) -> None:
    code = filed(library, unit="public_security")
    vote = {"lookup_code": code, "score": 2}
    assert library.post("/inquiries/rating", vote).json["code"] == "rating.no_reply_yet"  # type: ignore[index]
    (inquiry,) = library.inquiries()
    leg = library.office.db.query(HandlingLeg).one()
    work = library.office.work(library.office.acting_for(leg.unit_id))
    legs.reply(work, inquiry, leg, reply=REPLY, internal_note="内部情况")
    assert library.post("/inquiries/rating", vote).json == {"score": 2}
    again = library.post("/inquiries/rating", {**vote, "score": 5})
    assert (again.status_code, again.json["code"]) == (422, "rating.again")  # type: ignore[index]
