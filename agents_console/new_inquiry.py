"""Logging an inquiry by hand, whatever channel it came by; the lookup code is shown once."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agents_console import asked
from hotline.actions import demands, inquiries, reading
from hotline.errors import Refused
from hotline.pages import files, typed
from hotline.pages.departments import departments
from hotline.pages.language import language
from hotline.records import Call, Channel
from hotline.reports import calls
from hotline.reports.names import Names
from hotline.rules.lookup_code import grouped
from hotline.rules.organisation import Place
from hotline.rules.wording import Wording
from hotline.text import telephone
from hotline.work import Work

LONGEST_TEXT, LONGEST_NAME, LONGEST_PHONE, LONGEST_OTHER = 5000, 50, 32, 500

TEXT = Wording(key="label.question", zh="查询内容", en="Question")
NAME = Wording(key="label.name", zh="姓名", en="Name")
PHONE = Wording(key="label.phone", zh="联系电话", en="Telephone")
OTHER = Wording(key="label.other_ways", zh="已告知的其他途径", en="Other ways told")
WRONG_PHONE = Wording(
    key="form.wrong_phone",
    zh="电话号码不完整或有误，请核对；查询人不愿留电话可以不填。",
    en="The telephone number is incomplete or wrong; leave it empty if none is given.",
)
NO_PLACE = Wording(key="form.no_place", zh="请选择属地。", en="Choose the place.")
WRONG_UNIT = Wording(
    key="form.wrong_unit", zh="请从列表中选择承办单位。", en="Choose a unit from the list."
)


def page(work: Work) -> ResponseReturnValue:
    """The form; from a call's page it brings the call and the question along, which is noted."""
    call_id = asked.number("call") or typed.number("call")
    call = calls.page(work, call_id=call_id) if call_id and _may_see_calls(work) else None
    places = asked.places(work, "log_inquiry") or _own_place(work)
    names = Names(work)
    text = typed.again("text", (call.row.heard or "") if call else "")
    place_id = typed.number("place") or (places[0].id if places else 0)
    is_known = place_id in work.book.organisation.places
    shown = render_template(
        "console/new_inquiry.html",
        form_id=typed.form_id_again(),
        call=call,
        text=text,
        taker=demands.offered(work, text, place_id=place_id) if is_known else None,
        channels=[
            (each.value, names.word("channel", each.value)) for each in Channel
            if each is not Channel.VOICEMAIL
        ],
        default_channel=_default_channel(work),
        places=places,
        units=departments(work, places),
        limits={"text": LONGEST_TEXT, "name": LONGEST_NAME, "phone": LONGEST_PHONE,
                "other": LONGEST_OTHER},
    )  # fmt: skip
    if call is not None:
        reading.opened_call(work, call_id=call.row.id)
    return shown


def log(work: Work) -> ResponseReturnValue:
    """Log it, and show the code to be read out; the same form sent twice is one inquiry."""
    form_id = typed.form_id()
    text = typed.lines("text", label=TEXT, limit=LONGEST_TEXT)
    phone = typed.line("phone", label=PHONE, limit=LONGEST_PHONE)
    if phone and telephone(phone) is None:
        raise Refused(WRONG_PHONE)
    place_id = typed.number("place")
    if place_id not in work.book.organisation.places:
        raise Refused(NO_PLACE)
    assert place_id is not None
    unit_id = typed.number("unit")
    if unit_id is not None and unit_id not in work.book.organisation.units:
        raise Refused(WRONG_UNIT)
    channel = request.form.get("channel", "")
    call_id = typed.number("call")
    if call_id is not None:
        calls.page(work, call_id=call_id)  # NotFound when this person may not see it
    call_row = work.db.get_one(Call, call_id) if call_id is not None else None
    came_by = Channel(channel) if channel in set(Channel) else Channel.PHONE
    if code := request.form.get("pass_on"):
        inquiries.check_may_log(work, place_id=place_id)
        if not phone and call_row is not None and call_row.caller_sealed is not None:
            phone = work.seal.open(call_row.caller_sealed)
        taker = demands.pass_on_written(
            work, origin=f"form:{work.actor.id}:{form_id}", channel=came_by, place_id=place_id,
            code=code, text=text, phone=phone, call=call_row,
        )  # fmt: skip
        flash(_("已转交%(name)s，没有登记查询事项。", name=taker.called(language())))
        return redirect(url_for("console.new_inquiry"))
    offered = demands.offered(work, text, place_id=place_id)
    if offered is not None and request.form.get("told_of") != offered.code:
        # Whose it is is said once; who logs it all the same presses again.
        g.given_back = True
        return page(work)
    logged = inquiries.log_by_hand(
        work,
        form_id=form_id,
        channel=came_by,
        place_id=place_id,
        unit_id=unit_id,
        text=text,
        phone=phone or None,
        name=typed.line("name", label=NAME, limit=LONGEST_NAME) or None,
        is_confidential=request.form.get("confidential") == "1",
        other_ways_told=typed.line("other_ways", label=OTHER, limit=LONGEST_OTHER) or None,
        call=call_row,
        given=files.given(),
    )
    names = Names(work)
    is_fresh = work.now - logged.inquiry.received_at <= typed.CODE_SHOWN_FOR
    return render_template(
        "console/logged.html",
        inquiry=logged.inquiry,
        leg=logged.leg,
        code=grouped(logged.code) if is_fresh else None,
        unit=names.unit(logged.leg.unit_id),
        clock=work.book.clocks[logged.leg.clock],
        may_open=work.book.may(work.actor.roles, "see_inquiries"),
    )


def _may_see_calls(work: Work) -> bool:
    return work.book.may(work.actor.roles, "see_calls")


def _own_place(work: Work) -> list[Place]:
    """The place of the counter somebody works at, whose role is held at that unit alone."""
    unit = work.book.organisation.units.get(work.actor.unit_id or 0)
    return [work.book.organisation.places[unit.place_id]] if unit else []


def _default_channel(work: Work) -> str:
    chosen = asked.one_of(Channel, "channel")
    if chosen is not None:
        return chosen.value
    if "window_staff" in work.actor.roles:
        return Channel.SERVICE_WINDOW.value
    return Channel.PHONE.value
