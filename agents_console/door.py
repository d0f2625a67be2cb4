"""One request is one Work: it is opened here, for the person at the desk, and ends here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from flask import g, make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm.exc import StaleDataError

from agents_console import person
from agents_console.fault_pages import status_of, time_is_up
from hotline.errors import NotAllowed, NotFound, Refused
from hotline.house import House
from hotline.rules.wording import Wording
from hotline.work import HOTLINE, Work

View = Callable[..., ResponseReturnValue]

NOT_FOR_YOU = Wording(
    key="console.not_for_you",
    zh="您的岗位没有查看或办理这里内容的权限。",
    en="Your role does not include this page.",
)
OVERTAKEN = Wording(
    key="console.overtaken",
    zh="刚刚有人处理了同一环节，您的操作没有生效。请核对最新情况后再试。",
    en="Somebody else has just handled this; nothing of yours was applied. Check and try again.",
)


@dataclass(frozen=True)
class Address:
    """A line of the table: where, what it shows, what a form sent there does, who may.

    `act` answers a POST; when it is refused, `show` is shown again with what was typed. Without
    `needs` everybody who is signed in may, and a `public` address needs no sign-in.
    """

    path: str
    name: str
    show: View | None = None
    act: View | None = None
    needs: str | None = None
    public: bool = False
    # Where a refused form is shown again, the page has an address of its own.
    only_act: bool = False

    @property
    def methods(self) -> list[str]:
        return [
            *(["GET"] if self.show and not self.only_act else []),
            *(["POST"] if self.act else []),
        ]


def opened(house: House, address: Address) -> View:
    """The view Flask calls: opens the Work, knows the person, asks the permission, commits."""

    def view(**parts: Any) -> ResponseReturnValue:
        try:
            return _run(house, address, parts)
        except StaleDataError:
            refusal = Refused(OVERTAKEN)
        except (NotAllowed, NotFound):
            raise
        except Refused as error:
            refusal = error
        if request.method != "POST" or address.show is None:
            raise refusal
        return _again(house, address, parts, refusal)

    return view


def _run(house: House, address: Address, parts: dict[str, Any]) -> ResponseReturnValue:
    with house.open(HOTLINE) as work:
        g.work = work
        try:
            if not address.public and not current_user.is_authenticated:
                return _to_sign_in()
            work = _as_person(work, address)
            person.stay(work.now)
            view = address.act if request.method == "POST" else address.show
            assert view is not None
            return view(work, **parts)
        finally:
            g.pop("work")


def _again(
    house: House, address: Address, parts: dict[str, Any], refusal: Refused
) -> ResponseReturnValue:
    """The form once more, with the reason and with everything that was typed."""
    assert address.show is not None
    with house.open(HOTLINE) as work:
        g.work, g.refusal = work, refusal.wording
        try:
            response = make_response(address.show(_as_person(work, address), **parts))
        finally:
            g.pop("work")
    response.status_code = status_of(refusal)
    return response


def _as_person(work: Work, address: Address) -> Work:
    if not current_user.is_authenticated:
        return work
    if address.needs is not None and not current_user.may(address.needs):
        raise NotAllowed(NOT_FOR_YOU)
    return replace(work, actor=current_user.actor)


def _to_sign_in() -> ResponseReturnValue:
    if request.method == "POST":
        return time_is_up()
    session.pop("seen_at", None)
    target = request.full_path.rstrip("?")
    if request.headers.get("HX-Request"):
        # A piece of a page must not become a sign-in form: the whole page goes there.
        response = make_response("", 204)
        response.headers["HX-Redirect"] = url_for("console.sign_in")
        return response
    return redirect(url_for("console.sign_in", next=target if target != "/console/" else None))
