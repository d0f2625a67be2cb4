"""Reply templates are written, changed, withdrawn and used; every version stays."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import update

from hotline.errors import NotAllowed, Refused
from hotline.records import ReplyTemplate, ReplyTemplateVersion
from hotline.rules import reply_templates as rules
from hotline.rules.wording import Wording
from hotline.work import Work

EMPTY = Wording(key="template.empty", zh="请填写名称和内容。", en="Enter the title and the text.")
NOT_YOURS = Wording(
    key="template.not_yours",
    zh="这个单位的答复模板不由您维护。",
    en="You do not keep this unit's reply templates.",
)
NOT_AN_OFFICE = Wording(
    key="template.not_an_office",
    zh="只有政府办的模板可以供本地和下级各单位使用。",
    en="Only a government office's template can be for every unit of its place and below.",
)
OVERTAKEN = Wording(
    key="template.overtaken",
    zh="您打开之后，这个模板已有新的版本。请核对下面“经过”中的最新内容，再保存一次。",
    en="There is a newer version since you opened it. Check the newest below, then save again.",
)


def may_keep(work: Work, unit_id: int) -> bool:
    """Whether the actor keeps this unit's templates."""
    unit = work.book.organisation.units.get(unit_id)
    if unit is None:
        return False
    roles = work.actor.roles_at(place_id=unit.place_id, unit_id=unit_id)
    if not unit.is_government_office:
        roles -= {"government_office"}
    return work.book.may(roles, "keep_templates")


def write(
    work: Work, *, unit_id: int, title: str, text: str, is_for_place: bool = False
) -> ReplyTemplate:
    """A new template of the unit."""
    _check(work, unit_id, title=title, text=text, is_for_place=is_for_place)
    made = ReplyTemplate(
        unit_id=unit_id, is_for_place=is_for_place, number=1, title=title, text=text, used_count=0
    )
    work.db.add(made)
    work.db.flush()
    _keep_version(work, made)
    return made


def change(
    work: Work, template: ReplyTemplate, *, seen: int, title: str, text: str, is_for_place: bool
) -> None:
    """Another version, by somebody who has seen the last one; the same again changes nothing."""
    _check(work, template.unit_id, title=title, text=text, is_for_place=is_for_place)
    if (template.title, template.text, template.is_for_place) == (title, text, is_for_place):
        return
    if template.number != seen:
        raise Refused(OVERTAKEN)
    template.title, template.text, template.is_for_place = title, text, is_for_place
    template.number += 1
    _keep_version(work, template)


def withdraw(work: Work, template: ReplyTemplate) -> None:
    """Offer it no more; it stays with its versions."""
    if not may_keep(work, template.unit_id):
        raise NotAllowed(NOT_YOURS)
    if template.withdrawn_at is None:
        template.withdrawn_at, template.withdrawn_by_id = work.now, work.actor.id


def used(work: Work, template_ids: Collection[int]) -> None:
    """A reply has been sent into which these were put."""
    if template_ids:
        counted = update(ReplyTemplate).where(ReplyTemplate.id.in_(template_ids))
        work.db.execute(counted.values(used_count=ReplyTemplate.used_count + 1, used_at=work.now))


def _check(work: Work, unit_id: int, *, title: str, text: str, is_for_place: bool) -> None:
    if not may_keep(work, unit_id):
        raise NotAllowed(NOT_YOURS)
    if not title or not text:
        raise Refused(EMPTY, field="text" if title else "title")
    if is_for_place and not work.book.organisation.units[unit_id].is_government_office:
        raise Refused(NOT_AN_OFFICE)
    if wrong := rules.unknown(text):
        raise Refused(_unknown(wrong), field="text")


def _unknown(names: list[str]) -> Wording:
    shown = "、".join(f"{{{name}}}" for name in names)
    chinese = "".join(f"{{{name}}}" for name in rules.PLACES if not name.isascii())
    english = " ".join(f"{{{name}}}" for name in rules.PLACES if name.isascii())
    return Wording(
        key="template.unknown_place",
        zh=f"没有这样的填空：{shown}。可以用：{chinese}。",
        en=f"There is no such place to fill in: {shown}. There are: {english}.",
    )


def _keep_version(work: Work, template: ReplyTemplate) -> None:
    work.db.add(
        ReplyTemplateVersion(
            template_id=template.id, number=template.number, is_for_place=template.is_for_place,
            title=template.title, text=template.text, written_by_id=work.actor.id,
            written_at=work.now,
        )
    )  # fmt: skip
    work.db.flush()
