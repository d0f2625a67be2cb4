"""Reads tables of special days in the forms people have them: our TOML, CSV, holiday-cn's JSON."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hotline.rules.calendar import DayKind, SpecialDay

KINDS = {kind.value: kind for kind in DayKind} | {
    "节假日": DayKind.HOLIDAY,
    "法定节假日": DayKind.HOLIDAY,
    "调休上班日": DayKind.MAKEUP_WORKDAY,
    "调休上班": DayKind.MAKEUP_WORKDAY,
    "地方节假日": DayKind.LOCAL_HOLIDAY,
    "半天": DayKind.HALF_DAY,
    "民族节日": DayKind.ETHNIC_GROUP_HOLIDAY,
}
COLUMNS = {
    "date": "on",
    "on": "on",
    "日期": "on",
    "kind": "kind",
    "类型": "kind",
    "name": "name",
    "名称": "name",
    "source": "source",
    "来源": "source",
    "confirmed": "confirmed",
    "已确认": "confirmed",
}
YES_OR_NO = {
    **dict.fromkeys(("", "1", "true", "yes", "是"), True),
    **dict.fromkeys(("0", "false", "no", "否"), False),
}


@dataclass(frozen=True)
class DayTable:
    """What was read: the good rows, and a sentence (Chinese) for each bad one.

    `confirmed_through` is the last day the table speaks for, where its form says so.
    """

    days: tuple[SpecialDay, ...]
    faults: tuple[str, ...] = ()
    confirmed_through: date | None = None


def days_from_csv(text: str) -> DayTable:
    """From CSV with a heading row: date, kind, name, source, confirmed (or 日期, 类型, …).

    `confirmed` may be left out and is then yes. A bad row never costs the good ones.
    """
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    heading = [COLUMNS.get(cell.strip().lower(), "") for cell in next(rows, [])]
    if absent := {"on", "kind", "name"} - set(heading):
        return DayTable(days=(), faults=(f"第1行：缺少列 {'、'.join(sorted(absent))}",))
    days: list[SpecialDay] = []
    faults: list[str] = []
    for row in rows:
        cells = {key: cell.strip() for key, cell in zip(heading, row, strict=False) if key}
        if not any(cells.values()):
            continue
        try:
            day = _day_of_cells(cells)
            if any((d.on, d.kind) == (day.on, day.kind) for d in days):
                raise ValueError(f"{day.on} 重复")
            days.append(day)
        except ValueError as fault:
            faults.append(f"第{rows.line_num}行：{fault}")
    return DayTable(days=tuple(days), faults=tuple(faults))


def _day_of_cells(cells: Mapping[str, str]) -> SpecialDay:
    kind = KINDS.get(cells.get("kind", ""))
    if kind is None:
        raise ValueError(f"不认识的类型“{cells.get('kind', '')}”")
    if not cells.get("name"):
        raise ValueError("缺少名称")
    confirmed = YES_OR_NO.get(cells.get("confirmed", "").lower())
    if confirmed is None:
        raise ValueError(f"“已确认”应为是或否，不是“{cells['confirmed']}”")
    return SpecialDay(
        on=_date(cells.get("on", "")),
        kind=kind,
        name=cells["name"],
        source=cells.get("source", ""),
        confirmed=confirmed,
    )


def _date(text: str) -> date:
    try:
        year, month, day = (int(part) for part in text.replace("/", "-").split("-"))
        return date(year, month, day)
    except ValueError as fault:
        raise ValueError(f"“{text}”不是日期（应如2026-02-14）") from fault


def days_from_holiday_cn(text: str) -> DayTable:
    """From one year's file of the public holiday-cn data: `{year, papers, days: […]}`.

    The file is named by its notice: it may hold days of the December before. One without days
    (the notice is not out yet) confirms nothing. A file of another form is a ValueError.
    """
    try:
        table: Any = json.loads(text)
        year, rows = int(table["year"]), list(table["days"])
        source = "；".join(table.get("papers") or ()) or f"holiday-cn {year}"
    except (ValueError, KeyError, TypeError) as fault:
        raise ValueError("不是 holiday-cn 的 JSON 文件") from fault
    days: list[SpecialDay] = []
    faults: list[str] = []
    for number, row in enumerate(rows, start=1):
        try:
            days.append(_day_of_json(row, source))
        except (KeyError, TypeError, ValueError) as fault:
            faults.append(f"第{number}项：{fault}")
    return DayTable(
        days=tuple(days),
        faults=tuple(faults),
        confirmed_through=date(year, 12, 31) if days and not faults else None,
    )


def _day_of_json(row: Mapping[str, Any], source: str) -> SpecialDay:
    on, name, off = _date(row["date"]), row["name"], row["isOffDay"]
    if not isinstance(name, str) or not isinstance(off, bool):
        raise ValueError("name 应为文字，isOffDay 应为 true 或 false")
    return SpecialDay(
        on=on,
        kind=DayKind.HOLIDAY if off else DayKind.MAKEUP_WORKDAY,
        name=name if off else f"{name}调休上班",
        source=source,
    )


def days_from_seed(table: Mapping[str, Any]) -> DayTable:
    """From one file of config/calendars: `name`, and `[[days]]` with from, to, name, source.

    A mistake is ours, not a visitor's: a ValueError names it.
    """
    days: list[SpecialDay] = []
    for number, row in enumerate(table.get("days", ()), start=1):
        try:
            first, last = row["from"], row.get("to", row["from"])
            if not isinstance(first, date) or not isinstance(last, date) or last < first:
                raise ValueError("from and to must be dates in order")
            days += [
                SpecialDay(
                    on=first + timedelta(days=n),
                    kind=DayKind(row.get("kind", "local_holiday")),
                    name=row["name"],
                    source=row["source"],
                    confirmed=row.get("confirmed", True),
                )
                for n in range((last - first).days + 1)
            ]
        except (KeyError, ValueError) as fault:
            raise ValueError(f"days[{number}]: {fault}") from fault
    return DayTable(days=tuple(sorted(days)))
