"""The house: what the composition root builds once, and through which every door opens a Work."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, selectinload, sessionmaker

from hotline.records import (
    ApiKey,
    CalendarDay,
    CalendarYear,
    DialledNumber,
    Edition,
    Jurisdiction,
    OpeningHours,
    Oversight,
    Unit,
    Webhook,
)
from hotline.rulebook import Rulebook
from hotline.rules.calendar import Calendar, SpecialDay
from hotline.rules.hours import WorkingHours
from hotline.rules.organisation import Body, Contact, Organisation, Place, Receiver
from hotline.seal import Seal
from hotline.settings import Settings
from hotline.work import Actor, Work

Clock = Callable[[], datetime]


@dataclass
class House:
    """Settings, database, clock and rules of one process.

    `organisation` is kept by edition: a Work reads the edition numbers (one small query) and
    rebuilds only when somebody has changed the tree, the calendar or the hours.
    """

    settings: Settings
    engine: Engine
    clock: Clock
    book: Rulebook
    seal: Seal = field(init=False)
    sessions: sessionmaker[Session] = field(init=False)
    # Rung after a commit with the ids of new outbox rows; losing a ring loses nothing.
    bell: Callable[[list[int]], None] | None = None
    _organisation: Organisation | None = field(default=None, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def __post_init__(self) -> None:
        self.seal = Seal(self.settings.masking_key)
        self.sessions = sessionmaker(self.engine, expire_on_commit=False)

    @contextmanager
    def open(self, actor: Actor) -> Iterator[Work]:
        """A Work for this actor: committed at the end, undone by any exception."""
        with self.sessions() as db:
            with db.begin():
                yield self.work(db, actor)
            rows = db.info.pop("outbox", None)
        if rows and self.bell is not None:
            self.bell(rows)

    def work(self, db: Session, actor: Actor) -> Work:
        """A Work in a transaction that somebody else owns (tests, and `open`)."""
        editions = {row.subject: row.number for row in db.connection().execute(EDITIONS)}
        book = replace(
            self.book,
            organisation=self._organisation_of(db, editions.get("organisation", 0)),
            knowledge_edition=editions.get("knowledge", 0),
        )
        return Work(db=db, now=self.clock(), actor=actor, book=book, seal=self.seal)

    def _organisation_of(self, db: Session, edition: int) -> Organisation:
        known = self._organisation
        if known is not None and known.edition == edition:
            return known
        with self._lock:
            if self._organisation is None or self._organisation.edition != edition:
                self._organisation = read_organisation(db, edition)
            return self._organisation


# Every Work begins with it: run below the ORM, which has no part in it.
EDITIONS = select(Edition.subject, Edition.number)


def read_organisation(db: Session, edition: int) -> Organisation:
    """The organisation, calendars and hours as the database holds them now."""
    places = {
        row.id: Place(
            id=row.id,
            code=row.code,
            name=row.name,
            name_en=row.name_en,
            short_name=row.short_name,
            other_names=tuple(row.other_names),
            level=row.level.value,
            path=tuple(row.path),
        )
        for row in db.scalars(select(Jurisdiction))
    }
    units = {
        row.id: _body(row)
        for row in db.scalars(select(Unit).options(selectinload(Unit.liaisons)).order_by(Unit.id))
    }
    hours_of_place, hours_of_unit = _read_hours(db, places)
    return Organisation(
        edition=edition,
        places=places,
        units=units,
        oversight={
            (row.jurisdiction_id, row.function.value): row.unit_id
            for row in db.scalars(select(Oversight))
        },
        calendars=_read_calendars(db, places, edition),
        hours_of_unit=hours_of_unit,
        hours_of_place=hours_of_place,
        dialled={row.number: row.jurisdiction_id for row in db.scalars(select(DialledNumber))},
        receivers=tuple(_receivers(db)),
    )


def _receivers(db: Session) -> Iterator[Receiver]:
    """Who is told of changes."""
    query = select(Webhook, ApiKey).join(ApiKey, ApiKey.id == Webhook.api_key_id)
    live = query.where(Webhook.ended_at.is_(None), ApiKey.revoked_at.is_(None))
    for webhook, key in db.execute(live.order_by(Webhook.id)):
        yield receiver_of(webhook, key)


def receiver_of(webhook: Webhook, key: ApiKey) -> Receiver:
    """What is told at this address: what is wanted there, as far as the key may hear it."""
    return Receiver(
        webhook_id=webhook.id,
        key_id=key.id,
        place_id=key.jurisdiction_id,
        hears=frozenset(webhook.wants).intersection(key.scopes),
        unit_ids=frozenset(webhook.unit_ids),
        redirect=webhook.redirect,
    )


def _body(row: Unit) -> Body:
    contacts = [
        Contact(kind="liaison", target=liaison.target, liaison_id=liaison.id, name=liaison.name)
        for liaison in row.liaisons
    ]
    if row.service_line:
        contacts.append(Contact(kind="department_line", target=row.service_line))
    return Body(
        id=row.id,
        code=row.code,
        name=row.name,
        name_en=row.name_en,
        short_name=row.short_name,
        place_id=row.jurisdiction_id,
        is_government_office=row.is_government_office,
        duties=tuple(row.duties),
        contacts=tuple(contacts),
        is_active=row.is_active,
        successor_id=row.successor_id,
    )


def _read_hours(
    db: Session, places: dict[int, Place]
) -> tuple[dict[int, WorkingHours], dict[int, WorkingHours]]:
    """Hours by place (its own, else inherited from above) and by unit (its own only)."""
    spans: dict[tuple[str, int], list[tuple[int, time, time]]] = {}
    for row in db.scalars(select(OpeningHours)):
        owner = ("place", row.jurisdiction_id) if row.jurisdiction_id else ("unit", row.unit_id)
        spans.setdefault(owner, []).append((row.weekday, row.opens, row.closes))  # type: ignore[arg-type]
    written = {owner: WorkingHours.of(each) for owner, each in spans.items()}
    closed = WorkingHours.of(())
    of_place = {
        place.id: next(
            (written["place", up] for up in reversed(place.path) if ("place", up) in written),
            closed,
        )
        for place in places.values()
    }
    of_unit = {owner_id: hours for (kind, owner_id), hours in written.items() if kind == "unit"}
    return of_place, of_unit


def _read_calendars(db: Session, places: dict[int, Place], edition: int) -> dict[int, Calendar]:
    """A calendar for every place: the national days, then those of each level down to it."""
    own: dict[int | None, list[SpecialDay]] = {}
    for row in db.scalars(select(CalendarDay).order_by(CalendarDay.day_on)):
        own.setdefault(row.jurisdiction_id, []).append(
            SpecialDay(
                on=row.day_on, kind=row.kind, name=row.name, source=row.source,
                confirmed=row.confirmed,
            )
        )  # fmt: skip
    # What comes after a gap is not confirmed: a deadline would be counted across unknown days.
    years = set(db.scalars(select(CalendarYear.year)))
    last_year = min(years, default=1970)
    while last_year + 1 in years:
        last_year += 1
    national = Calendar(
        edition=edition,
        days=tuple(own.get(None, ())),
        confirmed_through=date(last_year, 12, 31),
        name="全国",
    )
    calendars: dict[int, Calendar] = {}
    for place in sorted(places.values(), key=lambda place: len(place.path)):
        parent = calendars[place.path[-2]] if len(place.path) > 1 else national
        calendars[place.id] = Calendar.inherit(parent, own.get(place.id, ()), name=place.name)
    return calendars
