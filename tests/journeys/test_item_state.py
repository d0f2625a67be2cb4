"""A caller asks how an application stands (办件进度, R-61a)."""

from __future__ import annotations

from tests.factories import BOOK
from tests.item_platform import LAST_FOUR, NUMBER, serving
from tests.line import Line

KEYED = NUMBER[2:]
OWN = "由南柯州住房和城乡建设局办理的，请拨打服务电话零八七零，零零零，零幺二八询问，周一至周五"


def test_the_state_is_read_or_the_caller_told_where_to_ask(line: Line) -> None:
    where = BOOK.redirects.item_state.says
    assert where in line.call("我想查一下办件进度").heard, "no platform is connected"
    assert OWN in line.call("我的公租房办件办到哪了").heard
    assert where in line.call("公安局的办件进度").heard, "an address of a switch is no telephone"
    with serving() as (heard, settings):
        line.house.settings = line.house.settings.model_copy(update=settings)
        call = line.call("我想查一下办件进度", f"{KEYED}#", LAST_FOUR)
        assert "现在的状态是，审查中" in call.heard
        assert "请补交身份证复印件" in call.heard
        wrong = line.call("我的办件办到哪了", f"{KEYED}#", "9999")
        assert "没有查到这个办件" in wrong.heard
        assert where in wrong.heard
        heard.status = 503
        assert where in line.call("查办件", f"{KEYED}#", LAST_FOUR).heard
        assert OWN in line.call("我的公租房办件办到哪了", f"{KEYED}#", LAST_FOUR).heard
    for said in (call.heard, wrong.heard):
        assert "接着说" in said
