"""Who knocks: only what the provider signed comes in, however proxies rewrite its way here."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest

from hotline.app import create_app
from hotline.records import Call, CallEvent, Rating, Receipt
from ivr.phone import Phone
from ivr.practice.faults import Forged
from ivr.practice.signature import sign
from ivr.practice.transport import Answer, Post, wsgi_post
from ivr.webhook import LARGEST_BODY
from tests.databases import ENVIRONMENT
from tests.ivr.faults import fault
from tests.line import Line

FORM = (("CallSid", "CAknock"), ("From", "+8613800010001"), ("To", "96128"))
TOKEN = ENVIRONMENT["TWILIO_AUTH_TOKEN"]
OLD_TOKEN = "fedcba9876543210fedcba9876543210"
WITHOUT_PORT = "https://96128.example.gov.cn"
BEHIND_A_PROXY = "https://96128.example.gov.cn:8443"


@contextmanager
def settings(line: Line, **changed: object) -> Iterator[Post]:
    """The hotline with other settings, started anew; yields the way to knock at it."""
    before = line.house.settings
    line.house.settings = before.model_copy(update=changed)
    try:
        yield wsgi_post(create_app(line.house))
    finally:
        line.house.settings = before


def knock(
    post: Post,
    url: str,
    form: Sequence[tuple[str, str]] = FORM,
    *,
    signed_url: str | None = None,
    token: str = TOKEN,
) -> Answer:
    """A request to `url`, signed for what the provider thinks it asked."""
    return post(
        method="POST", url=url, body=urlencode(form).encode(),
        headers={
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": sign(url=signed_url or url, params=form, auth_token=token),
        },
    )  # fmt: skip


@fault(17)
@pytest.mark.parametrize(
    "path",
    [
        "/ivr/status?dept=%E6%88%B7%E6%94%BF%E7%A7%91",
        "/ivr/status?name=%7Ecity",
        "/ivr/status?again=1&again=2&again=1",
        "/ivr/status?empty=",
        "/ivr/status?plus=a+b%20c",
        "/ivr/%73tatus",
        "/ivr/status?path=%2Fivr%2Fvoice",
    ],
)
def test_an_address_is_checked_as_it_was_sent_and_not_as_it_was_decoded(
    line: Line, path: str
) -> None:
    assert line.phone.knock(path, FORM).status == 200


@fault(17)
@pytest.mark.parametrize(
    "more",
    [
        [("SpeechResult", "我想问“低保”怎么申请？")],
        [("Digits", "1"), ("Digits", "2")],
        [("Digits", "")],
        [("SpeechResult", "  前后有空格  ")],
        [("SpeechResult", "两行\r\n文字")],
        [("Neu", "unbekannt"), ("ÄÖ", "é")],
    ],
)
def test_all_parameters_are_signed_the_unknown_ones_too(
    line: Line, more: list[tuple[str, str]]
) -> None:
    assert line.phone.knock("/ivr/status", [*FORM, *more]).status == 200
    forged = [(name, value + "1") for name, value in more]
    assert line.phone.knock("/ivr/status", [*FORM, *forged], signed=[*FORM, *more]).status == 403


@fault(17)
def test_behind_a_tls_proxy_the_public_address_counts_and_its_port_may_be_dropped(
    line: Line,
) -> None:
    inside = "http://10.0.0.7:9612/ivr/status?dept=%E6%88%B7"
    for public in (WITHOUT_PORT, BEHIND_A_PROXY):
        with settings(line, public_url=public) as post:
            for seen in (public, WITHOUT_PORT):
                signed = seen + "/ivr/status?dept=%E6%88%B7"
                assert knock(post, inside, signed_url=signed).status == 200
            assert knock(post, inside).status == 403, "the inner address is nobody's"


@fault(17, 18)
def test_headers_of_a_stranger_do_not_make_another_address_ours(line: Line) -> None:
    evil = "https://evil.example/ivr/status"
    post = line.phone.delivery.post
    answer = post(
        method="POST", url="http://127.0.0.1:9612/ivr/status", body=b"CallSid=CAknock",
        headers={
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https",
            "X-Twilio-Signature": sign(
                url=evil, params=[("CallSid", "CAknock")], auth_token=TOKEN
            ),
        },
    )  # fmt: skip
    assert answer.status == 403


@fault(18)
def test_a_missing_or_forged_signature_is_refused_and_leaves_no_trace(line: Line) -> None:
    for path in (
        "/ivr/voice",
        "/ivr/main?turn=1",
        "/ivr/status",
        "/ivr/recording",
        "/ivr/fallback",
    ):
        for signature in ("", "bm90IG91cnM=", "要"):
            given = signature.encode().decode("latin-1")
            assert line.phone.knock(path, FORM, signature=given).status == 403
        assert line.phone.knock(path, FORM, signed=FORM[:1]).status == 403
    assert not line.rows(Call)
    assert not line.rows(Receipt)


@fault(18)
def test_every_webhook_of_a_call_is_refused_when_tampered_with_and_the_call_goes_on(
    line: Line,
) -> None:
    line.call("社保卡丢了怎么补办", "1", "5", faults=[Forged("gather"), Forged("voice")])
    assert line.one(Rating).score == 5


@fault(18)
def test_a_body_that_is_no_form_is_refused_and_breaks_nothing(line: Line) -> None:
    post = line.phone.delivery.post
    for path in ("/ivr/voice", "/ivr/voice?bodySHA256=00"):
        url = "http://127.0.0.1:9612" + path
        for body in (b'{"CallSid": "CAknock"}', b"[1", b"\xff\xfe"):
            for signature in ("", "bm90IG91cnM=", sign(url=url, params=FORM, auth_token=TOKEN)):
                headers = {"Content-Type": "application/json", "X-Twilio-Signature": signature}
                assert post(method="POST", url=url, body=body, headers=headers).status == 403
    assert not line.rows(Call)


@fault(18)
def test_a_signed_request_about_no_call_is_no_call(line: Line) -> None:
    url = "http://127.0.0.1:9612/ivr/voice"
    headers = {
        "Content-Type": "application/json",
        "X-Twilio-Signature": sign(url=url, params=(), auth_token=TOKEN),
    }
    body = json.dumps({"CallSid": "CAknock"}).encode()
    answer = line.phone.delivery.post(method="POST", url=url, body=body, headers=headers)
    assert answer.status == 400
    assert not line.rows(Call)


@fault(18)
def test_a_body_larger_than_any_webhook_is_not_even_read(line: Line) -> None:
    big = [*FORM, ("SpeechResult", "啊" * LARGEST_BODY)]
    assert line.phone.knock("/ivr/main?turn=1", big).status == 413
    assert not line.rows(CallEvent)


@fault(18)
def test_with_an_empty_token_nobody_gets_in(line: Line) -> None:
    url = line.phone.hotline_url + "/ivr/status"
    with settings(line, twilio_auth_token="", twilio_auth_token_previous="") as post:
        assert knock(post, url, token="").status == 403
        assert knock(post, url).status == 403


@fault(43)
def test_while_a_token_is_exchanged_both_let_in_and_the_new_one_speaks(line: Line) -> None:
    url = line.phone.hotline_url + "/ivr/status"
    assert line.phone.knock("/ivr/status", FORM, token="other").status == 200
    assert knock(line.phone.delivery.post, url, token=OLD_TOKEN).status == 403
    with settings(line, twilio_auth_token_previous=OLD_TOKEN) as post:
        assert knock(post, url, token=OLD_TOKEN).status == 200
        assert knock(post, url).status == 200
        assert knock(post, url, token="0" * 32).status == 403
        # The practice phone's REST side knows the current token alone.
        assert Phone(line.house.settings).text(to="+8613800010001", sender="96128", body="新")
