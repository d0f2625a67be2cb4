"""How an application at a counter stands (查办件): one page, for the public and for operators."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from flask import g, render_template, request

from hotline.errors import Refused, status_of
from hotline.house import House
from hotline.item_states import ItemPlatform, ItemState, platform
from hotline.pages import typed
from hotline.pages.departments import departments
from hotline.pages.door import View
from hotline.rules.organisation import Place
from hotline.rules.wording import Wording
from hotline.work import Work

LONGEST = 60
NUMBER = Wording(key="label.item_number", zh="受理编号", en="Acceptance number")
LAST_FOUR = Wording(key="label.last_four", zh="电话后四位", en="Last four digits")


class Find(Protocol):
    """Asks how an item stands, in the way of one door; a refusal is a value."""

    def __call__(
        self, work: Work, asked: ItemPlatform | None, *, number: str, last_four: str
    ) -> ItemState | Refused: ...


def views(
    house: House, template: str, *, find: Find, places: Callable[[Work], Sequence[Place]]
) -> tuple[View, View]:
    """The page, and what its form does, of this house's platform; `places` whose units it names."""

    def page(work: Work, found: ItemState | None = None) -> str:
        """Where number and digits are entered, or where else to ask: of the unit chosen, if any."""
        unit_id = typed.whole_number(request.args.get("unit", ""))
        return render_template(
            template,
            found=found,
            is_connected=platform(house.settings) is not None,
            elsewhere=work.book.redirects.where_to_ask(work.book.organisation, unit_id=unit_id),
            departments=departments(work, places(work)),
            unit_id=unit_id,
            number=request.form.get("number", ""),
        )

    def look_up(work: Work) -> tuple[str, int]:
        """How it stands now."""
        found = find(
            work, platform(house.settings),
            number=typed.line("number", label=NUMBER, limit=LONGEST),
            last_four=typed.line("last_four", label=LAST_FOUR, limit=LONGEST),
        )  # fmt: skip
        if isinstance(found, Refused):
            g.refusal = found
            return page(work), status_of(found)
        return page(work, found), 200

    return page, look_up
