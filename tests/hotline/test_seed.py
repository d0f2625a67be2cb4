"""The example office is loaded once, by the same actions as a real one, and never in production."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from hotline import seed
from hotline.actions import roles, signing_in
from hotline.db import make_engine
from hotline.errors import ConfigurationError
from hotline.house import House
from hotline.records import (
    CalendarDay,
    CalendarYear,
    DisclosureItem,
    FaqEntry,
    FaqVersion,
    OutboxRow,
    Staff,
    VersionState,
    is_owed,
)
from hotline.seed.example import read_example
from hotline.settings import CONFIG_DIR
from hotline.work import HOTLINE, Work
from tests.factories import BOOK, SETTINGS

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
Fresh = Callable[[str], str]


def house_at(url: str, now: datetime = NOON) -> House:
    return House(settings=SETTINGS, engine=make_engine(url), clock=lambda: now, book=BOOK)


@pytest.fixture
def empty(fresh_database: Fresh) -> Iterator[House]:
    house = house_at(fresh_database("empty"))
    yield house
    house.engine.dispose()


@pytest.fixture
def work(example_db: object) -> Work:
    house = House(settings=SETTINGS, engine=make_engine(SETTINGS.database_url),
                  clock=lambda: NOON, book=BOOK)  # fmt: skip
    return house.work(example_db, HOTLINE)  # type: ignore[arg-type]


def test_the_passwords_that_are_shown_open_the_accounts(fresh_database: Fresh) -> None:
    # It loads whatever the year: here many years after the example was written.
    empty = house_at(fresh_database("empty"), datetime(2031, 1, 1, tzinfo=UTC))
    passwords = seed.seed(empty)
    assert passwords is not None
    assert len(passwords) == len(set(passwords.values())) == 38
    assert all(re.fullmatch(r"([a-hjkmnp-z2-9]{4}-){2}[a-hjkmnp-z2-9]{4}", password)
               for password in passwords.values())  # fmt: skip
    username = "huawuyuan.jia"
    with empty.open(HOTLINE) as work:
        person = signing_in.sign_in(
            work, username=username, password=passwords[username], address="127.0.0.1"
        )
        assert isinstance(person, Staff)
        actor = roles.actor_of(work.book.organisation, person)
        assert actor.roles_at(place_id=work.book.organisation.place("bailu").id) == {"operator"}
    assert seed.seed(empty) is None
    empty.engine.dispose()


def test_two_first_starts_at_once_load_it_once(fresh_database: Fresh) -> None:
    # And here before it was written.
    empty = house_at(fresh_database("empty"), datetime(2025, 1, 1, tzinfo=UTC))
    results: list[object] = []
    both = [threading.Thread(target=lambda: results.append(seed.seed(empty))) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(result is None for result in results) == [False, True]
    empty.engine.dispose()


def test_a_fault_in_the_files_loads_nothing_and_names_itself(empty: House, tmp_path: Path) -> None:
    config = tmp_path / "config"
    shutil.copytree(CONFIG_DIR, config)
    file = config / "example" / "jurisdiction.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('{ role = "operator", jurisdiction = "nanke" }',
                                 '{ role = "operator", jurisdiction = "nowhere" }', 1))  # fmt: skip
    taxation = config / "example" / "faq" / "taxation.toml"
    taxation.write_text(taxation.read_text(encoding="utf-8").replace("publicity", "publicness", 1))
    with pytest.raises(ConfigurationError) as error:
        seed.seed(empty, config_dir=config)
    assert "example/faq/taxation.toml: entry.0.publicity: Field required" in error.value.faults
    shutil.copy(CONFIG_DIR / "example" / "faq" / "taxation.toml", taxation)
    with pytest.raises(ConfigurationError) as error:
        seed.seed(empty, config_dir=config)
    assert error.value.faults == ["example/jurisdiction.toml: no such jurisdiction: nowhere"]
    with empty.open(HOTLINE) as work:
        assert not work.book.organisation.places


def test_it_is_never_loaded_in_production() -> None:
    settings = SETTINGS.model_copy(update={"hotline_env": "production"})
    house = House(settings=settings, engine=make_engine(settings.database_url),
                  clock=lambda: NOON, book=BOOK)  # fmt: skip
    with pytest.raises(ConfigurationError, match="never loaded in production"):
        seed.seed(house)


def test_the_tree_stands_as_the_files_say(work: Work) -> None:
    organisation = work.book.organisation
    assert [organisation.places[one].code for one in organisation.place("qinghe").path] == [
        "example-province", "nanke", "qinghe",
    ]  # fmt: skip
    nanke = organisation.place("nanke")
    assert sum(unit.place_id == nanke.id for unit in organisation.units.values()) >= 20
    for code in ("example-province", "nanke", "qinghe", "bailu"):
        place_id = organisation.place(code).id
        assert organisation.office_of(place_id).place_id == place_id
        assert organisation.holder("complaints", place_id).place_id == place_id
    assert organisation.dialled["96128"] == nanke.id
    police = organisation.unit("public_security")
    assert [contact.kind for contact in police.contacts] == [
        "liaison",
        "liaison",
        "department_line",
    ]


@pytest.mark.parametrize(
    ("name", "received", "due"),
    [
        ("楚雄", "2024-07-26", "2024-08-07"),
        ("德宏", "2025-04-09", "2025-04-18"),
        ("西双版纳", "2025-04-11", "2025-04-23"),
        ("大理", "2025-04-11", "2025-04-21"),
        ("红河", "2024-11-15", "2024-11-26"),
        ("南柯", "2026-02-13", "2026-02-27"),
    ],
)
def test_five_working_days_by_each_prefectures_own_calendar(
    work: Work, name: str, received: str, due: str
) -> None:
    organisation = work.book.organisation
    place = next(one for one in organisation.places.values() if one.short_name == name)
    count = organisation.calendars[place.id].count(received_on=date.fromisoformat(received), days=5)
    assert (count.due_on.isoformat(), count.provisional) == (due, False)


def test_every_entry_is_live_and_no_job_is_left(work: Work) -> None:
    entries = work.db.scalars(select(FaqEntry)).all()
    live = work.db.scalars(
        select(FaqVersion.id).where(FaqVersion.state == VersionState.PUBLISHED)
    ).all()
    assert len(entries) == sum(map(len, read_example(CONFIG_DIR).entries.values())) >= 200
    assert {entry.live_version_id for entry in entries} == set(live)
    assert work.db.scalar(select(func.count()).select_from(OutboxRow)) == 0


def test_the_nations_days_are_entered_once_and_then_left_to_people(work: Work) -> None:
    def held() -> int:
        query = select(func.count()).select_from(CalendarDay)
        return work.db.scalar(query.where(CalendarDay.jurisdiction_id.is_(None))) or 0

    before = held()
    assert before > 300
    assert max(work.db.scalars(select(CalendarYear.year))) >= 2026
    seed.load_national_days(work)
    assert held() == before


def test_the_disclosure_items_among_the_entries_are_public_and_none_is_late(work: Work) -> None:
    items = work.db.scalars(select(DisclosureItem)).all()
    assert len(items) >= 4
    assert {item.issuer for item in items} >= {"南柯州市场监督管理局"}
    assert work.db.scalars(select(DisclosureItem).where(is_owed())).all() == []
