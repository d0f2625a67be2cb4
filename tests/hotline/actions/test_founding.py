"""A new installation begins with a place, an office and its three administrators."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from hotline.actions import founding, roles, signing_in
from hotline.db import make_engine
from hotline.errors import Refused
from hotline.house import House
from hotline.records import Level, Staff
from hotline.work import HOTLINE
from tests.factories import BOOK, SETTINGS

FIRST = {
    "code": "shili", "name": "示例市", "name_en": "Shili", "level": Level.PREFECTURE,
    "office": "示例市人民政府办公室", "office_en": "Government office of Shili",
}  # fmt: skip


def test_a_new_installation_has_whom_it_needs_and_is_founded_once(db: Session) -> None:
    house = House(
        settings=SETTINGS, engine=make_engine(SETTINGS.database_url), book=BOOK,
        clock=lambda: datetime(2026, 11, 23, 2, 0, tzinfo=UTC),
    )  # fmt: skip
    made = founding.found(house.work(db, HOTLINE), **FIRST)  # type: ignore[arg-type]
    db.flush()
    for role, password in made.items():
        work = house.work(db, HOTLINE)
        person = signing_in.sign_in(work, username=role, password=password, address="192.0.2.1")
        assert isinstance(person, Staff)
        assert person.must_change_password
        assert roles.actor_of(work.book.organisation, person).roles == {role}
    with pytest.raises(Refused):
        founding.found(house.work(db, HOTLINE), **FIRST)  # type: ignore[arg-type]
