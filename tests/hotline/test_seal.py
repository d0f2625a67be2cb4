"""What keeps personal data unreadable and the trail honest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from cryptography.fernet import InvalidToken

from hotline.seal import GENESIS, Seal

SEAL = Seal("a masking key for tests, of more than thirty-two characters")
OTHER = Seal("another masking key for tests, of more than thirty-two characters")
EVENT = {
    "seq": 1,
    "at": datetime(2026, 11, 23, 2, 0, tzinfo=UTC),
    "kind": "logged",
    "actor_kind": "caller",
    "actor_id": None,
    "data": {"unit_id": 7, "text": "社保"},
}


def test_what_is_sealed_is_opened_by_the_same_key_alone() -> None:
    sealed = SEAL.close("+8613800012345")
    assert b"13800012345" not in sealed
    assert SEAL.open(sealed) == "+8613800012345"
    with pytest.raises(InvalidToken):
        OTHER.open(sealed)


def test_two_sealings_of_one_text_do_not_look_alike() -> None:
    assert SEAL.close("same") != SEAL.close("same")


def test_what_was_altered_does_not_open() -> None:
    sealed = bytearray(SEAL.close("text"))
    sealed[20] ^= 1
    with pytest.raises(InvalidToken):
        SEAL.open(bytes(sealed))


def test_a_hash_finds_its_like_and_tells_nothing_without_the_key() -> None:
    assert SEAL.hash("telephone", "+8613800012345") == SEAL.hash("telephone", "+8613800012345")
    assert SEAL.hash("telephone", "1") != SEAL.hash("lookup_code", "1")
    assert SEAL.hash("telephone", "1") != OTHER.hash("telephone", "1")
    assert len(SEAL.hash("telephone", "")) == 32


@pytest.mark.parametrize(
    ("field", "value"),
    [("seq", 2), ("kind", "lost"), ("actor_kind", "staff"), ("actor_id", 1),
     ("data", {"unit_id": 8}), ("at", EVENT["at"] + timedelta(seconds=1))],
)  # fmt: skip
def test_a_change_of_any_field_breaks_the_link(field: str, value: object) -> None:
    assert SEAL.link_event(GENESIS, EVENT) != SEAL.link_event(GENESIS, EVENT | {field: value})


def test_a_link_depends_on_what_came_before_on_the_leg_and_on_the_key() -> None:
    link = SEAL.link_event(GENESIS, EVENT)
    assert link != SEAL.link_event(link, EVENT)
    assert link != SEAL.link_event(GENESIS, EVENT, leg_id=1)
    assert link != OTHER.link_event(GENESIS, EVENT)


def test_an_instant_is_the_same_in_every_zone_and_data_in_every_order() -> None:
    zone = timezone(timedelta(hours=8))
    moved = EVENT | {"at": EVENT["at"].astimezone(zone), "data": {"text": "社保", "unit_id": 7}}
    assert SEAL.link_event(GENESIS, moved) == SEAL.link_event(GENESIS, EVENT)
