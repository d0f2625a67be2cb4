"""Loads the example jurisdiction once: a plainly fictitious office to learn and test with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete, exists, func, select, text
from sqlalchemy.orm import Session

from faq_kb import actions as answers
from faq_kb.catalogue import Described, Facts, describe
from faq_kb.drafting import Draft, write
from faq_kb.wordings import Text
from hotline.actions import contacts, organisation, passwords, staff, working_time
from hotline.actions.roles import actor_of, grant_role
from hotline.errors import ConfigurationError, Refused
from hotline.house import House
from hotline.national_days import national_days, national_years
from hotline.records import (
    CalendarYear,
    Effectiveness,
    FaqVersion,
    Jurisdiction,
    OutboxRow,
    Staff,
)
from hotline.rules.zone import today
from hotline.seed.example import EntryRow, Example, read_example
from hotline.settings import CONFIG_DIR
from hotline.work import HOTLINE, Work

Ids = dict[str, int]

# Any number that no other lock of this database has: two first starts at once load it once.
LOCK = 96128
OPINION = "示例内容，同意。"
NOT_HERE = (
    "The example jurisdiction is never loaded in production: its people, telephones and answers "
    "are fictitious. Enter your own organisation instead."
)


def seed(house: House, *, config_dir: Path = CONFIG_DIR) -> dict[str, str] | None:
    """Load the example, all of it or nothing, unless there is a jurisdiction already.

    Gives the passwords of the example staff by user name, to be shown once; None when there was
    nothing to load. Raises ConfigurationError in production, or with every fault of the files.
    """
    if house.settings.in_production:
        raise ConfigurationError([NOT_HERE])
    with house.open(HOTLINE) as work:
        # Whoever comes second waits for the first to be done, longer than any webhook would.
        for bound in ("lock_timeout", "statement_timeout"):
            work.db.execute(text(f"SET LOCAL {bound} = '2min'"))
        work.db.execute(select(func.pg_advisory_xact_lock(LOCK)))
        if work.db.scalar(select(exists().where(Jurisdiction.id.is_not(None)))):
            return None
        example = read_example(config_dir)
        given = {row.username: passwords.random_one() for row in example.office.staff}
        # Hashing is slow on purpose, and goes on beside all that waits for the database.
        with ThreadPoolExecutor() as beside:
            hashes = {one: beside.submit(passwords.hashed, one) for one in given.values()}
            load_national_days(work)
            places, units = _tree(work, example)
            _people(work, example, places, units, given, lambda one: hashes[one].result())
        # There is no inquiry yet whose deadline these calendars could have moved.
        work.db.execute(delete(OutboxRow).where(OutboxRow.kind == "recompute_deadlines"))
        _answers(house, work.db, example, units)
    return given


def who_is_who(house: House) -> dict[str, str]:
    """What each member of staff does where, in words, by user name."""
    with house.open(HOTLINE) as work:
        units = work.book.organisation.units
        return {
            person.username: f"{person.name}，{units[person.unit_id].name}："
            + "、".join(sorted({work.book.roles[grant.role].name for grant in person.grants}))
            for person in work.db.scalars(select(Staff).order_by(Staff.id))
        }


def load_national_days(work: Work) -> None:
    """Enter the nation's days off and on that are known, unless any year is entered already.

    Production needs them too, before its first deadline; from then on people enter the notices.
    """
    if work.db.scalar(select(exists().where(CalendarYear.year.is_not(None)))):
        return
    days = national_days(national_years())
    working_time.set_calendar_days(work, place_id=None, days=days)
    for year in national_years():
        source = next(day.source for day in days if day.on.year == year)
        working_time.confirm_year(work, year=year, source=source)


def _tree(work: Work, example: Example) -> tuple[Ids, Ids]:
    """Enter places, units, contacts, hours, supervision; ids of places and of units by code."""
    places: Ids = {}
    for place in example.office.jurisdiction:
        places[place.code] = organisation.add_jurisdiction(
            work,
            code=place.code,
            parent_id=places[place.parent] if place.parent else None,
            name=place.name,
            name_en=place.name_en,
            short_name=place.short_name,
            other_names=place.other_names,
            level=place.level,
        ).id
        if place.calendar:
            days = example.calendars[place.calendar]
            working_time.set_calendar_days(work, place_id=places[place.code], days=days)
    for line in example.office.dialled:
        contacts.set_dialled_number(work, number=line.number, place_id=places[line.jurisdiction])
    for hours in example.office.hours:
        place_id = places[hours.jurisdiction]
        working_time.set_hours(work, place_id=place_id, weekly=hours.weekly)
    units: Ids = {}
    for unit in example.office.unit:
        made = organisation.add_unit(
            work, code=unit.code, place_id=places[unit.jurisdiction], **unit.fields
        )
        units[unit.code] = made.id
        if unit.weekly:
            working_time.set_hours(work, unit_id=made.id, weekly=unit.weekly)
    for liaison in example.office.liaison:
        contacts.add_liaison(work, unit_id=units[liaison.unit], **liaison.fields)
    for bound in example.office.oversight:
        organisation.set_oversight(
            work,
            place_id=places[bound.jurisdiction],
            function=bound.function,
            unit_id=units[bound.unit],
        )
    return places, units


def _people(
    work: Work,
    example: Example,
    places: Ids,
    units: Ids,
    given: Mapping[str, str],
    hashed: Callable[[str], str],
) -> None:
    """Make the accounts with their roles and the passwords given to them by user name."""
    for row in example.office.staff:
        person = staff.add_staff(
            work,
            username=row.username,
            staff_number=row.staff_number,
            name=row.name,
            unit_id=units[row.unit],
            password=given[row.username],
            hashed=hashed,
        )
        for grant in row.roles:
            grant_role(
                work,
                person,
                role=grant.role,
                place_id=places[grant.jurisdiction] if grant.jurisdiction else None,
                unit_id=units[grant.unit] if grant.unit else None,
            )


def _answers(house: House, db: Session, example: Example, units: Ids) -> None:
    """Draft, review and approve every entry as the example staff would, each step by another."""
    people = _at_work(house, db)
    steps = people[0].book.review_steps
    written: dict[tuple[int, ...], list[FaqVersion]] = {}
    for code, rows in example.entries.items():
        chain = _chain(people, units[code], steps)
        writer = people[chain[0]]
        versions = _drafted(writer, rows, unit_id=units[code])
        written.setdefault(chain, []).extend(versions)
        _items(writer, rows, versions, issuer=writer.book.organisation.units[units[code]].name)
    for (author, *reviewers), versions in written.items():
        answers.submit(people[author], *versions)
        for step, reviewer in zip(steps, reviewers, strict=True):
            answers.review(people[reviewer], *versions, step=step, passed=True, opinion=OPINION)


def _items(work: Work, rows: list[EntryRow], versions: list[FaqVersion], *, issuer: str) -> None:
    """Keep the facts of the entries that come from the disclosure database."""
    described = {}
    for row, version in zip(rows, versions, strict=True):
        if row.item is not None:
            item = row.item.model_dump()
            item["made_on"] = min(row.item.made_on, today(work.now))
            facts = Facts(
                **item, issuer=issuer, effectiveness=Effectiveness.IN_FORCE, interpretation=None
            )
            described[version.entry_id] = Described(facts, version.id, is_change=True)
    describe(work, described)


def _chain(people: list[Work], unit_id: int, steps: tuple[str, ...]) -> tuple[int, ...]:
    """Who of the people writes a unit's entries and who, in the order of steps, reviews them."""
    chain: list[int] = []
    for permission in ("draft_answers", *(f"pass_{step}" for step in steps)):
        chain.append(_who_may(people, permission, unit_id=unit_id, but=chain))
    return tuple(chain)


def _at_work(house: House, db: Session) -> list[Work]:
    """The same transaction in the hands of each of the example staff, with the new organisation."""
    tree = house.work(db, HOTLINE).book.organisation
    people = db.scalars(select(Staff).order_by(Staff.id))
    return [house.work(db, actor_of(tree, person)) for person in people]


def _who_may(people: list[Work], permission: str, *, unit_id: int, but: list[int]) -> int:
    unit = people[0].book.organisation.units[unit_id]
    for number, work in enumerate(people):
        roles = work.actor.roles_at(place_id=unit.place_id, unit_id=unit_id)
        if number not in but and work.book.may(roles, permission):
            return number
    fault = f"example/jurisdiction.toml: nobody may {permission} for {unit.code}"
    raise ConfigurationError([fault])


def _drafted(work: Work, rows: Sequence[EntryRow], *, unit_id: int) -> list[FaqVersion]:
    # An example that has run out, or is not yet written by the machine's clock, is still one.
    on = today(work.now)
    versions = []
    drafts = [
        Draft(
            unit_id=unit_id,
            code=row.code,
            text=Text(
                **row.fields,
                source_on=min(row.source_on, on),
                valid_until=max(row.valid_until, on + timedelta(days=365)),
            ),
            is_example=True,
        )
        for row in rows
    ]
    for result in write(work, drafts):
        if isinstance(result, Refused):
            raise result
        versions.append(result)
    return versions
