"""查办件: how an application stands, asked of the service platform, else told where to ask."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from hotline.actions import item_states, organisation
from hotline.errors import Refused
from hotline.item_states import ItemState, platform
from hotline.records import Attempt
from hotline.work import HOTLINE
from tests.factories import BOOK
from tests.item_platform import LAST_FOUR, NUMBER, serving
from tests.public_site.visitor import Visitor, words

WHERE = BOOK.redirects.item_state.says


@pytest.fixture
def connected(visitor: Visitor):
    with serving() as (heard, settings):
        visitor.house.settings = visitor.house.settings.model_copy(update=settings)
        yield heard


def ask(visitor: Visitor, number: str = NUMBER, last_four: str = LAST_FOUR, **more: str) -> str:
    return words(visitor.send("/item-state", number=number, last_four=last_four, **more))


def test_number_and_four_digits_tell_the_state_however_they_are_written(
    visitor: Visitor, connected
) -> None:
    for number in (
        NUMBER,
        "nk-2026 1120 0001 23",
        "ＮＫ２０２６１１２０００００１２３"[:6] + NUMBER[6:],
    ):
        said = ask(visitor, number)
        assert "审查中" in said, said
        assert "南柯州住房和城乡建设局" in said
        assert "请补交身份证复印件" in said
    assert visitor.office.db.scalar(select(Attempt.id).where(Attempt.guard == "item_state")) is None


def test_guessing_is_hopeless_from_however_many_addresses(visitor: Visitor, connected) -> None:
    for tried in range(BOOK.line.guards["item_state"].per_subject):
        said = ask(visitor, last_four=f"900{tried}", address=f"192.0.2.{tried + 1}")
        assert "没有查到" in said
        assert WHERE in said
    knocks = connected.knocks
    assert "尝试次数过多" in ask(visitor, address="192.0.2.99")
    assert connected.knocks == knocks, "the platform is not asked any more"


def test_what_is_no_number_is_said_before_anybody_is_asked(visitor: Visitor, connected) -> None:
    for number, four, said in (
        ("", LAST_FOUR, "受理编号由字母和数字组成"),
        ("../../x", LAST_FOUR, "受理编号由字母和数字组成"),
        ("编号", LAST_FOUR, "受理编号由字母和数字组成"),
        (NUMBER, "12", "电话的后四位数字"),
        (NUMBER, "", "电话的后四位数字"),
        ("9" * 100_000, LAST_FOUR, "最多60个字"),
    ):
        assert said in ask(visitor, number, four), number
    assert connected.knocks == 0


def test_a_platform_that_fails_or_talks_nonsense_costs_a_sentence(
    visitor: Visitor, connected, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hotline.item_states.SECONDS", 0.3)
    connected.answers = lambda headers, body: (200, b'{"state": ""}')
    assert "现在查不到办件的进度" in ask(visitor)
    connected.answers, connected.status = None, 502
    assert WHERE in ask(visitor)
    connected.drips = True
    assert "现在查不到办件的进度" in ask(visitor)


def test_without_a_platform_the_page_says_where_to_ask(visitor: Visitor) -> None:
    page = visitor.get("/item-state")
    assert WHERE in words(page)
    assert 'name="number"' not in page.text
    assert "查办件" in words(visitor.get("/follow"))
    assert WHERE in words(visitor.get("/?q=我的办件办到哪了"))
    assert "本专线查不到办件的进度" in ask(visitor)


def test_the_adapter_signs_what_it_asks_and_believes_only_what_it_understands(
    visitor: Visitor, connected
) -> None:
    def find(number: str) -> ItemState | Refused:
        return item_states.find(
            visitor.office.work(), platform(visitor.house.settings), number=number,
            last_four=LAST_FOUR, subject="test",
        )  # fmt: skip

    assert isinstance(find(NUMBER), ItemState)
    visitor.house.settings = visitor.house.settings.model_copy(
        update={"item_state_secret": "another secret"}
    )
    refused = find(NUMBER)
    assert isinstance(refused, Refused)
    assert refused.wording.key == "item.no_answer"


def test_the_unit_that_is_named_or_chosen_is_told_with_its_telephone_and_hours(
    visitor: Visitor,
) -> None:
    office, unit = visitor.office, visitor.office.unit("human_resources")
    for line, told in (("0870-0000131", True), ("sip:line@practice.invalid", False)):
        organisation.alter_unit(office.work(HOTLINE), unit_id=unit.id, service_line=line)
        own = f"由{unit.name}办理的，请拨打服务电话{line}询问，周一至周五08:30至12:00、14:30至18:00"
        for page in (f"/item-state?unit={unit.id}", f"/?q={unit.short_name}的办件进度"):
            said = words(visitor.get(page))
            assert (own in said, WHERE in said) == (told, not told), page
    assert WHERE in words(visitor.get("/item-state?unit=nonsense"))


def test_a_table_without_words_for_a_unit_still_tells_the_counter(visitor: Visitor) -> None:
    office, unit = visitor.office, visitor.office.unit("human_resources")
    organisation.alter_unit(office.work(HOTLINE), unit_id=unit.id, service_line="0870-0000131")
    general = replace(BOOK.redirects.item_state, at_unit="", at_unit_en="")
    table = replace(BOOK.redirects, item_state=general)
    assert table.where_to_ask(office.work().book.organisation, unit_id=unit.id) == general
