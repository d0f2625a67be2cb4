"""Messages go where they may, are not led elsewhere, and never take longer than agreed."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from hotline import wire
from hotline.errors import Away
from hotline.rules import signature
from tests.factories import SETTINGS
from tests.receiver import Receiver, receiving

HERE = SETTINGS.exchange_allowed


@pytest.fixture
def receiver():
    with receiving() as heard:
        yield heard


@pytest.mark.parametrize(
    ("address", "allowed", "may"),
    [
        ("93.184.216.34", "", True),
        ("2606:2800:220:1::1", "", True),
        ("127.0.0.1", "", False),
        ("127.0.0.1", "127.0.0.0/8", True),
        ("10.1.2.3", "", False),
        ("10.1.2.3", "10.1.0.0/16", True),
        ("169.254.169.254", "10.0.0.0/8", False),
        ("100.64.0.1", "", False),
        ("0.0.0.0", "", False),
        ("224.0.0.1", "", False),
        ("::1", "127.0.0.0/8", False),
        ("::ffff:127.0.0.1", "", False),
        ("::ffff:10.1.2.3", "10.1.0.0/16", True),
        ("fe80::1%eth0", "", False),
        ("fd00::1", "", False),
        ("2002:0a01:0203::1", "", False),
        ("64:ff9b::a01:203", "", False),
    ],
)
def test_only_public_addresses_and_networks_allowed(address: str, allowed: str, may: bool) -> None:
    assert wire.may_go_to(address, wire.networks(allowed)) is may


def test_a_name_is_judged_by_what_it_stands_for(receiver: Receiver) -> None:
    named = receiver.url.replace("127.0.0.1", "localhost")
    with pytest.raises(wire.Forbidden):
        wire.post(named, b"{}", {}, seconds=5, allowed=())
    assert receiver.knocks == 0
    assert (
        wire.post(receiver.url, b"{}", {"webhook-id": "1"}, seconds=5, allowed=HERE).status == 204
    )


def test_a_redirect_is_an_answer_and_leads_nowhere(receiver: Receiver) -> None:
    receiver.status, receiver.headers = 307, {"Location": receiver.url}
    assert wire.post(receiver.url, b"{}", {}, seconds=5, allowed=HERE).status == 307
    assert receiver.knocks == 1


def test_no_more_of_an_answer_is_read_than_an_answer_needs(receiver: Receiver) -> None:
    receiver.status, receiver.answer = 200, b"x" * 1_000_000
    answer = wire.post(receiver.url, b"{}", {"webhook-id": "1"}, seconds=5, allowed=HERE)
    assert len(answer.body) == wire.LARGEST_ANSWER


def test_who_is_slow_or_away_costs_no_more_than_agreed(receiver: Receiver) -> None:
    receiver.drips = True
    began = time.monotonic()
    with pytest.raises(Away):
        wire.post(receiver.url, b"{}", {}, seconds=0.2, allowed=HERE)
    assert time.monotonic() - began < 1
    with pytest.raises(Away):
        wire.post("http://127.0.0.1:9/", b"{}", {}, seconds=5, allowed=HERE)


def test_the_signature_is_that_of_standard_webhooks() -> None:
    # The example of the specification's own libraries, which sign {"test": 2432232314}.
    headers = signature.webhook_headers(
        ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], "msg_p5jXN8AQM9LWM0D4loKWxJek",
        b'{"test": 2432232314}', now=datetime.fromtimestamp(1614265330, UTC),
    )  # fmt: skip
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
