"""The calendar: holiday notices entered day by day or by file; open legs are counted again."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agents_console import asked
from hotline.actions import working_time
from hotline.actions.editing import may_edit
from hotline.errors import NotAllowed, Refused
from hotline.pages import typed
from hotline.reports import calendar_days, recounts
from hotline.reports.names import Names
from hotline.rules.calendar import DayKind, SpecialDay
from hotline.rules.day_tables import DayTable, days_from_csv, days_from_holiday_cn
from hotline.rules.wording import Wording
from hotline.rules.zone import today
from hotline.work import Work

LONGEST_NAME, LONGEST_SOURCE = 100, 200
FAULTS_SHOWN = 20
LATEST_CHANGES = 3
ON = Wording(key="label.day", zh="日期", en="Day")
NAME = Wording(key="label.day_name", zh="名称", en="Name")
SOURCE = Wording(key="label.notice", zh="依据的通知", en="Notice")
NO_KIND = Wording(key="calendar.no_kind", zh="请选择类型。", en="Choose the kind of day.")
NO_YEAR = Wording(
    key="calendar.no_year", zh="请选择要确认的年度。", en="Choose the year to confirm."
)
NO_FILE = Wording(key="calendar.no_file", zh="请选择文件。", en="Choose a file.")
UNREADABLE = Wording(
    key="calendar.unreadable",
    zh="读不出这个文件：应为 CSV（列：日期、类型、名称、来源），或一年的 holiday-cn JSON。",
    en="This file cannot be read: CSV (columns date, kind, name, source), or a year of holiday-cn "
    "JSON.",
)


def page(work: Work) -> ResponseReturnValue:
    """The days of one year, of the nation or of a place, and the forms to change them."""
    place_id, year = _place(work), _year(work)
    names = Names(work)
    return render_template(
        "console/calendar.html",
        days=calendar_days.days(work, place_id=place_id, year=year),
        years=calendar_days.years(work),
        year=year,
        place_id=place_id,
        may_nation=_may_nation(work),
        places=asked.places(work, "edit_organisation"),
        kinds=[(kind.value, names.word("day_kind", kind.value)) for kind in DayKind],
        limits={"name": LONGEST_NAME, "source": LONGEST_SOURCE},
        recounts=recounts.of(work, place_id=place_id, limit=LATEST_CHANGES),
    )


def changes(work: Work) -> ResponseReturnValue:
    """Every change of these days, and what each moved."""
    place_id = _place(work)
    found = recounts.of(work, place_id=place_id, after=asked.text("after"))
    return render_template(
        "console/calendar_changes.html",
        recounts=found,
        whose=_whose(work, place_id),
        place_id=place_id,
        **asked.paging(found),
    )


def counting(work: Work) -> ResponseReturnValue:
    """The latest changes alone, for a page on which one is still being counted."""
    place_id = _place(work)
    found = recounts.of(work, place_id=place_id, limit=LATEST_CHANGES)
    return render_template("console/_recounts.html", recounts=found, place_id=place_id)


def moved(work: Work, change_id: int) -> ResponseReturnValue:
    """The legs that one change moved, each with its old and its new day."""
    place_id = _place(work)
    change = recounts.one(work, change_id, place_id=place_id)
    found = recounts.legs(work, change_id, after=asked.text("after"))
    return render_template(
        "console/calendar_moved.html",
        change=change,
        found=found,
        whose=_whose(work, place_id),
        place_id=place_id,
        **asked.paging(found),
    )


def add(work: Work) -> ResponseReturnValue:
    """Enter one day, or correct it."""
    kind = request.form.get("kind", "")
    if kind not in set(DayKind):
        raise Refused(NO_KIND)
    day = SpecialDay(
        on=typed.day("on", label=ON),
        kind=DayKind(kind),
        name=typed.line("name", label=NAME, limit=LONGEST_NAME),
        source=typed.line("source", label=SOURCE, limit=LONGEST_SOURCE),
        confirmed=request.form.get("confirmed") == "1",
    )
    working_time.set_calendar_days(work, place_id=_place(work), days=[day])
    return _done(work, _("已保存，办理中环节的到期日正在重新计算。"))


def remove(work: Work) -> ResponseReturnValue:
    """Strike out one day, which is then what its weekday says."""
    day = typed.day("on", label=ON)
    working_time.remove_calendar_days(work, place_id=_place(work), days=[day])
    return _done(work, _("已删除，办理中环节的到期日正在重新计算。"))


def confirm(work: Work) -> ResponseReturnValue:
    """The notice of this year has been entered in full: its deadlines are provisional no more."""
    source = typed.line("notice", label=SOURCE, limit=LONGEST_SOURCE)
    if asked.number("year") not in asked.YEARS:
        raise Refused(NO_YEAR)
    working_time.confirm_year(work, year=_year(work), source=source)
    return _done(work, _("该年度的放假通知已确认，到期日正在重新计算。"))


def take_in(work: Work) -> ResponseReturnValue:
    """Enter a whole file; a bad row never costs the good ones, and is named."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Refused(NO_FILE)
    table = _read(file.stream.read())
    if not table.days:
        raise Refused(UNREADABLE)
    place_id = _place(work)
    source = typed.line("notice", label=SOURCE, limit=LONGEST_SOURCE)
    days = [
        day if day.source else SpecialDay(day.on, day.kind, day.name, source, day.confirmed)
        for day in table.days
    ]
    if table.confirmed_through is not None and place_id is None:
        year, notice = table.confirmed_through.year, days[0].source or source
        working_time.enter_notice(work, year=year, source=notice, days=days)
    else:
        working_time.set_calendar_days(work, place_id=place_id, days=days)
    for fault in table.faults[:FAULTS_SHOWN]:
        flash(_("没有写入：%(fault)s", fault=fault))
    return _done(
        work,
        _("已写入%(count)d天，办理中环节的到期日正在重新计算。", count=len(days)),
        days[0].on.year,
    )


def _read(content: bytes) -> DayTable:
    """The file's days, in either form and in the encodings that spreadsheets write."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", errors="replace")
    if not text.lstrip().startswith("{"):
        return days_from_csv(text)
    try:
        return days_from_holiday_cn(text)
    except ValueError as fault:
        raise Refused(UNREADABLE) from fault


def _may_nation(work: Work) -> bool:
    try:
        may_edit(work, place_id=None)
    except NotAllowed:
        return False
    return True


def _place(work: Work) -> int | None:
    """The place asked for; without one the nation, or the highest place that is this person's."""
    chosen = asked.place(work, "edit_organisation")
    if chosen is not None or _may_nation(work):
        return chosen
    reached = asked.places(work, "edit_organisation")
    return reached[0].id if reached else None


def _whose(work: Work, place_id: int | None) -> Wording | None:
    return None if place_id is None else Names(work).place(place_id)


def _year(work: Work) -> int:
    given = asked.number("year")
    return given if given is not None and given in asked.YEARS else today(work.now).year


def _done(work: Work, message: str, year: int | None = None) -> ResponseReturnValue:
    flash(message)
    return redirect(
        url_for("console.calendar", place=asked.number("place"), year=year or _year(work))
    )
