"""What one is told: the bell, the page of notices, and how one wants to be told."""

from __future__ import annotations

from typing import Any

from flask import flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from agents_console import asked
from hotline.actions import notice_addresses, notice_settings
from hotline.errors import NotAllowed, Refused, refuse_all, status_of
from hotline.pages import typed
from hotline.records import NoticeChannel, Staff
from hotline.reports import notices
from hotline.reports.shown import NoticeShown
from hotline.rules.notices import Choice, Mail
from hotline.rules.wording import Wording
from hotline.work import Work

EMAIL = Wording(key="label.email", zh="邮箱", en="E-mail")
MOBILE = Wording(key="label.mobile", zh="手机", en="Mobile phone")
CODE = Wording(key="label.address_code", zh="验证码", en="Code")
LABELS = {NoticeChannel.SMS: MOBILE, NoticeChannel.EMAIL: EMAIL}
LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3
HOW_OFTEN = Wording(
    key="notices.how_often",
    zh="请为每种提醒选择邮件的方式。",
    en="Choose for each kind of notice how its e-mail comes.",
)


def page(work: Work) -> ResponseReturnValue:
    """What asks to be read, and what was told before."""
    after = asked.text("after")
    return render_template(
        "console/notices.html", found=notices.listed(work, after=after), is_first=after is None
    )


def unread() -> int:
    """How many notices ask to be read by whoever looks at this page."""
    work: Work | None = g.get("work")
    return notices.unread_count(work, staff_id=current_user.staff_id) if work is not None else 0


def bell(work: Work) -> ResponseReturnValue:
    """The bell alone, asked for again and again by a page that stays open."""
    return make_response(render_template("console/_bell.html"))


def follow(work: Work, notice_id: int) -> ResponseReturnValue:
    """Go where the notice points; it is read now."""
    found = notices.one(work, notice_id=notice_id)
    notice_settings.read(work, notice_id=notice_id)
    return redirect(_target(work, found))


def _target(work: Work, found: NoticeShown) -> str:
    if found.kind == "explanation_to_review" and found.leg_id is not None:
        explanation_id = notices.last_explanation(work, leg_id=found.leg_id)
        return url_for("console.explanation", explanation_id=explanation_id)
    if found.inquiry_id is not None:
        leg = f"leg-{found.leg_id}" if found.leg_id else None
        return url_for("console.inquiry", inquiry_id=found.inquiry_id, _anchor=leg)
    if found.kind == "entries_to_review":
        return url_for("console.entries", shelf="waiting")
    return url_for("console.due" if found.kind == "entries_due" else "console.system")


def read(work: Work) -> ResponseReturnValue:
    """One notice is read without following it, or all of them."""
    notice_settings.read(work, notice_id=typed.number("notice"))
    return redirect(url_for("console.notices"))


def settings(work: Work) -> ResponseReturnValue:
    """By what ways each kind of notice comes, and where to."""
    return render_template(
        "console/notice_settings.html",
        choices=notices.choices(work),
        **address_form(work, staff_id=current_user.staff_id),
    )


def address_form(work: Work, *, staff_id: int) -> dict[str, Any]:
    """What the form needs that says where a person's notices go."""
    return {
        "addresses": notices.addresses(work, staff_id=staff_id),
        "channels": list(LABELS.items()),
        "longest": LONGEST_ADDRESS,
        "minutes": notice_addresses.VALID_MINUTES,
    }


def choose(work: Work) -> ResponseReturnValue:
    """By what ways each kind comes from now on."""
    choices = {}
    for kind in notices.choices(work):
        email = request.form.get(f"email:{kind.key}", "")
        if email not in list(Mail):
            raise Refused(HOW_OFTEN)
        choices[kind.key] = Choice(
            console=kind.must or f"console:{kind.key}" in request.form,
            sms=f"sms:{kind.key}" in request.form,
            email=Mail(email),
        )
    notice_settings.choose(work, choices)
    flash(_("提醒方式已保存。"))
    return redirect(url_for("console.notice_settings"))


def set_addresses(work: Work) -> ResponseReturnValue:
    """Where one's own notices go."""
    take_addresses(work, work.db.get_one(Staff, current_user.staff_id))
    flash(_("接收提醒的地址已保存。"))
    return redirect(url_for("console.notice_settings"))


def confirm_address(work: Work) -> ResponseReturnValue:
    """The code that went to one's own address has arrived."""
    channel = channel_of_form()
    refusal = notice_addresses.confirm(
        work, work.db.get_one(Staff, current_user.staff_id), channel=channel,
        code=typed.line(f"code_{channel.value}", label=CODE, limit=LONGEST_ADDRESS),
    )  # fmt: skip
    if refusal is not None:
        g.refusal = refusal
        return settings(work), status_of(refusal)  # type: ignore[return-value]
    flash(_("已确认，提醒从现在起发到这里。"))
    return redirect(url_for("console.notice_settings"))


def send_code_again(work: Work) -> ResponseReturnValue:
    """Another code to one's own address."""
    staff = work.db.get_one(Staff, current_user.staff_id)
    notice_addresses.send_again(work, staff, channel=channel_of_form())
    flash(_("验证码已再次发出。"))
    return redirect(url_for("console.notice_settings"))


def channel_of_form() -> NoticeChannel:
    """By which way the form's address is reached."""
    given = request.form.get("channel", "")
    return NoticeChannel(given) if given in list(NoticeChannel) else NoticeChannel.SMS


def take_addresses(work: Work, staff: Staff) -> None:
    """Where this person's notices go; a field left empty leaves its address as it is."""
    faults = []
    for channel, label in LABELS.items():
        given = typed.line(channel.value, label=label, limit=LONGEST_ADDRESS)
        if given or f"remove:{channel.value}" in request.form:
            try:
                notice_addresses.set_address(work, staff, channel=channel, given=given)
            except NotAllowed:
                raise
            except Refused as refusal:
                faults.append(refusal)
    refuse_all(faults)
