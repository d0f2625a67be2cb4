"""Reply templates: those that can be put into a reply, filled in, and those one keeps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, or_, select

from hotline.errors import NotFound
from hotline.records import ReplyTemplate, ReplyTemplateVersion, Staff, Unit
from hotline.reports import scope
from hotline.reports.names import Names
from hotline.reports.shown import InquiryPage
from hotline.rules.reply_templates import day, filled
from hotline.rules.wording import Wording
from hotline.rules.zone import today
from hotline.work import Work

NO_SUCH_TEMPLATE = Wording(
    key="template.unknown",
    zh="没有这个模板，或者您无权查看。",
    en="There is no such template, or none that you may see.",
)
# How a reply begins to whom has left no name, or has asked not to be known.
UNNAMED = {"zh-CN": "查询人", "en": "inquirer"}


@dataclass(frozen=True)
class Filled:
    """A template as it would stand in this reply."""

    id: int
    title: str
    text: str


@dataclass(frozen=True)
class TemplateRow:
    """A template in the list of those who keep it or may use it."""

    id: int
    title: str
    text: str
    unit: Wording
    is_for_place: bool
    number: int
    used_count: int
    used_at: datetime | None


@dataclass(frozen=True)
class VersionRow:
    """What a template said at one time."""

    number: int
    title: str
    text: str
    written_by: str
    written_at: datetime


def for_leg(work: Work, shown: InquiryPage, unit_id: int) -> tuple[Filled, ...]:
    """The templates for a reply of this unit, those used most first."""
    row = shown.row
    language = "en" if shown.language == "en" else "zh-CN"
    name = shown.inquirer.name if shown.inquirer else None
    unit = Names(work).unit(unit_id)
    values = {
        "inquirer": name or UNNAMED[language],
        "reference": row.reference,
        "unit": unit.en if language == "en" else unit.zh,
        "today": day(today(work.now), language=language),
        "received": day(today(row.received_at), language=language),
    }
    return tuple(
        Filled(id=each.id, title=each.title, text=filled(each.text, values))
        for each in work.db.scalars(_for_units(work, [unit_id]))
    )


def listed(work: Work) -> tuple[TemplateRow, ...]:
    """What the actor's units can use, their own first."""
    names = Names(work)
    units = scope.my_units(work)
    rows = [
        TemplateRow(
            id=row.id, title=row.title, text=row.text, unit=names.unit(row.unit_id),
            is_for_place=row.is_for_place, number=row.number, used_count=row.used_count,
            used_at=row.used_at,
        )
        for row in work.db.scalars(_for_units(work, units))
    ]  # fmt: skip
    return tuple(rows)


def one(work: Work, *, template_id: int) -> ReplyTemplate:
    """A template the actor's units can use; NotFound otherwise."""
    query = _for_units(work, scope.my_units(work)).where(ReplyTemplate.id == template_id)
    found = work.db.scalar(query)
    if found is None:
        raise NotFound(NO_SUCH_TEMPLATE)
    return found


def versions(work: Work, template: ReplyTemplate) -> tuple[VersionRow, ...]:
    """All it has said, the newest first."""
    query = (
        select(ReplyTemplateVersion, Staff.name)
        .join(Staff, Staff.id == ReplyTemplateVersion.written_by_id)
        .where(ReplyTemplateVersion.template_id == template.id)
        .order_by(ReplyTemplateVersion.number.desc())
    )
    return tuple(
        VersionRow(
            number=row.number, title=row.title, text=row.text, written_by=by,
            written_at=row.written_at,
        )
        for row, by in work.db.execute(query)
    )  # fmt: skip


def _for_units(work: Work, unit_ids: Iterable[int]) -> Select[ReplyTemplate]:
    """Those of these units, and those that offices of their places and above keep for all."""
    organisation, wanted = work.book.organisation, list(unit_ids)
    places = {
        place_id
        for unit_id in wanted
        if unit_id in organisation.units
        for place_id in organisation.places[organisation.units[unit_id].place_id].path
    }
    of_places = select(Unit.id).where(Unit.jurisdiction_id.in_(places))
    return (
        select(ReplyTemplate)
        .where(
            ReplyTemplate.withdrawn_at.is_(None),
            or_(
                ReplyTemplate.unit_id.in_(wanted),
                and_(ReplyTemplate.is_for_place, ReplyTemplate.unit_id.in_(of_places)),
            ),
        )
        .order_by(ReplyTemplate.used_count.desc(), ReplyTemplate.title, ReplyTemplate.id)
    )
