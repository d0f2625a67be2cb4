"""An operator looks up how a caller's application stands; that somebody asked is kept, no more."""

from __future__ import annotations

from tests.agents_console.conftest import Desk, words
from tests.factories import BOOK
from tests.item_platform import LAST_FOUR, NUMBER, serving


def test_an_operator_reads_the_state_to_the_caller_or_says_where_to_ask(desk: Desk) -> None:
    where = BOOK.redirects.item_state.says
    desk.sit_down("operator")
    here = "/console/item-state"
    assert f"请告诉来电人：{where}" in words(desk.get(here))
    with serving() as (_, settings):
        desk.house.settings = desk.settings.model_copy(update=settings)
        found = desk.send(here, seen=here, number=NUMBER, last_four=LAST_FOUR)
        assert "审查中 办理单位 南柯州住房和城乡建设局" in words(found)
        wrong = desk.send(here, seen=here, number=NUMBER, last_four="9999")
        assert (wrong.status_code, where in words(wrong)) == (422, True)
    asked = [data for kind, data in desk.reads() if kind == "asked_item_state"]
    assert asked == [{"found": True}, {"found": False}]
    desk.sit_down("auditor")
    assert desk.get(here).status_code == 403
