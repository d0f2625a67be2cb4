"""The jobs that keep the knowledge base right: misses, entries beside each other, source links."""

from __future__ import annotations

from functools import cache

from faq_kb import links, misses, upkeep
from faq_kb.matching import MatchingSettings, load_settings
from faq_kb.reach import NotReached, reach
from faq_kb.search import KnowledgeBase
from hotline.house import House
from hotline.records import SourceLink
from hotline.settings import CONFIG_DIR
from hotline.work import HOTLINE
from ivr.phone import Phone


def check_link(house: House, phone: Phone, *, link_id: int) -> None:
    """Ask whether the page of a source is there, and keep what came of it."""
    with house.open(HOTLINE) as work:
        url = work.db.get_one(SourceLink, link_id).url
    fault = None
    try:
        reach(url)
    except NotReached as error:
        fault = str(error)
    with house.open(HOTLINE) as work:
        links.checked(work, link_id=link_id, fault=fault)


def cluster_misses(house: House, phone: Phone) -> None:
    """Put what callers missed since the last time into clusters, a batch at a time."""
    while True:
        with house.open(HOTLINE) as work:
            if not misses.cluster(work, settings=_matching):
                return


def compare_entries(house: House, phone: Phone) -> None:
    """Find entries that answer one question among those published since the last time."""
    base = cache(lambda: KnowledgeBase(_matching()))
    while True:
        with house.open(HOTLINE) as work:
            if not upkeep.compare(work, knowledge=base):
                return


def plan_link_checks(house: House, phone: Phone) -> None:
    """Put the links of sources that are due into the outbox."""
    with house.open(HOTLINE) as work:
        links.plan(work)


@cache
def _matching() -> MatchingSettings:
    return load_settings(CONFIG_DIR / "matching.toml")
