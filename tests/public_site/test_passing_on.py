"""A demand that 12345 owns is passed on from the form, if its sender agrees (R-6)."""

from __future__ import annotations

from hotline.records import Demand
from tests.demands import DEMAND, taking
from tests.public_site.visitor import Visitor, words


def test_whoever_agrees_has_it_passed_on_and_whoever_does_not_has_it_logged(
    visitor: Visitor,
) -> None:
    asked = {"step": "question", "text": DEMAND}
    assert "转交" not in words(visitor.send("/ask", **asked)), "nobody takes it"
    assert "查询码" in words(visitor.ask(DEMAND))
    taking(visitor.office, visitor.house.settings)
    offered = visitor.send("/ask", **asked)
    assert "我同意，转交12345政务服务便民热线" in words(offered)
    agreed = {"form_id": "another", "pass_on": "citizen_hotline"}
    refused = visitor.ask(DEMAND, **agreed)
    assert refused.status_code == 422
    assert "转交要留下完整的联系电话" in words(refused)
    assert f"{DEMAND}</textarea>" in refused.text
    for _ in range(2):
        passed = visitor.ask(DEMAND, **agreed, phone="13800010001")
        assert "已经转交12345政务服务便民热线" in words(passed)
    assert "内容已经改变" in words(
        visitor.ask("身份证丢了怎么补办", **(agreed | {"form_id": "third"}), phone="13800010001")
    )
    demands = visitor.office.db.query(Demand).order_by(Demand.id).all()
    assert [(one.consented_at is not None, one.text) for one in demands] == [
        (False, None), (True, DEMAND),
    ]  # fmt: skip
    assert len(visitor.inquiries()) == 1
