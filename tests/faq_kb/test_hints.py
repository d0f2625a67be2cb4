"""What the recogniser is told of the base."""

from __future__ import annotations

from faq_kb.hints import MOST_HINTS, hints_of

from .example_base import example_base, settings

BACKGROUND = settings().background


def example_hints() -> tuple[str, ...]:
    texts: dict[int, list[str]] = {}
    for phrasing in example_base().phrasings:
        texts.setdefault(phrasing.entry_id, []).append(phrasing.text)
    return hints_of(texts.values(), background=BACKGROUND)


def test_the_terms_of_the_matter_are_found_and_not_those_of_asking() -> None:
    hints = set(example_hints())
    assert {"健康证", "退耕还林", "居住证", "公租房", "社保卡", "异地就医"} <= hints
    assert not {"怎么办", "怎么", "什么", "耕还林", "多少钱"} & hints


def test_they_are_short_and_few_as_the_provider_demands() -> None:
    hints = example_hints()
    assert 100 < len(hints) <= MOST_HINTS
    assert all(2 <= len(hint) <= 8 for hint in hints)
    assert len(",".join(hints).encode()) < 8000
    assert len(set(hints)) == len(hints)


def test_an_empty_base_has_none() -> None:
    assert hints_of([], background=BACKGROUND) == ()
    assert hints_of([["？？"], [""]], background=BACKGROUND) == ()
