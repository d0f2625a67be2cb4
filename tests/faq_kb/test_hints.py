"""What the recogniser is told of the base and of the places around a caller."""

from __future__ import annotations

import threading
from dataclasses import replace

from sqlalchemy.orm import Session

from faq_kb.hints import LONGEST_HINT, MOST_NAMES, MOST_TERMS, Asked, names_of, terms_of
from faq_kb.search import KnowledgeBase
from hotline.actions import calls
from hotline.records import FaqEntry
from hotline.work import CALLER
from tests.factories import Town
from tests.line import Line

from .example_base import example_base, settings
from .office import Office

BACKGROUND = settings().background
# What the provider takes (telephony.md, 5).
MOST_HINTS = 500


def example_terms(**times: int) -> tuple[str, ...]:
    texts: dict[int, list[str]] = {}
    for phrasing in example_base().phrasings:
        texts.setdefault(phrasing.entry_id, []).append(phrasing.text)
    codes = example_base().codes
    asked = [Asked(those, times.get(codes[entry], 0)) for entry, those in texts.items()]
    return terms_of(asked, background=BACKGROUND)


def test_the_terms_of_the_matter_are_found_and_not_those_of_asking() -> None:
    terms = set(example_terms())
    assert {"健康证", "退耕还林", "居住证", "公租房", "社保卡", "异地就医"} <= terms
    assert not {"怎么办", "怎么", "什么", "耕还林", "多少钱", "住证"} & terms


def test_what_is_asked_most_comes_first() -> None:
    before, after = example_terms(), example_terms(**{"archive-lookup": 500})
    assert after.index("档案馆") < before.index("档案馆")
    assert after.index("档案馆") < 3


def test_rare_characters_come_before_common_ones() -> None:
    asked = [
        Asked(("苤蓝种植补贴怎么领", "种苤蓝有没有补贴", "苤蓝补贴")),
        Asked(("学校报名怎么办", "孩子学校报名", "学校什么时候报名")),
        *(Asked((f"第{n}号事项", f"{n}号事项")) for n in "甲乙丙丁"),
    ]
    terms = terms_of(asked, background=BACKGROUND)
    assert terms.index("苤蓝") < terms.index("学校")


def test_they_are_short_and_few_as_the_provider_demands() -> None:
    terms = example_terms()
    assert 100 < len(terms) <= MOST_TERMS
    assert MOST_TERMS + MOST_NAMES <= MOST_HINTS
    assert all(2 <= len(term) <= 8 for term in terms)
    assert len(",".join(terms).encode()) < 8000
    assert len(set(terms)) == len(terms)


def test_an_empty_base_has_none() -> None:
    assert terms_of([], background=BACKGROUND) == ()
    assert terms_of([Asked(("？？",)), Asked(("",))], background=BACKGROUND) == ()


def test_places_and_units_around_the_caller_are_named_nearest_first(db: Session) -> None:
    town = Town(db)
    organisation = town.work().book.organisation
    county = names_of(organisation, town.place("qinghe"))
    assert county[0] == "青禾县"
    assert {"南柯州", "公安局", "政府督"} <= set(county)
    assert "白鹭县" not in county
    assert {"青禾县", "白鹭县"} <= set(names_of(organisation, town.place("nanke")))
    assert len(set(county)) == len(county) <= MOST_NAMES


def test_more_names_than_the_recogniser_takes_are_cut_and_commas_left_out(db: Session) -> None:
    town = Town(db)
    organisation = town.work().book.organisation
    office = organisation.unit("public_security")
    called = ("甲,乙", "长" * (LONGEST_HINT + 1), *(f"第{n}局" for n in range(MOST_NAMES)))
    many = {n: replace(office, id=n, short_name=name) for n, name in enumerate(called, start=10**6)}
    names = names_of(replace(organisation, units=many), town.place("nanke"))
    assert "第1局" in names
    assert len(names) <= MOST_NAMES
    assert all("," not in name and len(name) <= LONGEST_HINT for name in names)


def test_questions_that_found_an_entry_make_its_terms_weigh_more(db: Session) -> None:
    office, base = Office(db), KnowledgeBase(settings())
    office.publish()
    office.publish_neighbours()
    entry = db.query(FaqEntry.id).filter_by(code="fund-rent").scalar()
    base.prepare(office.work())
    place_id = office.place("nanke")
    before = base.hints(office.work(), place_id=place_id)
    call = calls.arrive(office.work(CALLER), sid="CA1", caller=None, dialled="96128")
    for _ in range(50):
        calls.asked(
            office.work(CALLER), call, heard="公积金", confidence=None, verdict="answer",
            entry_id=entry,
        )  # fmt: skip
    base.prepare(office.work())
    after = base.hints(office.work(), place_id=place_id)
    assert before.index("身份证") < before.index("公积金")
    assert after.index("公积金") < after.index("身份证")
    assert before.index("南柯州") == 0


def test_a_prompt_tells_them_and_an_english_one_does_not(line: Line) -> None:
    with line.work() as work:
        line.app.extensions["knowledge"].prepare(work)
    told = [listened(line, *keys) for keys in ((), ("8",))]
    assert "青禾县" in told[0][0]
    assert "社保卡" in told[0][0]
    assert len(told[0][0].split(",")) <= MOST_HINTS
    assert told[1][1:] == [""]


def listened(line: Line, *keys: str) -> list[str]:
    """The hints of each prompt of a call."""
    call = line.call(*keys)
    return [gather.get("hints", "") for page in call.documents for gather in page.iter("Gather")]


def test_a_request_of_the_next_day_has_yesterdays_and_lets_new_ones_be_made_beside(
    line: Line,
) -> None:
    knowledge: KnowledgeBase = line.app.extensions["knowledge"]

    def hints() -> list[str]:
        with line.work() as work:
            place_id = work.book.organisation.place("nanke").id
            return list(knowledge.hints(work, place_id=place_id))

    def makers() -> list[threading.Thread]:
        return [one for one in threading.enumerate() if "_make_beside" in one.name]

    with line.at("2026-11-23 23:50").work() as work:
        knowledge.prepare(work)
    before = hints()
    line.call("社保卡丢了怎么补办", "1", "1")
    line.at("2026-11-24 00:10")  # another day, but they are too new to be made again
    assert hints() == before
    assert not makers()
    line.at("2026-11-24 10:00")
    assert hints() == before
    for maker in makers():
        maker.join()
    assert hints().index("社保卡") < before.index("社保卡")
