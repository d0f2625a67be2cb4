"""The addresses of everybody's own: signing in, the account, deputies and notices."""

from __future__ import annotations

from agents_console import absences, account, notices, sign_in
from hotline.pages.door import Address


def addresses() -> tuple[Address, ...]:
    """Every page that belongs to whoever has signed in, or is about to."""
    page = account.page
    return (
        Address("/sign-in", "sign_in", show=sign_in.page, act=sign_in.enter, public=True),
        Address("/sign-out", "sign_out", act=sign_in.leave, public=True),
        Address("/language", "language", act=account.choose_language, public=True),
        Address("/account", "account", show=page, act=account.change_password),
        Address("/account/deputy", "name_my_deputy", show=page, act=absences.name, only_act=True),
        Address(
            "/absences/<int:absence_id>/end", "end_absence", show=page, act=absences.end,
            only_act=True,
        ),
        Address("/stead", "act_for", show=page, act=absences.act_for, only_act=True),
        *_notices(),
    )  # fmt: skip


def _notices() -> tuple[Address, ...]:
    """What one is told, and how one wants to be told."""
    settings = notices.settings
    return (
        Address("/notices", "notices", show=notices.page),
        Address("/notices/<int:notice_id>", "notice", show=notices.follow),
        Address("/notices/read", "read_notices", act=notices.read),
        Address("/notices/bell", "bell", show=notices.bell),
        Address("/account/notices", "notice_settings", show=settings, act=notices.choose),
        Address(
            "/account/addresses", "notice_addresses", show=settings, act=notices.set_addresses,
            only_act=True,
        ),
        Address(
            "/account/addresses/confirm", "confirm_address", show=settings,
            act=notices.confirm_address, only_act=True,
        ),
        Address(
            "/account/addresses/again", "send_code_again", show=settings,
            act=notices.send_code_again, only_act=True,
        ),
    )  # fmt: skip
