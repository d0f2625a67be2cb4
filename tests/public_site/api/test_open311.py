"""Programmes that speak Open311 GeoReport v2 file and follow the same inquiries."""

from __future__ import annotations

from typing import Any

import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as some
from werkzeug.test import TestResponse

from hotline.actions import legs
from hotline.records import Channel, HandlingLeg
from tests.public_site.api.channel import Library
from tests.public_site.api.test_document import FUZZ
from tests.public_site.test_following import REPLY
from tests.public_site.visitor import CODE

FORM = {
    "jurisdiction_id": "nanke", "service_code": "public_security", "description": "夜市几点收摊",
    "phone": "13800010001", "last_name": "张示例", "lat": "25.04", "email": "shili@example.com",
}  # fmt: skip


def get(library: Library, path: str, **query: str) -> TestResponse:
    library.office.db.flush()
    return library.programme.get(
        f"/open311/v2/{path}", query_string={"api_key": library.secret, **query}
    )


def post(library: Library, form: str = "json", **changes: str) -> TestResponse:
    library.office.db.flush()
    sent = {"api_key": library.secret, **FORM, **changes}
    return library.programme.post(f"/open311/v2/requests.{form}", data=sent)


def only(answer: TestResponse) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    (row,) = answer.get_json()
    return row


def test_the_units_of_a_jurisdiction_are_its_services_in_both_forms(library: Library) -> None:
    as_json = get(library, "services.json", jurisdiction_id="nanke").get_json()
    as_xml = get(library, "services.xml", jurisdiction_id="nanke")
    assert as_xml.mimetype == "text/xml"
    root = ElementTree.fromstring(as_xml.data)
    assert root.tag == "services"
    codes = [each.findtext("service_code") for each in root.iter("service")]
    assert codes == [each["service_code"] for each in as_json]
    assert "public_security" in codes
    assert {each.findtext("metadata") for each in root} == {"false"}


def test_a_request_is_an_inquiry_of_the_keys_channel_and_sent_again_the_same_one(
    library: Library,
) -> None:
    first, second = only(post(library)), only(post(library))
    assert first == second
    (inquiry,) = library.inquiries()
    assert (inquiry.channel, inquiry.text, inquiry.inquirer_name) == (
        Channel.READING_POINT, "夜市几点收摊", "张示例",
    )  # fmt: skip
    assert only(post(library, description="另一个问题")) != first
    library.office.later(days=1)
    assert only(post(library)) != first


def test_the_id_is_the_reference_and_the_code_goes_to_the_inquirer_alone(library: Library) -> None:
    filed = only(post(library))
    assert set(filed) == {"service_request_id", "service_notice", "account_id"}, "and no token"
    (inquiry,) = library.inquiries()
    assert filed["service_request_id"] == inquiry.reference
    assert "已用短信发给查询人" in filed["service_notice"]
    assert not CODE.search(str(filed))
    by_landline = only(post(library, phone="0871-63000000"))
    assert CODE.search(by_landline["service_notice"]), "nobody could text it there"


def test_another_key_is_told_nothing_and_a_code_in_an_address_opens_nothing(
    library: Library,
) -> None:
    filed = only(post(library, phone="0871-63000000"))
    other = library.make_key()[1]
    reference = filed["service_request_id"]
    found = CODE.search(filed["service_notice"])
    assert found is not None
    for one in (reference, "20261123-999999"):
        assert get(library, f"requests/{one}.json", api_key=other).status_code == 404
    assert get(library, f"requests/{found[0].replace(' ', '')}.json").status_code == 404
    assert get(library, f"tokens/{reference}.json").status_code == 404
    looked_up = library.post("/inquiries/lookup", {"lookup_code": found[0]})
    assert looked_up.status_code == 200


@pytest.mark.parametrize("form", ["json", "xml"])
def test_the_id_tells_how_it_stands_and_nothing_personal(library: Library, form: str) -> None:
    number = only(post(library))["service_request_id"]
    paths = (f"requests/{number}.{form}", f"requests.{form}?service_request_id={number}")
    for path in paths:
        answer = library.programme.get(
            f"/open311/v2/{path}", headers={"Authorization": f"Bearer {library.secret}"}
        )
        assert answer.status_code == 200, answer.text
        for told in ("open", "办理中", "南柯州公安局", "2026-11-30T24:00"[:10]):
            assert told in answer.text
        for personal in ("夜市", "张示例", "1380001"):
            assert personal not in answer.text
    (inquiry,) = library.inquiries()
    leg = library.office.db.query(HandlingLeg).one()
    work = library.office.work(library.office.acting_for(leg.unit_id))
    legs.reply(work, inquiry, leg, reply=REPLY, internal_note="内部情况")
    closed = only(get(library, f"requests/{number}.json"))
    assert (closed["status"], closed["status_notes"]) == ("closed", "已答复")
    assert REPLY not in str(closed)


def test_what_is_wrong_is_told_in_the_form_asked_for(library: Library) -> None:
    county = library.make_key(place="qinghe")[1]
    wrong = [
        (post(library, api_key="nobody"), 403),
        (post(library, api_key=county), 403),
        (post(library, service_code=""), 400),
        (post(library, service_code="../../x"), 400),
        (post(library, jurisdiction_id="nowhere"), 400),
        (post(library, phone=""), 400),
        (post(library, description="长" * 5001), 400),
        (post(library, description="x" * 200_000), 413),
        (get(library, "requests.json"), 400),
        (get(library, "requests.json", service_request_id=",".join("123456789012")), 400),
        (get(library, f"requests/{'9' * 5000}.json"), 404),
        (get(library, "services/public_security.json"), 404),
        (library.programme.delete("/open311/v2/services.json"), 405),
    ]
    for answer, status in wrong:
        (told,) = answer.get_json()
        assert (answer.status_code, told["code"]) == (status, status), answer.text
        assert told["description"]
    as_xml = post(library, "xml", description="")
    error = ElementTree.fromstring(as_xml.data).find("error")
    assert as_xml.status_code == 400
    assert error is not None
    assert (error.findtext("code"), error.findtext("description")) == (
        "400", "text: 此项不能为空。",
    )  # fmt: skip


ANY_TEXT = some.text(some.characters(exclude_categories=["Cs"]), max_size=80)


def test_nothing_that_is_sent_breaks_it_and_all_that_is_said_is_xml(library: Library) -> None:
    library.key.per_minute = 100_000

    @FUZZ
    @given(sent=some.dictionaries(some.sampled_from([*FORM, "service_request_id"]), ANY_TEXT))
    def holds(sent: dict[str, str]) -> None:
        answers = [
            post(library, "xml", **sent),
            get(library, "services.xml", **sent),
            get(library, "requests.xml", **sent),
        ]
        for answer in answers:
            assert answer.status_code < 500
            ElementTree.fromstring(answer.data)

    holds()
