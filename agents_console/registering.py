"""What the forms of places and of units share: their fields by name, the week, and what follows."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from hotline.actions.editing import LONGEST
from hotline.pages import typed
from hotline.rules.wording import Wording

LABELS = {
    key: Wording(key=f"label.{key}", zh=zh, en=en)
    for key, zh, en in (
        ("code", "代码", "Code"),
        ("name", "名称", "Name"),
        ("name_en", "英文名称", "English name"),
        ("short_name", "简称", "Short name"),
        ("other_names", "别称", "Other names"),
        ("kind", "单位性质", "Kind of unit"),
        ("service_line", "服务电话", "Service line"),
        ("first_person", "第一责任人", "Person first responsible"),
        ("deputy_leader", "分管领导", "Leader in charge"),
        ("undertaking_office", "承办机构", "Office in charge"),
        ("duties", "权责清单", "Powers and duties"),
        ("liaison", "联络员", "Liaison"),
        ("target", "电话", "Telephone"),
        ("verified_on", "核实日期", "Verified on"),
        ("trained_on", "培训日期", "Trained on"),
        ("hours", "工作时间", "Working hours"),
        ("number", "拨入号码", "Dialled number"),
        ("reason", "依据", "On what it rests"),
    )
}
DAYS = tuple(range(7))


def line(name: str) -> str:
    """A field of one line."""
    return typed.line(name, label=LABELS[name], limit=LONGEST)


def week() -> list[str]:
    """The hours of a week, Monday first; none where those above are to hold."""
    if request.form.get("inherit") == "1":
        return []
    return [typed.line(f"hours_{day}", label=LABELS["hours"], limit=LONGEST) for day in DAYS]


def done(endpoint: str, message: str, **where: Any) -> ResponseReturnValue:
    """Say that it is done, where it can be seen."""
    flash(message)
    return redirect(url_for(endpoint, **where))
