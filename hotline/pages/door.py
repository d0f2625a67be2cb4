"""One request is one Work: it is opened here, for whoever stands at the door, and ends here."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Blueprint, g, make_response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm.exc import StaleDataError

from hotline.errors import NotAllowed, NotFound, Refused, status_of
from hotline.house import House
from hotline.rules.wording import Wording
from hotline.work import HOTLINE, Work

View = Callable[..., ResponseReturnValue]

OVERTAKEN = Wording(
    key="console.overtaken",
    zh="刚刚有人处理了同一环节，您的操作没有生效。请核对最新情况后再试。",
    en="Somebody else has just handled this; nothing of yours was applied. Check and try again.",
)


@dataclass(frozen=True)
class Door:
    """What is a door's own of what all share: where its pages are, their texts, the page for what
    goes wrong, and how large a form may be."""

    prefix: str
    translations: Path
    fault_page: str
    largest_form: Callable[[], int]


@dataclass(frozen=True)
class Address:
    """A line of a door's table: where, what it shows, what a form sent there does, who may.

    `act` answers a POST; when it is refused, `show` is shown again with what was typed. `before`
    runs first, in a Work of its own: what it does stands though the form be refused. Without
    `needs` everybody who is signed in may, and a `public` address needs no sign-in.
    """

    path: str
    name: str
    show: View | None = None
    act: View | None = None
    before: View | None = None
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


# Who comes in: the same Work in the name of whoever asks, or the answer that sends them elsewhere.
Entrance = Callable[[Work, Address], Work | ResponseReturnValue]


def of_request(doors: Collection[Door], machines: Collection[Blueprint]) -> Door | None:
    """The door that this request knocks at; None when it is one for machines."""

    def leads_to(prefix: str | None) -> bool:
        return request.path == prefix or request.path.startswith(f"{prefix or ''}/")

    if any(leads_to(machine.url_prefix) for machine in machines):
        return None
    found = [door for door in doors if leads_to(door.prefix)]
    return max(found, key=lambda door: len(door.prefix), default=None)


def opened(house: House, address: Address, entrance: Entrance) -> View:
    """The view Flask calls: opens the Work, lets in whoever may, commits."""

    def view(**parts: Any) -> ResponseReturnValue:
        try:
            begin(house, address, entrance)
            return _run(house, address, entrance, parts)
        except StaleDataError:
            refusal = Refused(OVERTAKEN)
        except (NotAllowed, NotFound):
            raise
        except Refused as error:
            refusal = error
        if request.method != "POST" or address.show is None:
            raise refusal
        return shown_again(house, address, entrance, parts, refusal)

    return view


def begin(house: House, address: Address, entrance: Entrance) -> None:
    """What is done first with a form, whatever becomes of it."""
    if address.before is not None and request.method == "POST":
        _run(house, address, entrance, {}, view=address.before)


def shown_again(
    house: House,
    address: Address,
    entrance: Entrance,
    parts: dict[str, Any],
    refusal: Refused | None = None,
) -> ResponseReturnValue:
    """The form once more with everything that was typed, and with the reason if it was refused."""
    g.given_back = True
    g.refusal = refusal
    response = make_response(_run(house, address, entrance, parts, view=address.show))
    response.status_code = status_of(refusal) if refusal else 200
    return response


def _run(
    house: House,
    address: Address,
    entrance: Entrance,
    parts: dict[str, Any],
    view: View | None = None,
) -> ResponseReturnValue:
    with house.open(HOTLINE) as work:
        g.work = work
        try:
            entered = entrance(work, address)
            if not isinstance(entered, Work):
                return entered
            view = view or (address.act if request.method == "POST" else address.show)
            assert view is not None
            return view(entered, **parts)
        finally:
            g.pop("work")
