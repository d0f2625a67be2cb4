"""Another system is told how things stand: signed, once, whatever happens on the way; and nobody
else pays when it is away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from jsonschema import validate
from sqlalchemy import select

from hotline import executor, webhooks
from hotline.actions import api_keys, legs, uniting
from hotline.records import ApiScope, HandlingLeg, OutboxRow, OutboxState, Webhook
from ivr.phone import Phone
from tests.public_site.api.channel import Library
from tests.public_site.test_following import REPLY
from tests.receiver import Receiver, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as heard:
        yield heard


def registered(library: Library, receiver: Receiver, *wants: str, **more: Any) -> int:
    """The receiver is registered and knows its secret; its number."""
    body = {"url": receiver.url, "wants": wants or ("hear_filed",)}
    answer = library.post("/webhooks", body, **more)
    assert answer.status_code == 201, answer.text
    assert answer.json is not None
    receiver.secret = answer.json["secret"]
    return int(answer.json["id"])


def tell(library: Library) -> None:
    """Do what the outbox has for other systems."""
    library.office.db.flush()
    query = select(OutboxRow.id).where(
        OutboxRow.kind == "tell", OutboxRow.state == OutboxState.WAITING
    )
    for row_id in list(library.office.db.scalars(query.order_by(OutboxRow.id))):
        executor.run(library.house, Phone(library.house.settings), row_id)
    library.office.db.expire_all()


def file(library: Library, once: str = "one", unit: str = "public_security") -> str:
    """An inquiry of this channel; its reference."""
    answer = library.file(unit=unit, once=once)
    assert answer.json is not None, answer.text
    return str(answer.json["reference"])


def reply(library: Library, leg: HandlingLeg | None = None) -> None:
    """The unit replies to the newest inquiry, or on this leg."""
    inquiry = library.inquiries()[-1]
    if leg is None:
        leg = library.office.db.query(HandlingLeg).filter_by(inquiry_id=inquiry.id).one()
    work = library.office.work(library.office.acting_for(leg.unit_id))
    legs.reply(work, inquiry, leg, reply=REPLY, internal_note="内部情况")


def test_a_channel_is_told_how_what_it_filed_stands_and_nothing_personal(
    library: Library, receiver: Receiver
) -> None:
    registered(library, receiver)
    filed = library.file(unit="public_security", name="张示例").json
    assert filed is not None
    library.office.later(minutes=5)
    reply(library)
    library.office.make_inquiry()
    tell(library)
    tell(library)
    [told] = receiver.received
    assert (told["type"], told["data"]["state"]) == ("inquiry.changed", "replied")
    assert (told["data"]["reference"], told["data"]["version"]) == (filed["reference"], 2)
    assert receiver.forged == 0
    document = library.programme.get("/api/v1/openapi.json").json
    assert document is not None
    sent = document["webhooks"]["inquiry.changed"]["post"]["requestBody"]
    schema = {**sent["content"]["application/json"]["schema"], "components": document["components"]}
    validate(told, schema)
    for personal in ("夜市", "张示例", REPLY, "13800010001", filed["lookup_code"]):
        assert personal not in str(told), personal


def test_each_change_is_told_with_a_version_that_grows(
    library: Library, receiver: Receiver
) -> None:
    number = registered(library, receiver)
    file(library)
    tell(library)
    reply(library)
    tell(library)
    again = library.post(f"/webhooks/{number}/again", None)
    assert again.json == {"messages": 1}
    tell(library)
    seen = [(each["data"]["version"], each["data"]["state"]) for each in receiver.received]
    assert seen == [(1, "open"), (2, "replied"), (3, "replied")]
    assert len(set(receiver.ids)) == 3


def test_whoever_registers_is_told_first_what_is_open(library: Library, receiver: Receiver) -> None:
    first = file(library)
    registered(library, receiver)
    tell(library)
    assert [each["data"]["reference"] for each in receiver.received] == [first]


def test_a_receiver_that_is_away_is_asked_ever_more_rarely_and_told_once_when_it_is_back(
    library: Library, receiver: Receiver
) -> None:
    number = registered(library, receiver)
    receiver.status = 500
    file(library)
    tell(library)
    file(library, once="two")
    reply(library)
    tell(library)
    assert receiver.knocks == 1, "what comes meanwhile does not knock"
    rows = library.office.db.query(OutboxRow).filter_by(kind="tell", state=OutboxState.WAITING)
    pauses = []
    for _ in range(8):
        webhook = library.office.db.get_one(Webhook, number)
        assert webhook.paused_until is not None
        pauses.append(webhook.paused_until - library.office.now)
        library.office.now = webhook.paused_until
        assert rows.count() == 1, "one job waits, however much there is to tell"
        tell(library)
    assert pauses[:3] == [timedelta(seconds=10), timedelta(seconds=30), timedelta(seconds=90)]
    assert pauses[-1] == timedelta(hours=1)
    listed = library.ask_for("/webhooks").json
    assert listed is not None
    assert listed["webhooks"][0]["last_error"] == "HTTP 500"
    assert listed["webhooks"][0]["failing_since"].startswith("2026-11-23T10:00")
    receiver.status = 204
    library.office.later(hours=1)
    tell(library)
    assert sorted(each["data"]["state"] for each in receiver.received) == ["open", "replied"]
    assert library.office.db.get_one(Webhook, number).failing_since is None


def test_a_message_that_was_taken_unheard_of_comes_again_as_the_same(
    library: Library, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered(library, receiver)
    file(library)
    receiver.drips = True  # it takes the message, and we never hear of it
    monkeypatch.setattr(webhooks, "SECONDS", 0.2)
    tell(library)
    monkeypatch.undo()
    receiver.drips = False
    library.office.later(minutes=1)
    tell(library)
    assert receiver.knocks == 2
    assert len(receiver.ids) == 1


def test_a_secret_is_exchanged_without_a_message_lost(library: Library, receiver: Receiver) -> None:
    number = registered(library, receiver)
    before = receiver.secret
    answer = library.post(f"/webhooks/{number}/secret", None)
    assert answer.json is not None
    receiver.secret = answer.json["secret"]
    assert receiver.secret != before
    file(library)
    tell(library)
    receiver.secret = before
    file(library, once="two")
    tell(library)
    assert (len(receiver.received), receiver.forged) == (2, 0)
    library.office.later(hours=25)
    file(library, once="three")
    tell(library)
    assert receiver.forged == 1


def test_an_end_is_an_end(library: Library, receiver: Receiver) -> None:
    number = registered(library, receiver)
    file(library)
    assert library.ask_for(f"/webhooks/{number}", method="DELETE").status_code == 200
    assert library.ask_for(f"/webhooks/{number}", method="DELETE").status_code == 404
    tell(library)
    assert receiver.knocks == 0
    registered(library, receiver)
    receiver.status = 410
    tell(library)
    assert library.ask_for("/webhooks").json == {"webhooks": []}
    receiver.status = 204
    registered(library, receiver)
    api_keys.revoke(library.office.work(), key_id=library.key.id)
    tell(library)
    assert receiver.received == []


def test_a_key_hears_what_it_may_and_of_its_own_place(library: Library, receiver: Receiver) -> None:
    _, deaf = library.make_key(ApiScope.FILE_INQUIRIES)
    refused = library.post("/webhooks", {"url": receiver.url, "wants": ["hear_filed"]}, secret=deaf)
    assert (refused.status_code, refused.json["code"]) == (403, "webhook.may_not_hear")  # type: ignore[index]
    _, county = library.make_key(*ApiScope, place="qinghe")
    number = registered(library, receiver, "hear_place", secret=county)
    assert library.post(f"/webhooks/{number}/secret", None).status_code == 404
    assert library.ask_for("/webhooks").json == {"webhooks": []}
    mine = library.office.make_inquiry(place="qinghe", unit="qinghe-public_security")
    library.office.make_inquiry(place="bailu", unit="bailu-public_security")
    library.office.make_inquiry()
    library.office.make_complaint(about="qinghe-public_security", place="qinghe")
    tell(library)
    assert [each["data"]["reference"] for each in receiver.received] == [mine.inquiry.reference]


def test_a_unit_s_to_do_items_come_and_go(library: Library, receiver: Receiver) -> None:
    registered(library, receiver, "hear_tasks", secret=library.secret)
    ours = library.office.make_inquiry(text="张示例问身份证")
    tell(library)
    [task] = receiver.received
    assert task["type"] == "task.changed"
    data = task["data"]
    assert (data["id"], data["state"], data["unit"]) == (
        f"leg-{ours.leg.id}", "open", "public_security",
    )  # fmt: skip
    assert data["title"]["zh"] == f"查询 {ours.inquiry.reference}（一般性查询事项办理）"
    assert data["url"].endswith(f"/console/inquiries/{ours.inquiry.id}")
    assert "张示例" not in str(task)
    library.office.reply(ours)
    tell(library)
    assert receiver.received[1]["data"]["state"] == "done"
    assert receiver.received[1]["data"]["version"] > data["version"]


def test_who_is_told_of_a_unit_is_told_of_its_successor_and_never_beyond_the_place(
    library: Library, receiver: Receiver
) -> None:
    office = library.office
    _, county = library.make_key(*ApiScope, place="qinghe")
    with receiving() as other:
        for heard, unit, secret in (
            (receiver, "human_resources", library.secret),
            (other, "qinghe-human_resources", county),
        ):
            body = {"url": heard.url, "wants": ["hear_tasks"], "units": [unit]}
            made = library.post("/webhooks", body, secret=secret).json
            assert made is not None
            heard.secret = made["secret"]
        office.make_inquiry(unit="human_resources")
        office.make_inquiry(place="qinghe", unit="qinghe-human_resources")
        before = office.make_inquiry(unit="public_security")
        tell(library)
        assert len(receiver.received) == 1
        work = office.work(office.make_staff("administrator", place="nanke"))
        new = office.unit("public_security").id
        for code in ("human_resources", "qinghe-human_resources"):
            old = office.unit(code).id
            uniting.unite(work, unit_id=old, successor_id=new, reason="示例：机构改革")
        office.make_inquiry(unit="public_security")
        tell(library)
        assert [(each["data"]["state"], each["data"]["unit"]) for each in receiver.received] == [
            ("open", "human_resources"), *[("open", "public_security")] * 3,
        ]  # fmt: skip
        assert f"leg-{before.leg.id}" in {each["data"]["id"] for each in receiver.received}
        assert [each["data"]["state"] for each in other.received] == ["open", "done"]


def test_only_the_units_named_and_never_a_neighbour_s(library: Library, receiver: Receiver) -> None:
    body = {"url": receiver.url, "wants": ["hear_tasks"], "units": ["public_security"]}
    made = library.post("/webhooks", body)
    assert made.status_code == 201, made.text
    library.office.make_inquiry(unit="human_resources")
    library.office.make_inquiry(place="qinghe", unit="qinghe-public_security")
    tell(library)
    assert receiver.knocks == 0
    _, county = library.make_key(*ApiScope, place="qinghe")
    refused = library.post("/webhooks", body, secret=county)
    assert refused.json["code"] == "webhook.unit_elsewhere"  # type: ignore[index]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://10.0.0.1/x", "webhook.inside"),
        ("https://169.254.169.254/latest", "webhook.inside"),
        ("https://[::ffff:10.0.0.1]/", "webhook.inside"),
        ("ftp://example.org/", "webhook.wrong_url"),
        ("https://user:word@example.org/", "webhook.wrong_url"),
        ("https://example.org/#a", "webhook.wrong_url"),
        ("https://exam ple.org/", "webhook.wrong_url"),
        ("https://example.org:x/", "webhook.wrong_url"),
        ("https:///x", "webhook.wrong_url"),
        ("https://[::1", "webhook.wrong_url"),
    ],
)
def test_no_address_inside_and_none_that_is_none(library: Library, url: str, code: str) -> None:
    answer = library.post("/webhooks", {"url": url, "wants": ["hear_filed"]})
    assert (answer.status_code, answer.json["code"]) == (422, code)  # type: ignore[index]


def test_an_address_is_registered_once_and_a_key_has_few(library: Library) -> None:
    def ask(number: int) -> str:
        body = {"url": f"https://example.org/{number}", "wants": ["hear_filed"]}
        answer = library.post("/webhooks", body)
        return str(answer.json.get("code")) if answer.json else ""

    assert [ask(number) for number in (1, 1, 2, 3, 4, 5, 6)] == [
        "None", "webhook.known", "None", "None", "None", "None", "webhook.too_many",
    ]  # fmt: skip
